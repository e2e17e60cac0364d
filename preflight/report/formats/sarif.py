"""The report as SARIF 2.1.0, which code hosts show beside the lines of a pull request.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and of what GitHub takes and shows:
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support.
"""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from preflight.errors import BLOCKED, CLEAN, FAILED, STATUSES
from preflight.report.finding import Finding
from preflight.report.formats import remarks, words
from preflight.report.formats.remarks import Remark
from preflight.report.formats.sarif_rules import literal, rules_of
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.version import own_version

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_TOP = "%SRCROOT%"
_EXITS = {"clean": CLEAN, "blocked": BLOCKED, "failed": FAILED}


def to_sarif(report: Report) -> str:
    """One run with one result per finding, waived ones too; all else that is to be told is a notification."""
    findings = (*report.findings, *report.waived)
    rules = rules_of(findings)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    shown = [remarks.of_finding(report, finding) for finding in findings]
    results = [
        _result(report, finding, remark, places[finding.name or "unnamed"], identity)
        for finding, remark, identity in zip(findings, shown, remarks.identities(report, shown), strict=True)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "preflight",
                "version": own_version(),
                "semanticVersion": own_version(),
                "rules": rules,
            }
        },
        # The category, which stays the same where one more of several stacks is judged.
        "automationDetails": {
            "id": "/".join(("preflight", report.project, *([] if report.stacks else [report.stack]), ""))
        },
        "originalUriBaseIds": {_TOP: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": results,
        "properties": {
            "project": report.project,
            "stack": report.stack,
            "operation": report.operation,
            "outcome": report.outcome,
            "packs": list(report.packs),
            "releases": dict(report.releases),
            "disabled": list(report.disabled),
            "standIns": list(report.stand_ins),
            "assumed": list(report.assumed),
            "presumptions": list(report.presumptions),
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(report: Report, finding: Finding, remark: Remark, rule: int, identity: str) -> dict[str, object]:
    related = [("made here", finding.made_at), ("waived here", finding.waived_at)]
    there = [(number, *each) for number, each in enumerate(((said, at) for said, at in related if at), start=1)]
    text = [literal(line) for line in (remark.title or remark.name or "-", *remark.lines)]
    return {
        "ruleId": finding.name or "unnamed",
        "ruleIndex": rule,
        "level": remark.weight,
        "message": {"text": "\n".join([*text, *(f"[{said}]({number})" for number, said, _ in there)])},
        # GitHub goes by this key alone. Where it is missing, the action that uploads takes a hash of the line, by which
        # the same fault at two resources of one setting would be one; where it is there, it notes that ours is another.
        "partialFingerprints": {"primaryLocationLineHash": identity},
        "locations": [
            {
                **_location(report, finding.position, urn=finding.urn),
                "logicalLocations": [{"fullyQualifiedName": finding.urn or "stack", "kind": "resource"}],
            }
        ],
        **(
            {"relatedLocations": [{"id": number, **_location(report, at, said)} for number, said, at in there]}
            if there
            else {}
        ),
        **({"suppressions": [_suppression(report, finding)]} if finding.waived else {}),
        "properties": {
            "pack": finding.pack,
            "policy": finding.policy,
            "level": finding.level,
            "undecided": finding.undecided,
            "operations": list(finding.operations or [report.operation]),
        },
    }


def _suppression(report: Report, finding: Finding) -> dict[str, object]:
    where = {"location": _location(report, finding.waived_at)} if finding.waived_at else {}
    return {"kind": "external", "status": "accepted", "justification": words.waiver_line(finding), **where}


def _location(report: Report, position: str, said: str = "", *, urn: str = "") -> dict[str, object]:
    file, line = remarks.place(report, position, urn)
    elsewhere = PurePosixPath(file).is_absolute()
    artifact = {"uri": f"file://{quote(file)}"} if elsewhere else {"uri": quote(file), "uriBaseId": _TOP}
    message = {"message": {"text": said}} if said else {}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": line}}, **message}


def _invocation(report: Report) -> dict[str, object]:
    status = _EXITS[report.outcome]
    gave_up = any(policy.mandatory for policy in report.aborted)
    return {
        "executionSuccessful": not (report.errors or gave_up),
        "exitCode": status,
        "exitCodeDescription": STATUSES[status],
        "toolExecutionNotifications": list(_notifications(report)),
    }


def _notifications(report: Report) -> Iterator[dict[str, object]]:
    for error in report.errors:
        text = "\n".join(filter(None, (error.message, error.remedy)))
        where = {"locations": [_location(report, error.position)]} if error.position else {}
        yield {"level": "error", "message": {"text": literal(text)}, **where}
    for policy in report.aborted:
        text = f"Policy {policy.policy} of {policy.pack} gave up: {policy.reason}"
        yield {"level": "error" if policy.mandatory else "warning", "message": {"text": literal(text)}}
    for line in filter(None, (summary(report), *words.stack_lines(report), words.left_out(report), *report.notes)):
        yield {"level": "note", "message": {"text": literal(line)}}
