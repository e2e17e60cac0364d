"""JUnit XML is what Jenkins takes, is red where the exit status is 1 or 2, and tells the rest."""

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.errors import ConfigError, ProgramError
from preflight.packs.diagnostics import Aborted
from preflight.packs.judgement import Hop, RequestPath, Route, State
from preflight.report.change import Comparison
from preflight.report.formats import FORMATS
from preflight.report.report import Report, failure
from tests.captures import FIXTURES
from tests.drawn import cases
from tests.preflight.report import reports
from tests.preflight.report.formats.test_hostile import many, report_of
from tests.preflight.report.formats.test_sarif import FINDING, SOURCE, WAIVED, report

XS = "{http://www.w3.org/2001/XMLSchema}"
# The schema's elements, each with what it names: the attributes, those it demands, the elements within it.
ELEMENTS = {
    element.attrib["name"]: (
        {each.attrib["name"] for each in element.iter(f"{XS}attribute")},
        {each.attrib["name"] for each in element.iter(f"{XS}attribute") if each.get("use") == "required"},
        {each.attrib["ref"] for each in element.iter(f"{XS}element") if "ref" in each.attrib},
    )
    for element in ET.parse(FIXTURES / "schemas" / "junit-10.xsd").getroot().findall(f"{XS}element")  # noqa: S314 - ours
}
COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def suite_of(report: Report) -> ET.Element:
    """The one suite, after all that a build server demands of it."""
    root = ET.fromstring(FORMATS["junit"](report))  # noqa: S314 - our own text
    assert root.tag == "testsuites"
    for element in root.iter():
        allowed, demanded, inside = ELEMENTS[element.tag]
        assert demanded <= element.attrib.keys() <= allowed, element.tag
        assert {part.tag for part in element} <= inside, element.tag
    (suite,) = root
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) > 0
    for count, tag in COUNTED.items():
        assert int(suite.attrib[count]) == len(suite.findall(f"testcase/{tag}"))
    red = suite.attrib["failures"] != "0" or suite.attrib["errors"] != "0"
    assert red == (report.outcome != "clean")
    return suite


def case_of(report: Report) -> ET.Element:
    """What the one case says."""
    (case,) = suite_of(report).findall("testcase")
    (said,) = case
    return said


def path(state: State, **more: Any) -> RequestPath:
    hops = (
        Hop(kind="vpc-link", name="link", state="open", presumed=("its port is 80",)),
        Hop(kind="target-group", name="tasks", state=state, evidence=("no rule", "no group")),
    )
    routes = (Route(method="GET", path="/a"),)
    return RequestPath(api="orders", stage="v1", routes=routes, state=state, hops=hops, **more)


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        ("blocked", {"tests": "8", "failures": "2", "errors": "0", "skipped": "4"}),
        ("clean", {"tests": "1", "failures": "0", "errors": "0", "skipped": "0"}),
        ("failed", {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}),
    ],
)
def test_each_outcome_is_counted(outcome: str, counts: dict) -> None:
    suite = suite_of(reports.ALL[outcome]())
    assert {key: suite.get(key) for key in counts} == counts
    assert suite.findtext("system-out", "").startswith(f"{outcome}: shop dev · ")


def test_much_text_is_valid() -> None:
    suite_of(many(2_000))


@cases(25)
@given(st.text(max_size=12))
def test_whatever_things_are_called_it_is_valid(name: str) -> None:
    suite_of(report_of(name))


def test_what_blocks_fails_with_its_place_and_page() -> None:
    said = case_of(report(replace(FINDING, made_at="__main__.py:3")))
    assert (said.tag, said.attrib) == ("failure", {"message": "The plan has no key", "type": "mandatory"})
    assert (said.text or "").splitlines() == [
        "stacks/Pulumi.dev.yaml:21",
        "made at __main__.py:3",
        "at plan (aws:apigateway/usagePlan:UsagePlan)",
        "plan has no [key](x)",
        "Symptom: 403 Forbidden",
        "Remedy: Add a *key*.",
        f"Source: {SOURCE}",
    ]


