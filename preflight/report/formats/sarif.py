"""The report as SARIF 2.1.0, which code hosts show beside the lines of a pull request.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
import re
from urllib.parse import quote

from preflight.packs.diagnostics import Aborted
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.report import Report, ReportedError

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(report: Report) -> str:
    """One run with one result per finding; errors of the run itself are notifications."""
    rules = sorted({finding.name for finding in report.findings} | {policy.policy for policy in report.aborted})
    run = {
        "tool": {"driver": {"name": "preflight", "rules": [{"id": rule} for rule in rules]}},
        "invocations": [
            {
                "executionSuccessful": report.outcome != "failed",
                "toolExecutionNotifications": _notifications(report),
            }
        ],
        "results": [_result(finding, rules) for finding in report.findings]
        + [_aborted(policy, rules) for policy in report.aborted],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _notifications(report: Report) -> list[dict[str, object]]:
    told = [("error", _said(error)) for error in report.errors]
    told += [("warning", words.left_out(report))] if report.left_out else []
    return [{"level": level, "message": {"text": text}} for level, text in told]


def _result(finding: Finding, rules: list[str]) -> dict[str, object]:
    parts = [words.title(finding), *filter(None, [words.found_in(finding)]), *finding.evidence, *words.lines(finding)]
    parts += [f"Symptom: {finding.symptom}"] if finding.symptom else []
    parts += [f"Remedy: {finding.remedy}"] if finding.remedy else []
    return {
        "ruleId": finding.name,
        "ruleIndex": rules.index(finding.name),
        "level": "error" if finding.mandatory else "warning",
        "message": {"text": _literal("\n".join(parts))},
        "partialFingerprints": {"resource/v1": f"{finding.name}@{finding.urn}"},
        "locations": [_location(finding)],
    }


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {
        "logicalLocations": [{"fullyQualifiedName": finding.urn or "stack", "kind": "resource"}]
    }
    file, _, line = finding.position.rpartition(":")
    if file and line.isdigit():
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": int(line)}}
    return location


def _aborted(policy: Aborted, rules: list[str]) -> dict[str, object]:
    return {
        "ruleId": policy.policy,
        "ruleIndex": rules.index(policy.policy),
        "level": "error" if policy.mandatory else "warning",
        "message": {"text": _literal(f"The policy was aborted: {policy.reason}")},
    }


def _said(error: ReportedError) -> str:
    place = f"{error.position}: " if error.position else ""
    return _literal(f"{place}{error.message}\n{error.remedy}".strip())


def _literal(text: str) -> str:
    """Text without links: `[text](address)` is one in messages (3.11.6 of the standard)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)
