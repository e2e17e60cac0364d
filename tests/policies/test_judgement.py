"""One judgement: what options and waivers make of it, and what is told of what has no effect."""

import datetime
from types import SimpleNamespace

import pytest

from private_api_guard.faults import TOPICS
from private_api_guard.faults.fault import Finding
from private_api_guard.judgement import Judgement, told
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged

TODAY = datetime.date(2026, 3, 1)
NO_KEY = "usage-plan-key/no-key-in-plan"
NO_LOG = "observability/no-access-log"
STACK = "elsewhere-dev"
OPTIONLESS = [topic.name for topic in TOPICS if not topic.options]


def _broken() -> Judgement:
    """Of a stack with two faults, of two policies."""
    return judged(fargate_behind_nlb().drop("partner-gold").change("live", accessLogSettings=None).build())


def _found(judgement: Judgement) -> dict[str, Finding]:
    return {each.fault.id: each for each in judgement.findings}


def _waiver(**given) -> dict[str, str]:
    whole = {"policy": "usage-plan-key", "fault": NO_KEY, "resource": "gold", "reason": "a portal"}
    return {**whole, "expires": "2026-03-01", **given}


# Options


@pytest.mark.parametrize(
    ("policy", "config", "evidence"),
    [
        ("targets", {"b": 1, "a": 2},
         ("'a' is no option of targets", "'b' is no option of targets", "targets has no options")),
        ("undecided", {"a": 1}, ("'a' is no option of undecided", "undecided has no options")),
        ("waivers", {"a": 1, "waivers": []},
         ("'a' is no option of waivers", "allowed: waivers, besideCode, adoptUntil")),
        ("target-sources", {"a": 1, "requireLoadBalancerGroup": False},
         ("'a' is no option of target-sources", "allowed: requireLoadBalancerGroup")),
    ],
)  # fmt: skip
def test_an_option_that_nobody_knows_is_told_at_the_stack(policy, config, evidence):
    judgement = judged(fargate_behind_nlb().build())
    judgement.configure(policy, config)
    finding = _found(judgement)[f"{policy}/unknown-option"]
    assert finding.evidence == evidence
    assert finding.policy == policy
    assert finding.urn.rpartition("::")[2] == STACK


@pytest.mark.parametrize("policy", [*OPTIONLESS, "undecided"])
def test_a_policy_without_options_may_be_configured_with_none(policy):
    judgement = judged(fargate_behind_nlb().build())
    judgement.configure(policy, {})
    assert judgement.findings == []


def test_every_option_is_allowed_and_its_default_asks_for_nothing():
    judgement = judged(fargate_behind_nlb().drop("app-from-edge").build())
    before = list(judgement.findings)
    for topic in TOPICS:
        judgement.configure(topic.name, {option.name: option.default for option in topic.options})
    judgement.configure("waivers", {"waivers": []})
    assert judgement.findings == before


def test_a_policy_is_configured_once():
    """The policy `waivers` configures the others before they are asked themselves."""
    required = "target-sources/load-balancer-group-required"
    for first, second, found in (({}, {"requireLoadBalancerGroup": True}, False),
                                 ({"requireLoadBalancerGroup": True}, {}, True)):  # fmt: skip
        judgement = judged(fargate_behind_nlb().drop("app-from-edge").build())
        judgement.configure("target-sources", first)
        judgement.configure("target-sources", second)
        judgement.configure("usage-plan-key", {})
        assert (required in _found(judgement)) is found


def test_an_option_that_fails_is_told_by_its_policy(monkeypatch):
    judgement = judged(fargate_behind_nlb().build())
    monkeypatch.setattr(judgement, "model", SimpleNamespace(stack=judgement.model.stack))
    judgement.configure("target-sources", {"requireLoadBalancerGroup": True})
    finding = _found(judgement)["undecided/could-not-judge"]
    assert (finding.policy, finding.undecided) == ("target-sources", True)
    assert finding.evidence[0].startswith("target-sources failed with AttributeError at targets.py:")


# What the recorder saw


@pytest.mark.parametrize("recorded", [True, False])
def test_missing_inputs_are_told_where_they_are_missing(recorded):
    judgement = judged(fargate_behind_nlb().build(), recorded=recorded)
    assert judgement.recorded is recorded
    judgement.missing_inputs()
    assert ("undecided/recorder-off" in _found(judgement)) is not recorded


