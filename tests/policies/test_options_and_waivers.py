"""What an organisation may write into a configuration file: levels, options and waivers, right and wrong."""

import datetime
import json

import pytest

from preflight.analysis import analyze
from preflight.errors import PackConfigError
from preflight.packs.judgement import Waiver
from preflight.packs.pack import Pack
from preflight.packs.pack_config import read
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.conftest import PACK
from tests.policies.findings import everything
from tests.policies.stacks import OPERATIONS, PREVIEW, Ref, Stack, document

_NO_KEY = ("usage-plan-key/no-key-in-plan", "gold")
_ROOT = "elsewhere-dev"
# That something which would block does not, because of a waiver.
_IN_FORCE = ("advisory", "waivers/in-force", _ROOT)
_TODAY = datetime.datetime.now(datetime.UTC).date()


def _day(days: int) -> str:
    return str(_TODAY + datetime.timedelta(days=days))


def _without_key() -> Stack:
    return fargate_behind_nlb().drop("partner-gold")


@pytest.fixture
def settled(judge, tmp_path):
    """Judges a stack under a configuration file: the violations as (level, fault, name of the resource)."""

    def ask(stack: Stack, content: dict, operation: str = PREVIEW) -> set[tuple[str, str, str]]:
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(content), "utf-8")
        verdict = judge(stack, operation, read(file))
        found = set()
        for violation in verdict.violations:
            fault = violation.message.removeprefix("undecided: ").split(":", 1)[0]
            name = violation.urn.rsplit("::", 1)[-1]
            found.add((violation.level, fault, _ROOT if name.startswith(_ROOT) else name))
        return found

    return ask


def _waived(*waivers: dict, **more) -> dict:
    return {"waivers": {"enforcementLevel": "advisory", "waivers": list(waivers)}, **more}


def _waiver(**given) -> dict:
    whole = {"policy": "usage-plan-key", "fault": "usage-plan-key/no-key-in-plan", "resource": "gold",
             "reason": "keys are handed out by the portal", "expires": _day(30)}  # fmt: skip
    return {key: value for key, value in {**whole, **given}.items() if value is not None}


# Levels


def test_the_packs_own_levels(settled):
    assert settled(_without_key(), {}) == {("mandatory", *_NO_KEY)}
    bare = fargate_behind_nlb().change("live", accessLogSettings=None)
    assert settled(bare, {}) == {("advisory", "observability/no-access-log", "live")}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("content", "level"),
    [
        ({"all": "advisory"}, "advisory"),
        ({"usage-plan-key": "advisory"}, "advisory"),
        ({"usage-plan-key": {"enforcementLevel": "advisory"}}, "advisory"),
        ({"all": "advisory", "usage-plan-key": "mandatory"}, "mandatory"),
        ({"all": "mandatory", "recorder": "advisory"}, "mandatory"),
        ({"all": "disabled", "recorder": "advisory", "usage-plan-key": "mandatory"}, "mandatory"),
    ],
)
def test_levels_that_a_file_gives(settled, content, level, operation):
    assert settled(_without_key(), content, operation) == {(level, *_NO_KEY)}


def test_a_disabled_policy_says_nothing(settled):
    assert settled(_without_key(), {"usage-plan-key": "disabled"}) == set()


def test_advisories_may_be_made_mandatory(settled):
    bare = fargate_behind_nlb().change("live", accessLogSettings=None)
    found = settled(bare, {"observability": "mandatory"})
    assert found == {("mandatory", "observability/no-access-log", "live")}


def _imported_without_knowing() -> Stack:
    """An API whose document is made from outputs: nobody can know in a preview what it asks for."""
    stack = fargate_behind_nlb().drop("list-orders", "list-orders-int", "orders-r")
    body = document({"openapi": "3.0.1", "paths": {}, "x-link": Ref("link")})
    return stack.change("orders", body=body)


def test_what_is_undecided_may_be_made_mandatory(settled):
    stack = _imported_without_knowing()
    as_it_is = {
        level for level, _, _ in settled(stack, {"all": "disabled", "recorder": "advisory", "undecided": "advisory"})
    }
    assert as_it_is == {"advisory"}
    strict = {"all": "disabled", "recorder": "advisory", "undecided": "mandatory"}
    assert {level for level, _, _ in settled(stack, strict)} == {"mandatory"}


