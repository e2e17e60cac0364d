"""What preflight plans over what is deployed is what the real engine planned: steps, and what packs are shown.

The program is run once over the recorded state; what the transcripts do otherwise is done to its registrations.
"""

from dataclasses import replace
from functools import cache

import pytest
from google.protobuf import json_format

from preflight.engine.over import Over
from preflight.engine.simulation import Simulation, simulated
from preflight.engine.state import State, read_state
from preflight.plan.plan import count_lines, plan_of
from preflight.program.program import prepare, record
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from preflight.protocol.resource import stack_request
from preflight.report.formats import FORMATS
from preflight.report.report import Report
from tests.captures import REAL_ENGINE
from tests.preflight.test_fidelity import Cli3260, assert_the_same, theirs
from tests.recorded import CHAIN, recorded
from tests.registrations import change, find, without

READ = "sg-0123456789abcdef0"
KEY = "aws:apigateway/usagePlanKey:UsagePlanKey"
TARGETS = tuple(
    f"urn:pulumi:dev::chain::{each}"
    for each in (
        "aws:ec2/securityGroup:SecurityGroup::tasks",
        "chain:index:Network::net",
        "chain:index:Network$aws:ec2/vpc:Vpc::net-vpc",
    )
)
# The only differences there are, and why.
ENCRYPTED = {("aws:ssm/parameter:Parameter", "valueWo")}
"""A secret that the program does not give: the engine decrypts the state to show it."""
IN_STATE = {("aws:lambda/function:Function", "code")}
"""The engine shows archives of a state without what is in them."""


@cache
def deployed() -> State:
    return read_state(REAL_ENGINE / "state.json")


OVER = Over(deployed(), folder=CHAIN)


@cache
def unchanged() -> Registrations:
    return record(replace(prepare(CHAIN, "dev"), over=OVER), timeout=60, monitor_type=Cli3260)


def removed() -> Registrations:
    return without(unchanged(), find(unchanged(), KEY).urn)


def updating() -> Registrations:
    """An update, in which that CLI knows the id of what it reads."""
    balancer = find(unchanged(), "aws:ec2/securityGroup:SecurityGroup", "balancer")
    known = wire.mapped(balancer.inputs, lambda part: READ if wire.is_unknown(part) else part)
    made = change(unchanged(), balancer.urn, lambda item: replace(item, inputs=known))
    return replace(made, identity=replace(made.identity, preview=False))


def untargeted() -> Registrations:
    """A new stack, of which the program is not told the key, since that is no target."""
    made = recorded(CHAIN, monitor_type=Cli3260)
    root = find(made, urns.ROOT_TYPE)
    return change(made, root.urn, lambda item: replace(item, outputs={**item.outputs, "key": wire.UNKNOWN}))


def shown(simulation: Simulation) -> dict[tuple[str, str], dict]:
    """Every request that a pack gets, by call and URN."""
    calls = {}
    for resource in simulation.resources:
        if resource.analyzed:
            calls["Remediate", resource.urn] = json_format.MessageToDict(resource.remediate_request())
            calls["Analyze", resource.urn] = json_format.MessageToDict(resource.analyze_request())
    listed = json_format.MessageToDict(stack_request(simulation.resources))["resources"]
    return calls | {("AnalyzeStack", each["urn"]): each for each in listed}


@pytest.mark.parametrize(
    ("name", "registrations", "over", "exceptions", "steps"),
    [
        ("preview-unchanged", unchanged, OVER, ENCRYPTED, ["~ 1 to update", "26 unchanged"]),
        ("update", updating, OVER, ENCRYPTED, ["27 unchanged"]),
        (
            "preview-after-removal",
            removed,
            OVER,
            ENCRYPTED,
            ["~ 1 to update", "- 1 to delete", "2 changes. 25 unchanged"],
        ),
        (
            "preview-after-removal-with-refresh",
            removed,
            Over(deployed(), refresh=True, folder=CHAIN),
            ENCRYPTED | IN_STATE,
            ["~ 1 to update", "- 1 to delete", "2 changes. 25 unchanged"],
        ),
        (
            "preview-of-targets",
            untargeted,
            Over(targets=TARGETS, folder=CHAIN),
            set(),
            ["+ 6 to create", "21 unchanged"],
        ),
    ],
)
def test_every_request_over_what_is_deployed(name, registrations, over, exceptions, steps) -> None:
    made = registrations()
    simulation = simulated(made.identity, made, over=over)
    assert count_lines(plan_of(each.step for each in simulation.planner.plan()).counts) == steps
    assert_the_same(shown(simulation), theirs(name), exceptions)


def test_a_target_that_needs_what_is_none_is_refused_as_the_recorded_engine_refused_it() -> None:
    made = recorded(CHAIN, monitor_type=Cli3260)
    planner = simulated(made.identity, made, over=Over(targets=TARGETS)).planner
    planner.plan()
    provider, role = (
        "urn:pulumi:dev::chain::pulumi:providers:aws::late",
        "urn:pulumi:dev::chain::aws:iam/role:Role::authorizer",
    )
    said = f"{provider} depends on {role}, which does not exist yet and is not among the targets"
    assert [error.message for error in planner.errors] == [said]


def test_a_secret_that_nobody_can_read_is_taken_for_unchanged() -> None:
    made = unchanged()
    assert simulated(made.identity, made, over=OVER).planner.unread == {"client.value", "named.value"}


def test_no_value_of_a_state_is_told() -> None:
    """A key that is another: the plan names the property, and no format has either value."""
    old, new = "an-old-key-that-is-long-enough-1", "a-new-key-that-is-long-enough-12"
    key = find(unchanged(), "aws:apigateway/apiKey:ApiKey")
    secret = {wire.SIGNATURE: wire.SECRET, "value": old}
    resources = [
        replace(each, inputs={**each.inputs, "value": secret}) if each.urn == key.urn else each
        for each in deployed().resources
    ]
    over = replace(OVER, state=State(deployed().identity, resources))
    made = change(unchanged(), key.urn, lambda item: replace(item, inputs={**item.inputs, "value": wire.secret(new)}))
    simulation = simulated(made.identity, made, over=over)
    plan = plan_of((each.step for each in simulation.planner.plan()), simulation.planner.notes)
    assert next(step for step in plan.steps if step.urn == key.urn).forcing == ("value",)
    whole = replace(Report("chain", "dev", "preview"), plan=replace(plan, interruptions=()))
    for format_ in FORMATS.values():
        assert not any(text in format_(whole) for text in (old, new))


def test_the_exceptions_are_still_exceptions() -> None:
    """An exception that no longer differs has to go."""
    made = removed()
    mine = shown(simulated(made.identity, made, over=Over(deployed(), refresh=True, folder=CHAIN)))
    real = theirs("preview-after-removal-with-refresh")
    different = {
        (request["type"], key)
        for call, request in mine.items()
        for key in {*request.get("properties", {}), *real[call].get("properties", {})}
        if request.get("properties", {}).get(key) != real[call].get("properties", {}).get(key)
    }
    assert different >= ENCRYPTED | IN_STATE
