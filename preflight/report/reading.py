"""Reading a report that `--format json` wrote."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from preflight.documents.document import Shape
from preflight.documents.json_reader import read_json
from preflight.errors import ReportError
from preflight.report.finding import Finding
from preflight.report.report import Report

_WHAT = "report of preflight"
_REMEDY = "`preflight check --format json --output FILE` writes one."


class _Version(Shape):
    version: Literal[1]


def read_report(file: Path) -> Report:
    """A report from its JSON form (`report.schema.json`). Raises `ReportError`."""
    document = read_json(file, ReportError)
    document.fit(_Version, what=_WHAT, remedy=_REMEDY)
    read = document.fit(Report, what=_WHAT, remedy=_REMEDY)
    findings, waived = (
        tuple(_finding(each, read.operation) for each in listed) for listed in (read.findings, read.waived)
    )
    return replace(read, findings=findings, waived=waived, comparison=None)


def _finding(finding: Finding, operation: str) -> Finding:
    """As it was before it was written: no fault is None, and one operation goes without saying."""
    operations = () if finding.operations == (operation,) else finding.operations
    return replace(finding, fault=finding.fault or None, operations=operations, new=None)
