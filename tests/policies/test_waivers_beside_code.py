"""Waivers that a program registers: what they waive, what is told of those without effect, and who may forbid them."""

import datetime
import json

import pytest

from preflight.packs.pack_config import read
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged
from tests.policies.stacks import OPERATIONS, PREVIEW, UPDATE, Ref, Stack

TODAY = datetime.datetime.now(datetime.UTC).date()
FAULT = "usage-plan-key/no-key-in-plan"
AT_PLAN = ("mandatory", FAULT, "gold")
ROOT = "elsewhere-dev"
IN_FORCE = ("advisory", "waivers/in-force", ROOT)
HERE = "until-spring"


def day(days: int) -> str:
    return str(TODAY + datetime.timedelta(days=days))


def waived(**given) -> Stack:
    """A stack with a fault, and a waiver beside it; `None` leaves one of its inputs out."""
    stack = fargate_behind_nlb().drop("partner-gold")
    whole = {"fault": FAULT, "resource": "gold", "reason": "a portal", "expires": day(30), "owner": "team-a", **given}
    inputs = {key: value for key, value in whole.items() if value is not None}
    return stack.also("private-api:index:Waiver", HERE, **inputs)


@pytest.fixture
def found(judge, tmp_path):
    """What the pack reports: level, fault and resource of each violation, `undecided` for a level where it is that."""

    def ask(stack: Stack, operation: str = PREVIEW, **settings) -> set[tuple[str, str, str]]:
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(settings), "utf-8")
        return {_short(each) for each in judge(stack, operation, read(file)).violations}

    return ask


def _short(violation) -> tuple[str, str, str]:
    level = "undecided" if violation.message.startswith("undecided: ") else violation.level
    name = violation.urn.rsplit("::", 1)[-1]
    fault = violation.message.removeprefix("undecided: ").partition(":")[0]
    return level, fault, ROOT if name.startswith(ROOT) else name


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"owner": None},
        {"resource": "go*"},
        {"resource": "urn:pulumi:*::elsewhere::aws:apigateway/usagePlan:UsagePlan::gold"},
        {"fault": "usage-plan-key/*"},
        {"fault": "no-key-in-plan", "policy": "usage-plan-key"},
    ],
)
def test_it_waives_what_it_names(found, operation, given):
    assert found(waived(**given), operation) == {IN_FORCE}


def test_it_is_as_good_where_a_component_sends_outputs_alone():
    resources = waived().build(UPDATE)
    judgement = judged(resources, recorded=False)
    judgement.waive({}, TODAY)
    assert [waiver.in_force for waiver in judgement.waivers] == [True]
    assert judgement.of("usage-plan-key") == []


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"expires": day(-1)}, "waivers/expired"),
        ({"expires": "soon"}, "waivers/incomplete"),
        ({"reason": None}, "waivers/incomplete"),
        ({"fault": "*"}, "waivers/incomplete"),
        ({"because": "x"}, "waivers/incomplete"),
        ({"resource": "silver"}, "waivers/matches-nothing"),
    ],
)
def test_one_without_effect_is_told_where_it_stands(found, operation, given, fault):
    assert found(waived(**given), operation) == {AT_PLAN, ("advisory", fault, HERE)}


@pytest.mark.parametrize("key", ["fault", "resource", "expires"])
def test_what_is_not_known_yet_waives_nothing_and_is_told(found, key):
    stack = waived(**{key: Ref("partner", "value")})
    assert found(stack, PREVIEW) == {AT_PLAN, ("undecided", "waivers/incomplete", HERE)}


@pytest.mark.parametrize("key", ["reason", "owner"])
def test_a_reason_and_an_owner_need_not_be_known(found, key):
    assert found(waived(**{key: Ref("partner", "value")}), PREVIEW) == {IN_FORCE}


def test_an_organisation_may_allow_none(found):
    settings = {"waivers": {"enforcementLevel": "advisory", "besideCode": False}}
    assert found(waived(), **settings) == {AT_PLAN, ("advisory", "waivers/not-allowed", HERE)}


def test_without_a_fault_it_is_said_that_it_waives_nothing(found):
    sound = fargate_behind_nlb().also(
        "private-api:index:Waiver", HERE, fault=FAULT, resource="gold", reason="a portal", expires=day(1)
    )
    assert found(sound) == {("advisory", "waivers/matches-nothing", HERE)}


def test_its_terms_and_what_it_waives_stand_in_the_judgement(judge):
    (judgement,) = judge(waived(), PREVIEW).judgements
    (waiver,) = judgement.waivers
    assert (waiver.fault, waiver.resource, waiver.owner, waiver.state) == (FAULT, "gold", "team-a", "in-force")
    assert waiver.urn.endswith(f"::{HERE}")
    assert waiver.findings == (FAULT,)
    (finding,) = (each for each in judgement.findings if each.fault == FAULT)
    assert (finding.waived.owner, finding.waived_by) == ("team-a", 0)
