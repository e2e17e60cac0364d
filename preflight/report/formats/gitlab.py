"""The report as GitLab's code quality, which merge requests show.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

import json

from preflight.report.formats import remarks
from preflight.report.formats.remarks import Remark
from preflight.report.report import Report

_SEVERITIES = {"error": "blocker", "warning": "minor", "note": "info"}


def to_gitlab(report: Report) -> str:
    """An issue for each thing to show, and one with the verdict, so that nobody takes an empty list for it."""
    first, *more = remarks.verdict(report)
    verdict = Remark("preflight", "note", first, more, "", "", ("verdict",))
    told = [*remarks.remarks_of(report), verdict]
    identities = remarks.identities(report, told)
    issues = [_issue(report, remark, identity) for remark, identity in zip(told, identities, strict=True)]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(report: Report, remark: Remark, identity: str) -> dict[str, object]:
    path, line = remarks.place(report, remark.position or "", remark.urn)
    return {
        "description": " · ".join([remark.title or remark.name, *map(str.strip, remark.lines)]),
        "check_name": remark.name,
        "fingerprint": identity,
        "severity": _SEVERITIES[remark.weight],
        "location": {"path": path, "lines": {"begin": line}},
    }
