"""A report puts violations, judgements and positions together."""

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.packs.diagnostics import Aborted, Diagnostics
from preflight.report.comparison import compared
from preflight.report.report import Report, of_diagnostics, of_judgement
from preflight.report.told import told
from tests.preflight.report import reports

SCHEMA = json.loads(files("preflight.report").joinpath("report.schema.json").read_text())


def test_violations_are_joined_with_the_judgement_and_the_program() -> None:
    finding = reports.blocked().findings[0]
    assert (finding.fault, finding.position) == ("usage-plan-key/no-key-in-plan", "components/access.py:52")
    assert finding.evidence == ("plan has no UsagePlanKey", reports.NASTY)
    assert (finding.symptom, finding.remedy) == ("403 Forbidden", "Add a UsagePlanKey.")
    assert finding.source == "https://docs.aws.amazon.com/apigateway/"


def test_mandatory_findings_come_first_and_undecided_ones_last() -> None:
    findings = reports.blocked().findings
    assert [(finding.policy, finding.undecided) for finding in findings] == [
        ("usage-plan-key", False),
        ("house-rule", False),
        ("observability", False),
        ("undecided", True),
    ]
    assert findings[-1].fault == "integration/port"
    assert findings[1].fault is None


@pytest.mark.parametrize("outcome", reports.ALL)
def test_each_outcome_is_told_and_fits_the_schema(outcome: str) -> None:
    report = reports.ALL[outcome]()
    assert report.outcome == outcome
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(report.document(), SCHEMA)


@pytest.mark.parametrize(("level", "outcome"), [("mandatory", "blocked"), ("advisory", "clean")])
def test_an_aborted_policy_blocks_if_it_is_mandatory(level: str, outcome: str) -> None:
    diagnostics = Diagnostics(aborted=[Aborted("p", "policy", level, "", "unknown")])  # pyrefly: ignore
    assert of_diagnostics(diagnostics, [], project="a", stack="b", operation="preview").outcome == outcome


def test_a_judgement_alone_gives_the_same_findings_without_positions() -> None:
    alone, whole = of_judgement(reports.judgement()), reports.blocked()
    assert [finding.fault for finding in alone.findings] == ["usage-plan-key/no-key-in-plan"]
    assert alone.findings[0].evidence == whole.findings[0].evidence
    assert alone.paths == whole.paths
    assert [judged.fault for judged in alone.waived] == ["robustness/one-zone"]
    assert alone.outcome == "blocked"
    jsonschema.validate(alone.document(), SCHEMA)


@given(st.text(max_size=80))
def test_any_message_is_a_finding(message: str) -> None:
    diagnostics = Diagnostics(violations=[reports.violation("p", "mandatory", "", message)])
    report = of_diagnostics(diagnostics, [], project="a", stack="b", operation="preview")
    assert report.findings[0].message == message
    jsonschema.validate(report.document(), SCHEMA)


def test_a_report_without_times_is_the_same_in_every_run() -> None:
    assert "seconds" not in Report("a", "b", "preview", seconds={"total": 1.0}).document()


def test_a_comparison_fits_the_schema_and_only_what_is_new_blocks_where_that_is_asked() -> None:
    before, after = reports.clean(), reports.blocked()
    new = compared("main", before, after, new_only=True)
    still = compared("main", after, after, new_only=True)
    assert new.outcome == "blocked"
    assert still.outcome == "clean"
    assert replace(still, new_only=False).outcome == "blocked"
    for report in (new, still):
        jsonschema.validate(report.document(), SCHEMA)
        assert told(report) == told(told(report))