@pytest.mark.parametrize("enabled", ["usage-plan-key", "undecided"])
def test_without_the_recorder_outputs_are_judged_and_that_is_said(enabled, tmp_path):
    file = tmp_path / "pack.json"
    file.write_text(json.dumps({"all": "disabled", enabled: "mandatory", "undecided": "advisory"}), "utf-8")
    with Pack.start(PACK, StackIdentity("elsewhere", "dev")) as pack:
        verdict = analyze(_without_key().build(), pack, read(file))
    said = {fault for fault, _ in everything(verdict)}
    assert "undecided/recorder-off" in said
    assert (_NO_KEY[0] in said) == (enabled == "usage-plan-key")
    assert not verdict.aborted


# Options


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_balancers_group_may_be_required(settled, operation):
    by_range = fargate_behind_nlb().drop("app-from-edge")
    strict = {"target-sources": {"enforcementLevel": "mandatory", "requireLoadBalancerGroup": True}}
    required = ("mandatory", "target-sources/load-balancer-group-required", "app-sg")
    assert settled(by_range, strict, operation) == {required}
    assert settled(fargate_behind_nlb(), strict, operation) == set()
    assert settled(by_range, {"target-sources": {"requireLoadBalancerGroup": False}}, operation) == set()


def test_an_option_without_a_level_lowers_none(settled):
    by_range = fargate_behind_nlb().drop("app-from-edge")
    found = settled(by_range, {"target-sources": {"requireLoadBalancerGroup": True}})
    assert found == {("mandatory", "target-sources/load-balancer-group-required", "app-sg")}


@pytest.mark.parametrize("policy", ["target-sources", "usage-plan-key", "robustness", "waivers", "undecided"])
def test_a_misspelt_option_is_reported_by_its_policy_and_changes_nothing_else(settled, policy):
    level = "mandatory" if policy in ("target-sources", "usage-plan-key") else "advisory"
    content = {policy: {"enforcementLevel": level, "requireLoadbalancerGroup": True}}
    said = {(level, f"{policy}/unknown-option", _ROOT)}
    assert settled(fargate_behind_nlb(), content) == said
    assert settled(_without_key(), content) == said | {("mandatory", *_NO_KEY)}


@pytest.mark.parametrize(
    "content",
    [
        {"target-sources": {"enforcementLevel": "mandatory", "requireLoadBalancerGroup": "yes"}},
        {"waivers": {"enforcementLevel": "advisory", "waivers": "none"}},
        {"waivers": {"enforcementLevel": "advisory", "waivers": ["gold"]}},
        {"target-source": {"requireLoadBalancerGroup": True}},
        {"usage-plan-key": "sometimes"},
    ],
)
def test_what_the_engine_refuses_is_refused(settled, content):
    with pytest.raises(PackConfigError):
        settled(fargate_behind_nlb(), content)


# Waivers


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"fault": "no-key-in-plan"},
        {"fault": "*"},
        {"fault": "usage-plan-key/*"},
        {"resource": "go*"},
        {"resource": "*"},
        {"resource": "urn:pulumi:*::elsewhere::aws:apigateway/usagePlan:UsagePlan::gold"},
        {"expires": _day(1)},  # that a last day counts is asked in `test_waivers`, where midnight does not pass
    ],
)
def test_a_waiver_in_force(settled, operation, given):
    assert settled(_without_key(), _waived(_waiver(**given)), operation) == {_IN_FORCE}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"expires": _day(-1)}, "waivers/expired"),
        ({"expires": "2020-02-30"}, "waivers/incomplete"),
        ({"expires": "next year"}, "waivers/incomplete"),
        ({"expires": None}, "waivers/incomplete"),
        ({"reason": None}, "waivers/incomplete"),
        ({"reason": "  "}, "waivers/incomplete"),
        ({"resource": None}, "waivers/incomplete"),
        ({"fault": None}, "waivers/incomplete"),
        ({"until": "2030-01-01"}, "waivers/incomplete"),
        ({"policy": "usage-plan-keys"}, "waivers/incomplete"),
        ({"resource": "silver"}, "waivers/matches-nothing"),
        ({"resource": "gol?"}, "waivers/matches-nothing"),
        ({"fault": "no-key"}, "waivers/matches-nothing"),
        ({"policy": "robustness"}, "waivers/matches-nothing"),
    ],
)
def test_a_waiver_without_effect_is_reported_and_waives_nothing(settled, given, fault):
    expected = {("mandatory", *_NO_KEY), ("advisory", fault, _ROOT)}
    assert settled(_without_key(), _waived(_waiver(**given))) == expected


