"""A report is read as it was written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.errors import ReportError
from preflight.report.comparison import compared
from preflight.report.cost import Cost, CostPart
from preflight.report.formats.json import to_json
from preflight.report.operations import both
from preflight.report.reading import read_report
from preflight.report.report import Report
from tests.preflight.report.reports import blocked, clean, failed

PARTS = (
    CostPart("gateways", "eu-west-1", "2", "hour", "0.048", "70.08"),
    CostPart("machines", "eu-west-1", None, "hour"),
)
REPORTS = {
    "cost": replace(clean(), cost=Cost("2026-11-28", "USD", "70.08", PARTS, ("requests",))),
    "blocked": blocked(),
    "clean": clean(),
    "failed": failed(),
    "both": both(blocked(), replace(blocked(), operation="update")),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_it_is_what_was_written(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(to_json(report), "utf-8")
    assert read_report(file) == replace(report, seconds={})


def test_a_comparison_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(to_json(compared("main", blocked(), clean())), "utf-8")
    assert read_report(file) == clean()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "this is no report of preflight"),
        ("{}", "version is missing"),
        ('{"version": 2}', "version is 2"),
        ('{"version": 1, "project": "p", "stack": "s", "operation": "both",\n "standIns": 3}', "standIns is 3"),
    ],
)
def test_anything_else_is_refused_with_its_place(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(content, "utf-8")
    with pytest.raises(ReportError) as caught:
        read_report(file)
    assert said in str(caught.value)
    assert "preflight check --format json" in caught.value.remedy
    assert caught.value.position.startswith(str(file))


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps({})[:1])
    with pytest.raises(ReportError, match="is not JSON"):
        read_report(tmp_path / "report.json")