# Waivers


def test_what_is_waived_is_a_finding_that_its_policy_does_not_report():
    judgement = _broken()
    before = judgement.of("usage-plan-key")
    assert [each.fault.id for each in before] == [NO_KEY]
    judgement.waive({"waivers": [_waiver()]}, TODAY)
    assert judgement.of("usage-plan-key") == []
    assert [each.fault.id for each in judgement.of("observability")] == [NO_LOG]
    (told,) = judgement.of("waivers")
    assert (told.fault.id, told.urn.rpartition("::")[2]) == ("waivers/in-force", STACK)
    assert told.evidence == (f"{NO_KEY} at gold until 2026-03-01: a portal",)
    assert _found(judgement)[NO_KEY] == before[0]
    waiver = judgement.waiver_of(before[0])
    assert waiver is not None
    assert waiver.reason == "a portal"
    assert judgement.waiver_of(_found(judgement)[NO_LOG]) is None


@pytest.mark.parametrize("given", [{"expires": "2026-02-28"}, {"reason": ""}, {"resource": "silver"}])
def test_a_waiver_without_effect_is_none(given):
    judgement = _broken()
    judgement.waive({"waivers": [_waiver(**given)]}, TODAY)
    assert [each.fault.id for each in judgement.of("usage-plan-key")] == [NO_KEY]
    assert judgement.waiver_of(_found(judgement)[NO_KEY]) is None
    assert len(judgement.of("waivers")) == 1


def test_the_first_waiver_in_force_is_the_one_that_counts():
    judgement = _broken()
    judgement.waive({"waivers": [_waiver(expires="2020-01-01"), _waiver(reason="b"), _waiver(reason="c")]}, TODAY)
    waiver = judgement.waiver_of(_found(judgement)[NO_KEY])
    assert waiver is not None
    assert waiver.reason == "b"


@pytest.mark.parametrize("count", [1, 7, 8, 12])
@pytest.mark.parametrize(
    ("fault", "given", "problem"),
    [
        ("waivers/expired", {"expires": "2026-02-28"}, " expired after 2026-02-28"),
        ("waivers/incomplete", {"reason": ""}, " has no reason; give all of policy, fault, resource, reason, expires"),
        ("waivers/matches-nothing", {}, ""),
    ],
)
def test_seven_waivers_without_effect_are_told_by_name(fault, given, problem, count):
    judgement = _broken()
    judgement.waive({"waivers": [_waiver(resource=f"plan-{number}", **given) for number in range(count)]}, TODAY)
    (finding,) = judgement.of("waivers")
    assert finding.fault.id == fault
    assert finding.urn.rpartition("::")[2] == STACK
    named = tuple(f"{NO_KEY} at plan-{number}{problem}" for number in range(min(count, 7)))
    assert finding.evidence == (named if count <= 7 else (*named, f"and {count - 7} more"))


def test_without_waivers_nothing_is_told():
    judgement = _broken()
    before = list(judgement.findings)
    judgement.waive({"waivers": []}, TODAY)
    assert judgement.findings == before
    assert judgement.waivers == []


# What could not be judged


def _fails(depth: int) -> None:
    if depth:
        _fails(depth - 1)
    raise ValueError("not to be told: it may hold a secret")


def test_what_failed_is_told_with_the_innermost_place():
    with pytest.raises(ValueError, match="secret") as raised:
        _fails(3)
    line = _fails.__code__.co_firstlineno + 3
    assert told("exposure", raised.value) == f"exposure failed with ValueError at test_judgement.py:{line}"


def test_what_was_never_raised_has_no_place():
    assert told("exposure", KeyError("x")) == "exposure failed with KeyError at ?"


def test_a_stack_without_itself_is_judged():
    judgement = judged([each for each in _broken_resources() if not each.type.startswith("pulumi:")])
    judgement.waive({"waivers": [_waiver(resource="silver")]}, TODAY)
    assert [each.urn for each in judgement.of("waivers")] == [""]


def _broken_resources() -> list:
    return fargate_behind_nlb().drop("partner-gold").build()
