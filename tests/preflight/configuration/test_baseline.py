"""A baseline: what blocks today is waived up to a day, and what is new blocks."""

import datetime

import pytest

from preflight.configuration.baseline import Terms, baseline
from preflight.documents.document import Document
from preflight.errors import PackConfigError
from preflight.packs.pack_config import settings_in
from preflight.report.finding import Finding
from preflight.report.report import Report, of_diagnostics
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.conftest import judge, process  # noqa: F401 - fixtures
from tests.policies.stacks import UPDATE, Stack

DAY = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30))
TERMS = Terms(DAY, "it was there before us", "team-a")
PLAN = "urn:pulumi:*::elsewhere::aws:apigateway/usagePlan:UsagePlan::gold"


@pytest.fixture
def asked(judge):  # noqa: F811 - the fixture
    """What a check of a stack is: a function from a configuration to a report."""

    def of(stack: Stack):
        def check(document: Document) -> Report:
            verdict = judge(stack, UPDATE, settings_in(document))
            return of_diagnostics(verdict, [], project="elsewhere", stack="dev", operation=UPDATE)

        return check

    return of


def configuration(**content: object) -> Document:
    return Document("pack.json", PackConfigError, content)


def old() -> Stack:
    """A stack with two faults, of which one is advisory."""
    return fargate_behind_nlb().drop("partner-gold").change("live", accessLogSettings=None)


def test_what_blocks_is_waived_and_nothing_else(asked):
    made = baseline(configuration(robustness="disabled"), TERMS, asked(old()))
    assert made.added == 1
    assert made.document.content == {
        "robustness": "disabled",
        "waivers": {
            "waivers": [
                {"policy": "usage-plan-key", "fault": "usage-plan-key/no-key-in-plan", "resource": PLAN,
                 "reason": "it was there before us", "expires": DAY, "owner": "team-a"}
            ]
        },
    }  # fmt: skip
    assert (made.report.outcome, len(made.report.waived)) == ("clean", 1)


def test_what_is_new_blocks(asked):
    document = baseline(configuration(), TERMS, asked(old())).document
    newly = old().change("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="on")
    report = asked(newly)(document)
    assert [finding.fault for finding in report.mandatory] == ["privatelink-enforcement/enforced"]


@pytest.mark.parametrize("level", ["advisory", {"enforcementLevel": "advisory"}, {"adoptUntil": ""}, {}])
def test_it_is_added_to_what_a_file_says(asked, level):
    given = {"enforcementLevel": level} if isinstance(level, str) else level
    content = baseline(configuration(waivers=level), TERMS, asked(old())).document.content
    assert content["waivers"] == {**given, "waivers": content["waivers"]["waivers"]}
    again = baseline(Document("pack.json", PackConfigError, content), TERMS, asked(old()))
    assert (again.added, again.document.content) == (0, content)


def test_a_sound_stack_needs_none(asked):
    made = baseline(configuration(), TERMS, asked(fargate_behind_nlb()))
    assert (made.added, made.document.content) == (0, {})


def test_more_than_a_policy_tells_by_name_are_waived_too(asked):
    """Of one fault so many findings are told, and the rest in one line."""
    stack = old()
    for number in range(45):
        stack.add("apigateway.UsagePlan", f"plan-{number}", apiStages=stack.definitions["gold"].inputs["apiStages"])
    made = baseline(configuration(), TERMS, asked(stack))
    assert made.report.outcome == "clean"
    assert made.added == 46


def test_what_is_not_known_is_waived_as_that_alone():
    undecided = Finding("p", "undecided", "targets/x", "mandatory", "", "", "", undecided=True)
    reports = iter([Report("elsewhere", "dev", "update", findings=(undecided,)), Report("elsewhere", "dev", "update")])
    content = baseline(configuration(), TERMS, lambda _: next(reports)).document.content
    (waiver,) = content["waivers"]["waivers"]
    assert (waiver["policy"], waiver["fault"], waiver["resource"]) == ("undecided", "targets/x", "*")


def test_what_no_waiver_can_name_still_blocks():
    """A finding of a pack that tells no faults."""
    other = Finding("p", "house", None, "mandatory", "", "", "")
    made = baseline(configuration(), TERMS, lambda _: Report("elsewhere", "dev", "update", findings=(other,)))
    assert (made.added, made.report.outcome) == (0, "blocked")


def test_without_waivers_there_is_no_baseline(asked):
    with pytest.raises(PackConfigError, match="the policy waivers is disabled"):
        baseline(configuration(waivers="disabled"), TERMS, asked(old()))
