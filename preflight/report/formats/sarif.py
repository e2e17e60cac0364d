"""The report as SARIF 2.1.0, which code hosts show beside the lines of a pull request.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from typing import Any

from preflight.report.formats import words
from preflight.report.report import Finding, Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(report: Report) -> str:
    """One run with one result per finding; errors of the run itself are notifications."""
    rules = sorted({_rule(finding) for finding in report.findings} | {policy["policy"] for policy in report.aborted})
    run = {
        "tool": {"driver": {"name": "preflight", "rules": [{"id": rule} for rule in rules]}},
        "invocations": [
            {
                "executionSuccessful": report.outcome != "failed",
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": _said(error)}} for error in report.errors
                ],
            }
        ],
        "results": [_result(finding, rules) for finding in report.findings]
        + [_aborted(policy, rules) for policy in report.aborted],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(finding: Finding) -> str:
    return finding.fault or finding.policy


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    parts = [words.title(finding), *finding.evidence, *words.lines(finding)]
    parts += [f"Symptom: {finding.symptom}"] if finding.symptom else []
    parts += [f"Remedy: {finding.remedy}"] if finding.remedy else []
    return {
        "ruleId": _rule(finding),
        "ruleIndex": rules.index(_rule(finding)),
        "level": "error" if finding.mandatory else "warning",
        "message": {"text": "\n".join(parts)},
        "partialFingerprints": {"resource/v1": f"{_rule(finding)}@{finding.urn}"},
        "locations": [_location(finding)],
    }


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.urn or "stack", "kind": "resource"}]
    }
    file, _, line = finding.position.rpartition(":")
    if file and line.isdigit():
        location["physicalLocation"] = {"artifactLocation": {"uri": file}, "region": {"startLine": int(line)}}
    return location


def _aborted(policy: dict[str, str], rules: list[str]) -> dict[str, Any]:
    return {
        "ruleId": policy["policy"],
        "ruleIndex": rules.index(policy["policy"]),
        "level": "error" if policy["level"] in {"mandatory", "remediate"} else "warning",
        "message": {"text": f"The policy was aborted: {policy['reason']}"},
    }


def _said(error: dict[str, str]) -> str:
    place = f"{error['position']}: " if error["position"] else ""
    return f"{place}{error['message']}\n{error['remedy']}".strip()
