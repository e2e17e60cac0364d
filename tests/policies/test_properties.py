"""Properties: what never changes a verdict, and input that nobody would write."""

import copy
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import merged
from preflight.protocol import wire
from preflight.protocol.resource import Resource, stack_request
from tests.drawn import one_in, seeds
from tests.policies import link_stacks, private_stacks
from tests.policies.composer import as_outputs
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import Found, judged, mandatory, undecided
from tests.policies.native_compositions import native
from tests.policies.stacks import OPERATIONS, PREVIEW, Stack

SOUND: dict[str, Callable[[], Stack]] = {
    "fargate behind an NLB": fargate_behind_nlb,
    "aws-native": native,
    "private": private_stacks.private_api,
    "domain": private_stacks.named,
    "ALB over V2": link_stacks.rest_to_alb,
    "HTTP API": link_stacks.http_to_alb,
    "several services": link_stacks.several_services,
    "ALB behind an NLB": link_stacks.alb_behind_nlb,
    "instances": link_stacks.instances,
    "blue/green": link_stacks.blue_green,
    "body": link_stacks.from_body,
    "stage variables": link_stacks.stage_variables,
}
FAULTY: dict[str, Callable[[], Stack]] = {
    "no plan key": lambda: fargate_behind_nlb().drop("partner-gold"),
    "flag unset": lambda: fargate_behind_nlb().change(
        "edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic=None
    ),
    "no ingress": lambda: fargate_behind_nlb().drop("app-from-edge", "app-from-vpc"),
    "no egress": lambda: fargate_behind_nlb().change("edge-sg", egress=None),
    "port without a listener": lambda: fargate_behind_nlb().change("front", port=81),
    "wrong container port": lambda: fargate_behind_nlb().change(
        "app-tg", healthCheck={"protocol": "HTTP", "path": "/", "port": "9090"}
    ),
    "native without ingress": lambda: native().drop("app-from-edge").change("app-sg", securityGroupIngress=None),
    "V2 without ingress": lambda: link_stacks.rest_to_alb().change("edge-sg", ingress=None),
}
ALL = {**SOUND, **FAULTY}
Verdicts = tuple[Found, Found]


def verdicts(resources: list[Resource]) -> Verdicts:
    judgement = judged(resources)
    return mandatory(judgement), undecided(judgement)


def known(verdict: Verdicts, names: dict[str, str]) -> Verdicts:
    """A verdict about resources that have other names now."""
    return tuple({(fault, names.get(name, name)) for fault, name in found} for found in verdict)  # type: ignore[return-value]


