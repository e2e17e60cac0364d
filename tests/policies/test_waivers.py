"""Waivers one by one: what is wrong with one, how long it counts, what its patterns mean."""

import datetime
import itertools
from fnmatch import fnmatchcase

import pytest

from private_api_guard.catalogue import faults
from private_api_guard.faults import LEVELS
from private_api_guard.faults.fault import Fault, Finding
from private_api_guard.faults.symptoms import DNS
from private_api_guard.model.hop import Hop
from private_api_guard.waivers import Waiver, parse

TODAY = datetime.date(2026, 3, 1)
FAULT = Fault(id="usage-plan-key/no-key", hop=Hop.CLIENT, title="", symptom=DNS.says(""), remedy="", source="")
URN = "urn:pulumi:dev::shop::aws:apigateway/usagePlan:UsagePlan::gold"
FINDING = Finding(FAULT, URN)
WHOLE = {"policy": "usage-plan-key", "fault": "usage-plan-key/no-key", "resource": "gold", "reason": "a portal",
         "expires": "2026-03-01"}  # fmt: skip


def _one(**given) -> Waiver:
    entry = {key: value for key, value in {**WHOLE, **given}.items() if value is not None}
    (waiver,) = parse([entry], TODAY)
    return waiver


# What is wrong with one


def test_a_whole_waiver_is_taken_as_it_is_given():
    assert _one() == Waiver(**WHOLE)
    assert _one(reason="  a portal ").reason == "a portal"


@pytest.mark.parametrize(
    ("expires", "problem", "in_force", "expired"),
    [
        ("2026-03-01", "", True, False),
        ("2026-03-02", "", True, False),
        ("2026-02-28", "expired after 2026-02-28", False, True),
        ("2026-02-30", "expires '2026-02-30', which is no date; write YYYY-MM-DD", False, False),
        ("soon", "expires 'soon', which is no date; write YYYY-MM-DD", False, False),
    ],
)
def test_the_last_day_is_one_on_which_it_counts(expires, problem, in_force, expired):
    waiver = _one(expires=expires)
    assert (waiver.problem, waiver.in_force, waiver.expired) == (problem, in_force, expired)


@pytest.mark.parametrize("key", WHOLE)
@pytest.mark.parametrize("nothing", [None, "", "  ", 0, [], False])
def test_a_waiver_without_one_of_its_parts_is_incomplete(key, nothing):
    waiver = _one(**{"fault": "no-key", key: nothing})
    assert waiver.problem == f"has no {key}; give all of policy, fault, resource, reason, expires"
    assert not waiver.in_force
    assert not waiver.expired


def test_the_first_part_that_is_missing_is_told():
    assert _one(fault=None, reason=None).problem.startswith("has no fault;")


@pytest.mark.parametrize(
    ("fault", "policy"), [("usage-plan-key/no-key", "usage-plan-key"), ("usage-plan-key/*", "usage-plan-key"),
                          ("*/no-key", ""), ("*", ""), ("no-key", "")],
)  # fmt: skip
def test_a_fault_with_its_policy_needs_no_other_word_for_it(fault, policy):
    waiver = _one(policy=None, fault=fault)
    assert waiver.policy == policy
    assert waiver.in_force is bool(policy)


def test_who_answers_for_a_waiver_is_told_with_its_terms():
    assert _one(owner=" team-a ").terms == "until 2026-03-01: a portal (team-a)"
    assert _one().terms == "until 2026-03-01: a portal"


def test_a_key_that_nobody_knows_is_told_before_anything_else():
    waiver = _one(until="2030-01-01", because="x", reason=None)
    assert waiver.problem == (
        "has a key 'because' that nobody knows; allowed are policy, fault, resource, reason, expires, owner"
    )


@pytest.mark.parametrize("policy", LEVELS)
def test_every_policy_may_be_waived(policy):
    assert _one(policy=policy).in_force


def test_a_policy_that_there_is_not_is_told():
    assert _one(policy="keys").problem == "names the policy 'keys', which the pack does not have"


@pytest.mark.parametrize("entries", [None, "gold", {}, {"policy": "x"}, 7])
def test_what_is_no_list_holds_no_waivers(entries):
    assert parse(entries, TODAY) == []


@pytest.mark.parametrize("entry", [None, "gold", 7, ["gold"]])
def test_what_is_no_object_is_a_waiver_without_anything(entry):
    (waiver,) = parse([entry], TODAY)
    assert waiver.problem.startswith("has no policy;")
    assert str(waiver) == "(no fault) at (no resource)"


def test_a_waiver_is_named_by_fault_and_resource():
    assert str(_one(fault="a/b", resource="x*")) == "a/b at x*"


# What one means


@pytest.mark.parametrize(
    ("given", "covers"),
    [
        ({}, True),
        ({"fault": "no-key"}, True),
        ({"fault": "no-*"}, True),
        ({"fault": "*/no-key"}, True),
        ({"fault": "usage-plan-key/*"}, True),
        ({"fault": "usage-plan-key*"}, False),
        ({"fault": "no"}, False),
        ({"fault": "exposure/no-key"}, False),
        ({"resource": URN}, True),
        ({"resource": "urn:*::gold"}, True),
        ({"resource": "g*d"}, True),
        ({"resource": "UsagePlan::gold"}, False),
        ({"resource": "silver"}, False),
        ({"policy": "exposure"}, False),
        ({"policy": "undecided"}, False),
    ],
)
def test_what_a_waiver_covers(given, covers):
    assert _one(**given).covers(FINDING) is covers


@pytest.mark.parametrize(
    ("policy", "covers"), [("usage-plan-key", True), ("undecided", True), ("exposure", False), ("waivers", False)]
)
def test_what_is_undecided_is_covered_under_either_policy(policy, covers):
    assert _one(policy=policy).covers(Finding(FAULT, URN, undecided=True, where="gold.x")) is covers


def test_every_fault_may_be_waived_by_its_name_alone():
    for fault in faults():
        waiver = _one(policy=fault.policy, fault=fault.id.partition("/")[2])
        assert waiver.covers(Finding(fault, URN)), fault.id


def test_a_star_means_what_it_means_in_a_shell():
    """All patterns and texts of two letters up to a length, against the standard library."""
    patterns = ["".join(parts) for length in range(1, 6) for parts in itertools.product("ab*", repeat=length)]
    texts = ["".join(parts) for length in range(1, 6) for parts in itertools.product("ab", repeat=length)]
    for pattern in patterns:
        waiver = _one(resource=pattern)
        for text in texts:
            assert waiver.covers(Finding(FAULT, text)) is fnmatchcase(text, pattern), (pattern, text)


@pytest.mark.parametrize("pattern", ["g?ld", "[g]old", "gol.", "GOLD"])
def test_nothing_but_a_star_is_special(pattern):
    assert not _one(resource=pattern).covers(FINDING)
