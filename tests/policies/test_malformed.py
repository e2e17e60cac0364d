"""Malformed stacks: nothing raises, no policy gives up, and what is told stays small whatever the stack."""

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import merged
from preflight.protocol.resource import Resource, stack_request
from private_api_guard import policies
from private_api_guard.faults import LEVELS
from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from tests.drawn import cases
from tests.policies import link_stacks, private_stacks
from tests.policies.compositions import fargate_behind_nlb, trust
from tests.policies.in_process import entities, judged
from tests.policies.malformed import stacks
from tests.policies.stacks import PREVIEW, Ref, Stack

# What gRPC takes, and what a report of a stack may take beside its resources.
_REPLY = 4 * 1024 * 1024
_FILE = 16 * 1024 * 1024


def _sizes(judgement: Judgement) -> tuple[int, int]:
    """The bytes of the replies of all policies, and of the judgement's file."""
    reply = [0]
    for policy in LEVELS:
        policies._report(
            judgement.of(policy), lambda message, urn: reply.append(len(message.encode()) + len(urn or "") + 400)
        )
    return sum(reply), len(json.dumps(JudgementFile(judgement).as_json()))


@cases(200)
@given(stacks(), st.booleans())
def test_no_stack_raises(resources: list[Resource], recorded: bool) -> None:
    reply, file = _sizes(judged(resources, recorded=recorded))
    assert reply < _REPLY
    assert file < _FILE


@cases(15)
@given(stacks())
def test_no_stack_raises_in_the_process(pack: Pack, resources: list[Resource]) -> None:
    pack.configure(merged(pack.policies, pack.initial_settings, {}))
    pack.diagnostics = Diagnostics()
    for resource in resources:
        pack.analyze(resource.analyze_request())
    pack.analyze_stack(stack_request(resources))
    assert pack.diagnostics.aborted == []
    assert [each.message for each in pack.diagnostics.violations if "could-not-judge" in each.message] == []


@pytest.mark.parametrize("body", ["[" * 50000, "- " * 5000, "{a: " * 5000, '{"a":' * 50000, "a: &a [*a]", "{a: *b}"])
@pytest.mark.parametrize("key", ["body", "policy", "containerDefinitions", "inline"])
def test_documents_nested_too_deep_are_no_documents(key: str, body: str) -> None:
    stack = fargate_behind_nlb()
    if key == "containerDefinitions":
        stack = stack.change("task", containerDefinitions=body)
    elif key == "inline":
        stack = stack.change("pull", inlinePolicies=[{"name": "a", "policy": body}], assumeRolePolicy=body)
    else:
        stack = stack.change("orders", **{key: body})
    judged(stack.build(PREVIEW))


# What grows with a stack grows no faster: what takes the square of it would take hours here.


def _with_long_names(stack: Stack) -> Iterable[Resource]:
    """The resources of a stack whose names are longer than any that AWS takes."""
    urns = {each.urn: f"{each.urn}{'d' * 20_000}" for each in stack.build(PREVIEW) if "::aws:" in each.urn}

    def all_of(found: Iterable[str]) -> tuple[str, ...]:
        return tuple(urns.get(urn, urn) for urn in found)

    for each in stack.build(PREVIEW):
        urn, parent = all_of([each.urn, each.parent])
        yield replace(
            each, urn=urn, name=urn.rsplit("::", 1)[-1], parent=parent, dependencies=all_of(each.dependencies),
            property_dependencies={key: all_of(found) for key, found in each.property_dependencies.items()},
        )  # fmt: skip


def test_long_names_change_no_verdict() -> None:
    assert judged(_with_long_names(fargate_behind_nlb())).findings == []
    broken = fargate_behind_nlb().drop("partner-gold", "app-from-edge", "app-from-vpc").change("task", cpu=None)
    judgement = judged(_with_long_names(broken))
    assert len(judgement.findings) == len(judged(broken.build(PREVIEW)).findings) >= 3
    reply, file = _sizes(judgement)
    assert reply < _REPLY
    assert file < _FILE