def hash_of(text: str) -> int:
    """A number that looks random and is the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


# What never changes a verdict


@pytest.mark.drawn
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", ALL)
def test_the_order_of_resources_does_not_matter(name, operation):
    resources = ALL[name]().build(operation)
    expected = verdicts(resources)
    for seed in seeds(3):
        shuffled = list(resources)
        shuffled.sort(key=lambda resource: hash_of(f"{seed} {resource.urn}"))
        assert verdicts(shuffled) == expected, seed


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", ALL)
def test_names_do_not_matter(name, operation):
    stack = ALL[name]()
    given = [definition.name for definition in stack.definitions.values()]
    names = {name: f"x{hash_of(name) % 10**6}" for name in given}
    other = copy.deepcopy(stack)
    for definition in other.definitions.values():
        definition.name = names[definition.name]
    assert verdicts(other.build(operation)) == known(verdicts(stack.build(operation)), names)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", ALL)
def test_nesting_in_components_does_not_matter(name, operation):
    stack = ALL[name]()
    other = copy.deepcopy(stack)
    made = other.definitions
    other.definitions = {}
    other.add("pkg:index:Outer", "nest-outer")
    other.add("pkg:deep/module:Inner", "nest-inner", parent="nest-outer")
    other.definitions |= made
    for label, definition in made.items():
        definition.parent = definition.parent or [None, "nest-outer", "nest-inner"][hash_of(label) % 3]
    assert verdicts(other.build(operation)) == verdicts(stack.build(operation))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", ALL)
def test_splitting_inline_rules_does_not_matter(name, operation):
    stack = ALL[name]()
    assert verdicts(link_stacks.split(stack).build(operation)) == verdicts(stack.build(operation))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", ALL)
def test_lists_that_are_unknown_as_a_whole_do_not_matter(name, operation):
    stack = ALL[name]()
    assert verdicts(as_outputs(stack).build(operation)) == verdicts(stack.build(operation))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", FAULTY)
def test_deleting_something_leaves_a_fault_unless_its_path_is_gone(name, operation):
    stack = FAULTY[name]()
    found = {resource for _, resource in mandatory(judged(stack.build(operation)))}
    for label in stack.definitions:
        rest = stack.drop(label)
        judgement = judged(rest.build(operation))
        alive = any(leg.targets for backend in judgement.model.backends for leg in backend.legs)
        keyed = any(
            method.key_required is True and api.stages for api in judgement.model.apis for method in api.methods
        )
        path = alive and (keyed or name != "no plan key")
        if path and label not in found:
            assert mandatory(judgement) | undecided(judgement), f"without {label} nothing is found"


# Unknown values


def every_property(resources: list[Resource]) -> Iterator[tuple[int, str]]:
    """Each property of each resource, by the resource's place in the list.

    Without those whose value others already have: nobody knows a role's name and not the role's own.
    """
    texts = [set(_texts([resource.inputs, resource.outputs])) for resource in resources]
    owners = Counter(text for mine in texts for text in mine)
    for number, resource in enumerate(resources):
        for key in dict.fromkeys((*resource.inputs, *resource.outputs)):
            value = resource.inputs.get(key, resource.outputs.get(key))
            if not key.startswith("__") and not (key in _NAMES and owners[value] > 1):
                yield number, key


_NAMES = ("name", "httpMethod", "stageName")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def unknown(resource: Resource, *keys: str) -> Resource:
    """The resource with properties of which nobody knows anything, not even what feeds them."""
    return replace(
        resource,
        inputs={key: wire.UNKNOWN if key in keys else value for key, value in resource.inputs.items()},
        outputs={key: wire.UNKNOWN if key in keys else value for key, value in resource.outputs.items()},
    )


# All properties of this one; of the others, which share most of their resources, some.
_WHOLE = "fargate behind an NLB"
_EVERY = one_in(39)


@pytest.mark.drawn
@pytest.mark.parametrize("name", ALL)
def test_a_property_that_is_unknown_raises_nothing_and_is_no_fault(name):
    resources = ALL[name]().build(PREVIEW)
    faults = mandatory(judged(resources))
    chosen = list(every_property(resources))
    for number, key in chosen[:: one_in(2)] if name == _WHOLE else chosen[hash_of(name) % _EVERY :: _EVERY]:
        judgement = judged([*resources[:number], unknown(resources[number], key), *resources[number + 1 :]])
        assert mandatory(judgement) <= faults, f"{resources[number].name}.{key} is unknown"


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("name", ALL)
def test_all_properties_unknown_at_once_are_no_fault(name, recorded):
    resources = ALL[name]().build(PREVIEW)
    blind = [unknown(resource, *resource.inputs, *resource.outputs) for resource in resources]
    # What a program leaves out is known: a flag that is unset, and a group without any ingress.
    known = {("privatelink-enforcement/unset", "edge")} if recorded and name == "flag unset" else set()
    assert mandatory(judged(blind, recorded=recorded)) == known
    silent = [replace(resource, inputs={}, outputs={}) for resource in blind]
    judged(silent, recorded=recorded)


@pytest.mark.drawn
def test_each_property_unknown_through_the_process(pack: Pack):
    """One at a time, then all at once: no policy gives up, none fails."""
    resources = replace(fargate_behind_nlb(), stack="unknowns").build(PREVIEW)
    pack.configure(merged(pack.policies, pack.initial_settings, {}))
    entries = [resource.stack_entry() for resource in resources]
    pack.diagnostics = Diagnostics()
    for resource in resources:
        pack.analyze(resource.analyze_request())
    request = stack_request([])
    for number, key in [*every_property(resources)][:: one_in(4)]:
        changed = unknown(resources[number], key)
        pack.analyze(changed.analyze_request())
        del request.resources[:]
        request.resources.extend([*entries[:number], changed.stack_entry(), *entries[number + 1 :]])
        pack.analyze_stack(request)
        pack.analyze(resources[number].analyze_request())
        pack.diagnostics.judgements.clear()
    blind = [unknown(resource, *resource.inputs, *resource.outputs) for resource in resources]
    for resource in blind:
        pack.analyze(resource.analyze_request())
    pack.analyze_stack(stack_request(blind))
    assert pack.diagnostics.aborted == []
    assert [each.message for each in pack.diagnostics.violations if "could-not-judge" in each.message] == []
    assert [each.message for each in pack.diagnostics.violations if each.mandatory] == []