def test_an_advisory_finding_passes_and_is_told() -> None:
    said = case_of(report(replace(FINDING, level="advisory")))
    assert said.tag == "system-out"
    assert (said.text or "").startswith("The plan has no key\nstacks/Pulumi.dev.yaml:21\n")


def test_what_was_there_before_passes_where_only_new_findings_block() -> None:
    old = report(replace(FINDING, new=False), comparison=Comparison("main"), new_only=True)
    assert case_of(old).tag == "system-out"
    new = report(replace(FINDING, new=True), comparison=Comparison("main"), new_only=True)
    assert case_of(new).tag == "failure"


def test_a_waived_finding_is_skipped_with_its_reason() -> None:
    said = case_of(report(waived=(WAIVED,)))
    assert (said.tag, said.get("message")) == (
        "skipped",
        "waived: usage-plan-key/no-key at plan: a key comes later, until 2027-01-01",
    )
    assert (said.text or "").startswith("The plan has no key\n")


def test_an_undecided_finding_is_skipped_where_it_does_not_block() -> None:
    undecided = replace(FINDING, undecided=True)
    assert case_of(report(replace(undecided, level="advisory"))).tag == "skipped"
    assert case_of(report(undecided)).tag == "failure"


@pytest.mark.parametrize(("level", "tag"), [("mandatory", "error"), ("advisory", "skipped")])
def test_a_policy_that_gave_up_is_an_error_where_it_is_mandatory(level: str, tag: str) -> None:
    said = case_of(report(aborted=(Aborted("p", "careless", level, "", "unknown"),)))  # pyrefly: ignore
    assert (said.tag, said.get("message")) == (tag, "unknown")


@pytest.mark.parametrize(
    ("state", "findings", "tag", "message"),
    [
        ("closed", (FINDING,), "failure", "the path is closed"),
        ("closed", (), "skipped", "the path is closed by what does not block"),
        ("unknown", (), "skipped", "the path can not be decided"),
        ("open", (), "system-out", None),
    ],
)
def test_a_path_fails_where_it_is_closed_and_something_blocks(
    state: State, findings: tuple, tag: str, message: str | None
) -> None:
    case = suite_of(report(*findings, paths=(path(state),)))[0]
    (said,) = case
    assert (case.attrib["name"], said.tag, said.get("message")) == ("GET /a (requests)", tag, message)
    lines = (said.text or "").splitlines()
    assert lines[-1] == "presumed of vpc link link: its port is 80"
    assert lines[:-1] == ([] if state == "open" else ["target group tasks: no rule; no group"])


def test_requests_and_health_checks_are_cases_of_their_own() -> None:
    suite = suite_of(report(FINDING, paths=(path("closed", health="open"),)))
    assert [case.attrib["name"] for case in suite.findall("testcase")][:2] == [
        "GET /a (requests)",
        "GET /a (health checks)",
    ]


def test_what_the_verdict_leaves_out_is_told() -> None:
    suite = suite_of(report(disabled=("house",), stand_ins=("shop:key",), presumptions=("its port is 80",)))
    said = suite.findtext("system-out", "")
    for told in ("no request path", "1 secret replaced by stand-ins", "house is disabled", "presumed: its port is 80"):
        assert told in said
    (skipped,) = suite.findall("testcase/skipped")
    assert skipped.get("message") == "the configuration disables this policy"


def test_a_failed_run_is_an_error_at_its_place() -> None:
    errors = [ConfigError("No:\n  - size", remedy="Mend it.", position="a.yaml:3"), ProgramError("over")]
    first, second = suite_of(failure(report(), errors)).findall("testcase")
    assert (first.attrib, first[0].attrib) == (
        {"classname": "config", "name": "a.yaml:3"},
        {"message": "No:", "type": "config"},
    )
    assert first[0].text == "  - size\nMend it."
    assert (second.attrib["name"], second[0].attrib["message"]) == ("run", "over")