def _ranges(number: int) -> list[str]:
    """Ranges of which none lies in another, and no two make a larger one."""
    return [f"{1 + place // 65_536}.{place // 256 % 256}.{place % 256}.0/25" for place in range(number)]


def _rules(number: int) -> list[dict[str, object]]:
    return [{"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": [each]} for each in _ranges(number)]


def _entries(number: int) -> list[dict[str, object]]:
    return [
        {"protocol": "tcp", "ruleNo": place + 1, "action": "deny", "fromPort": 9000, "toPort": 9000, "cidrBlock": each}
        for place, each in enumerate(_ranges(number))
    ]


@pytest.mark.parametrize(
    "stack",
    [
        fargate_behind_nlb().change("edge-sg", ingress=_rules(5_000)),
        fargate_behind_nlb().change("app-sg", ingress=_rules(5_000)),
        fargate_behind_nlb().change("core-services-sg", ingress=_rules(5_000)),
        fargate_behind_nlb().also(
            "ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), subnetIds=[Ref("core-a")], ingress=_entries(1_000)
        ),
        fargate_behind_nlb().change("list-orders-int", uri="http://" + "a." * 100_000 + "/"),
        fargate_behind_nlb().change("list-orders-int", uri="${stageVariables." * 20_000),
        fargate_behind_nlb().change("list-orders-int", uri="arn:aws" + ":lambda:" * 20_000 + "/", type="AWS_PROXY"),
        fargate_behind_nlb().change("pull", assumeRolePolicy=trust("*a" * 20_000)),
    ],
    ids=[
        "rules of a balancer's group", "rules of a service's group", "rules of an endpoint's group",
        "entries of an ACL", "a host", "stage variables", "a function's ARN", "a principal",
    ],
)  # fmt: skip
def test_what_is_long_takes_no_long_time(stack: Stack) -> None:
    judged(stack.build(PREVIEW))


def _copied(
    stack: Stack, label: str, change: Callable[[int], dict[str, object]] = lambda _: {}, copies: int = 25
) -> None:
    for number in range(copies):
        copied = copy.deepcopy(stack.definitions[label])
        copied.name = f"{copied.name}-{number}"
        copied.inputs |= change(number)
        stack.definitions[f"{label}-{number}"] = copied


def test_paths_that_multiply_are_told_in_a_small_file() -> None:
    """Methods times stages times target groups, none of which says the same as another."""
    stack = link_stacks.several_services()
    _copied(stack, "live", lambda number: {"stageName": f"stage{number}"})
    _copied(stack, "list-orders", lambda number: {"httpMethod": f"VERB{number}"})
    _copied(stack, "list-orders-int", lambda number: {"httpMethod": f"VERB{number}"})
    _copied(stack, "app-tg", lambda number: {"port": 8000 + number})
    _copied(stack, "app-rule", lambda number: {
        "priority": 100 + number, "conditions": [{"pathPattern": {"values": ["/orders*"]}}],
        "actions": [link_stacks.forward(f"app-tg-{number}")],
    })  # fmt: skip
    judgement = Judgement(entities(stack.build(PREVIEW)), recorded=True)
    reply, file = _sizes(judgement)
    assert reply < _REPLY
    assert file < _FILE
    *paths, rest = JudgementFile(judgement).as_json()["paths"]
    assert max(len(path["hops"]) for path in paths) <= 102
    assert len(paths) + int(rest["hops"][0]["name"].removesuffix(" more paths")) <= len(judgement.model.chains)
    assert {path["state"] for path in (*paths, rest)} == {"closed"}


def test_hops_without_room_leave_their_way_to_those_that_are_kept() -> None:
    stack = private_stacks.named()
    _copied(stack, "name-mapping", copies=150)
    for path in JudgementFile(judged(stack.build(PREVIEW))).as_json()["paths"]:
        hops = path["hops"]
        assert len(hops) <= 102
        assert hops[-1]["name"].endswith(" more hops")
        assert all(place < number for number, hop in enumerate(hops) for place in hop["after"])
