"""GitLab's code quality: an issue for each thing, known again in later runs."""

import json
from dataclasses import replace
from typing import Any

from preflight.errors import ConfigError, ProgramError
from preflight.packs.diagnostics import Aborted
from preflight.report.finding import Finding
from preflight.report.formats import FORMATS
from preflight.report.report import Report, failure
from tests.preflight.report import reports
from tests.preflight.report.formats.test_hostile import NAMES, many, report_of
from tests.preflight.report.formats.test_sarif import FINDING, SOURCE, WAIVED, report

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues_of(report: Report) -> list[dict[str, Any]]:
    """The issues, after all that GitLab demands of them."""
    issues = json.loads(FORMATS["gitlab"](report))
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["path"]
        assert not issue["location"]["path"].startswith("./")
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["description"]
        assert "\n" not in issue["description"]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def test_all_reports_are_what_gitlab_reads() -> None:
    for made in reports.ALL.values():
        issues_of(made())
    for name in NAMES:
        issues_of(report_of(name))
    issues_of(many(2_000))


def test_a_finding_is_an_issue_at_its_line() -> None:
    issue = issues_of(report(FINDING))[0]
    assert issue.pop("fingerprint")
    assert issue == {
        "description": "The plan has no key · at plan (aws:apigateway/usagePlan:UsagePlan) · plan has no [key](x)"
        f" · Symptom: 403 Forbidden · Remedy: Add a *key*. · Source: {SOURCE}",
        "check_name": "usage-plan-key/no-key",
        "severity": "blocker",
        "location": {"path": "stacks/Pulumi.dev.yaml", "lines": {"begin": 21}},
    }


def test_severities_are_what_blocks_what_does_not_and_what_is_not_known_or_waived() -> None:
    advisory = replace(FINDING, level="advisory")
    aborted = Aborted("p", "careless", "mandatory", "", "unknown")
    told = report(FINDING, advisory, replace(advisory, undecided=True), waived=(WAIVED,), aborted=(aborted,))
    assert [issue["severity"] for issue in issues_of(told)] == ["blocker", "minor", "info", "blocker", "info", "info"]


def test_an_issue_is_known_again_wherever_its_line_moved() -> None:
    def known_by(finding: Finding) -> str:
        return issues_of(report(finding))[0]["fingerprint"]

    moved = replace(FINDING, position="a.yaml:1", message="usage-plan-key/no-key: other words", evidence=())
    assert known_by(moved) == known_by(FINDING)
    assert known_by(replace(FINDING, urn="other")) != known_by(FINDING)


def test_a_failed_run_is_told_at_its_place_or_at_what_was_judged() -> None:
    errors = [ConfigError("no size", remedy="Give one.", position="a.yaml:3"), ProgramError("over")]
    first, second, verdict = issues_of(failure(report(), errors))
    assert (first["description"], first["severity"]) == ("no size · Give one.", "blocker")
    assert first["location"] == {"path": "a.yaml", "lines": {"begin": 3}}
    assert second["location"] == {"path": "stacks/Pulumi.dev.yaml", "lines": {"begin": 1}}
    assert verdict["description"].startswith("failed: shop dev · 2 errors, no verdict")


def test_the_verdict_is_told_with_what_it_leaves_out_and_what_was_presumed() -> None:
    (verdict,) = issues_of(report(disabled=("house",), stand_ins=("shop:key",), presumptions=("its port is 80",)))
    assert (verdict["check_name"], verdict["severity"]) == ("preflight", "info")
    for told in ("no request path", "house is disabled", "the secret value of shop:key", "presumed: its port is 80"):
        assert told in verdict["description"]
