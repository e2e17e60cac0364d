"""Adopting the pack: nothing blocks up to a day, and what is switched off is said."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2 as proto

from preflight.packs.pack_config import read
from private_api_guard.configured import Configured, narrowed
from private_api_guard.judgement_file import JudgementFile
from private_api_guard.policies import policies
from tests.drawn import cases
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged
from tests.policies.stacks import OPERATIONS, PREVIEW, Stack

TODAY = datetime.datetime.now(datetime.UTC).date()
NO_KEY = ("usage-plan-key", "usage-plan-key/no-key-in-plan", "gold")
ROOT = "elsewhere-dev"
NAMES = [policy.name for policy in policies()]


def day(days: int) -> str:
    return str(TODAY + datetime.timedelta(days=days))


def without_key() -> Stack:
    return fargate_behind_nlb().drop("partner-gold")


@pytest.fixture
def reported(judge, tmp_path):
    """What a pack with a configuration reports: (level, policy, fault, resource); and what its judgement says so."""

    def ask(stack: Stack, operation: str = PREVIEW, **settings):
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(settings), "utf-8")
        verdict = judge(stack, operation, read(file))
        (judgement,) = verdict.judgements
        judged = {(each.level, each.policy, each.fault) for each in judgement.findings if not each.waived}
        told = {(each.level, each.policy, *_place(each.message, each.urn)) for each in verdict.violations}
        assert {each[:3] for each in told} <= judged
        return told

    return ask


def _place(message: str, urn: str) -> tuple[str, str]:
    name = urn.rsplit("::", 1)[-1]
    return message.removeprefix("undecided: ").partition(":")[0], ROOT if name.startswith(ROOT) else name


def adopting(until: str, level: str = "advisory") -> dict:
    return {"waivers": {"enforcementLevel": level, "adoptUntil": until}}


IN_FORCE = ("advisory", "waivers", "waivers/in-force", ROOT)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_up_to_a_day_what_would_block_is_advisory(reported, operation):
    found = reported(without_key(), operation, **adopting(day(1)))
    assert found == {("advisory", "waivers", *NO_KEY[1:]), IN_FORCE}


@pytest.mark.parametrize(
    ("until", "fault"),
    [(day(-1), "waivers/expired"), ("soon", "waivers/incomplete"), ("2026-02-30", "waivers/incomplete")],
)
def test_from_then_on_it_blocks(reported, until, fault):
    found = reported(without_key(), **adopting(until))
    assert found == {("mandatory", *NO_KEY), ("advisory", "waivers", fault, ROOT)}


def test_what_is_advisory_anyway_is_told_by_its_own_policy(reported):
    bare = fargate_behind_nlb().change("live", accessLogSettings=None)
    found = reported(bare, **adopting(day(9)))
    assert found == {("advisory", "observability", "observability/no-access-log", "live")}


def test_a_level_that_a_file_gives_counts(reported):
    bare = fargate_behind_nlb().change("live", accessLogSettings=None)
    found = reported(bare, observability="mandatory", **adopting(day(9)))
    assert found == {("advisory", "waivers", "observability/no-access-log", "live"), IN_FORCE}


def test_a_policy_that_blocks_can_not_keep_others_from_it(reported):
    found = reported(without_key(), **adopting(day(9), "mandatory"))
    assert found == {("mandatory", *NO_KEY), ("mandatory", "waivers", "waivers/incomplete", ROOT)}


def test_where_waivers_block_those_in_force_are_not_told(reported):
    waiver = {"fault": NO_KEY[1], "resource": "gold", "reason": "a portal", "expires": day(9)}
    assert reported(without_key(), waivers={"enforcementLevel": "mandatory", "waivers": [waiver]}) == set()


def test_a_sound_stack_that_adopts_is_told_nothing(reported):
    assert reported(fargate_behind_nlb(), **adopting(day(9))) == set()


# What is switched off


def levels(**given: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, given.pop("others", "advisory")) | {
        name.replace("_", "-"): level for name, level in given.items()
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (levels(), ""),
        (levels(exposure="disabled", observability="disabled"), ""),
        (levels(recorder="disabled"), "without recorder nobody knows what the program leaves out"),
        (levels(others="disabled"), "16 of 16 policies are disabled; judged is nothing"),
        (
            levels(others="disabled", targets="mandatory"),
            "15 of 16 policies are disabled; judged is targets; without recorder nobody knows",
        ),
        (
            levels(others="disabled", recorder="advisory", targets="mandatory", exposure="advisory"),
            "13 of 16 policies are disabled; judged is targets, exposure",
        ),
        ({}, ""),
    ],
)
def test_what_most_policies_are_not_asked_is_said(given, told):
    assert told in narrowed(given)
    assert bool(narrowed(given)) is bool(told)


def test_it_is_said_on_the_packs_log(capsys):
    off = proto.PolicyConfig(enforcementLevel=proto.DISABLED)
    asked = Configured()
    asked.take(proto.ConfigureAnalyzerRequest(policyConfig={"targets": proto.PolicyConfig(), "recorder": off}))
    assert capsys.readouterr().err.startswith("warning: 1 of 2 policies are disabled; judged is targets; without")
    assert (asked.level("targets"), asked.blocks("targets"), asked.blocks("deployment")) == ("advisory", False, True)


@pytest.mark.parametrize("enabled", ["usage-plan-key", "exposure"])
def test_it_is_never_a_finding(reported, enabled):
    assert reported(fargate_behind_nlb(), **{"all": "disabled", "recorder": "advisory", enabled: "mandatory"}) == set()


# Odd input

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
ANYTHING = st.recursive(
    SCALARS, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3)
)
WAIVERS = st.lists(st.dictionaries(st.sampled_from(["fault", "resource", "reason", "expires", "x"]), ANYTHING))


@pytest.fixture(scope="module")
def broken():
    return without_key().build()


@cases(30)
@given(given_=ANYTHING | WAIVERS, until=ANYTHING, beside=ANYTHING)
def test_whatever_stands_in_a_configuration_is_told_and_ends_nothing(broken, given_, until, beside):
    judgement = judged(broken)
    before = judgement.of("usage-plan-key")
    judgement.waive({"waivers": given_, "adoptUntil": until, "besideCode": beside}, TODAY)
    assert judgement.of("usage-plan-key") == before or judgement.adopting
    JudgementFile(judgement).as_json()