def test_a_waiver_of_a_finding_that_is_gone(settled):
    assert settled(fargate_behind_nlb(), _waived(_waiver())) == {("advisory", "waivers/matches-nothing", _ROOT)}


def test_only_what_a_waiver_means_is_waived(settled):
    stack = _without_key().change("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="on")
    expected = {("mandatory", "privatelink-enforcement/enforced", "edge"), _IN_FORCE}
    assert settled(stack, _waived(_waiver())) == expected


def test_an_advisory_and_what_an_option_asks_for_may_be_waived(settled):
    bare = fargate_behind_nlb().change("live", accessLogSettings=None).drop("app-from-edge")
    strict = {"target-sources": {"enforcementLevel": "mandatory", "requireLoadBalancerGroup": True}}
    log = _waiver(policy="observability", fault="observability/no-access-log", resource="live")
    group = _waiver(policy="target-sources", fault="load-balancer-group-required", resource="app-sg")
    assert settled(bare, _waived(log, group, **strict)) == {_IN_FORCE}


def test_what_is_undecided_may_be_waived_under_either_policy(settled):
    stack = _imported_without_knowing()
    listed = [entry for entry in settled(stack, {}) if entry[0] == "advisory"]
    undecided = [(fault, name) for _, fault, name in listed if not fault.startswith(("robustness/", "observability/"))]
    assert undecided
    for policy in ("undecided", None):
        waivers = [
            _waiver(policy=policy or fault.partition("/")[0], fault=fault, resource=name) for fault, name in undecided
        ]
        left = {(fault, name) for _, fault, name in settled(stack, _waived(*waivers))}
        assert not left & set(undecided)


def test_many_waivers_without_effect_are_one_finding(judge, tmp_path):
    file = tmp_path / "pack.json"
    stale = [_waiver(resource=f"plan-{number}", expires=_day(-number)) for number in range(1, 30)]
    file.write_text(json.dumps(_waived(*stale)), "utf-8")
    said = [each for each in judge(fargate_behind_nlb(), PREVIEW, read(file)).violations if each.policy == "waivers"]
    assert len(said) == 1
    assert "plan-1 expired after" in said[0].message
    assert "and 22 more" in said[0].message


def test_without_the_policy_waivers_nothing_is_waived(settled):
    content = _waived(_waiver())
    content["waivers"]["enforcementLevel"] = "disabled"
    assert settled(_without_key(), content) == {("mandatory", *_NO_KEY)}


def test_a_file_as_an_organisation_writes_it(settled):
    content = {
        "all": "mandatory",
        "recorder": "advisory",
        "observability": "disabled",
        "robustness": "advisory",
        "target-sources": {"enforcementLevel": "mandatory", "requireLoadBalancerGroup": True},
        "waivers": {
            "enforcementLevel": "mandatory",
            "waivers": [_waiver(), _waiver(policy="robustness", fault="*", resource="app-sg", expires=_day(-400))],
        },
    }
    stack = _without_key().drop("app-from-vpc").change("live", accessLogSettings=None)
    assert settled(stack, content) == {
        ("mandatory", "waivers/expired", _ROOT),
        ("advisory", "robustness/only-load-balancer-group", "app-sg"),
    }


def test_the_judgement_tells_what_was_waived_and_what_has_no_effect(judge, tmp_path):
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(_waived(_waiver(), _waiver(resource="silver"))), "utf-8")
    findings = judge(_without_key(), PREVIEW, read(file)).judgements[-1].findings
    told = {entry.fault: entry.waived for entry in findings}
    assert told == {
        _NO_KEY[0]: Waiver(reason="keys are handed out by the portal", expires=_day(30)),
        "waivers/in-force": None,
        "waivers/matches-nothing": None,
    }
