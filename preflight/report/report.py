"""The outcome of a run, ready to be written in any format. Its JSON form is described by `report.schema.json`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from preflight.errors import PreflightError
from preflight.packs.diagnostics import Aborted, Diagnostics, Violation
from preflight.protocol.resource import Resource

VERSION = 1
Outcome = Literal["clean", "blocked", "failed"]

_FAULT = re.compile(r"^(?P<undecided>undecided: )?(?P<fault>[\w.-]+/[\w.-]+): ")


@dataclass(frozen=True)
class Finding:
    """One violation, and what the pack's judgement says of it if it wrote one. `fault` is empty if it names none."""

    pack: str
    policy: str
    fault: str
    level: str
    urn: str
    position: str
    message: str
    evidence: tuple[str, ...] = ()
    symptom: str = ""
    remedy: str = ""
    undecided: bool = False

    @property
    def mandatory(self) -> bool:
        """Whether it blocks a deployment."""
        return self.level in {"mandatory", "remediate"}


@dataclass(frozen=True)
class Report:
    """What a run found. `paths`, `waived` and `presumptions` come from the packs' judgements, as they wrote them."""

    project: str
    stack: str
    operation: str
    resources: tuple[dict[str, str], ...] = ()
    paths: tuple[dict[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    aborted: tuple[dict[str, str], ...] = ()
    waived: tuple[dict[str, Any], ...] = ()
    presumptions: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    errors: tuple[dict[str, str], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """Clean, blocked by a mandatory finding or a mandatory policy that gave up, or failed before a verdict."""
        if self.errors:
            return "failed"
        blocked = any(finding.mandatory for finding in self.findings) or any(
            policy["level"] in {"mandatory", "remediate"} for policy in self.aborted
        )
        return "blocked" if blocked else "clean"

    @property
    def mandatory(self) -> list[Finding]:
        """The findings that block."""
        return [finding for finding in self.findings if finding.mandatory]

    @property
    def advisory(self) -> list[Finding]:
        """The findings that do not block."""
        return [finding for finding in self.findings if not finding.mandatory]

    def document(self) -> dict[str, Any]:
        """The JSON form. It holds no times, so that equal runs give equal documents."""
        return {
            "version": VERSION,
            "project": self.project,
            "stack": self.stack,
            "operation": self.operation,
            "outcome": self.outcome,
            "packs": list(self.packs),
            "resources": list(self.resources),
            "paths": list(self.paths),
            "findings": [{**asdict(finding), "evidence": list(finding.evidence)} for finding in self.findings],
            "aborted": list(self.aborted),
            "waived": list(self.waived),
            "presumptions": list(self.presumptions),
            "errors": list(self.errors),
        }


def failure(
    project: str, stack: str, operation: str, errors: Sequence[PreflightError], *, details: bool = False
) -> Report:
    """The report of a run that came to no verdict."""
    return Report(project, stack, operation, errors=tuple(_error(error, details=details) for error in errors))


def of_diagnostics(
    diagnostics: Diagnostics,
    resources: Iterable[Resource],
    *,
    project: str,
    stack: str,
    operation: str,
    seconds: Mapping[str, float] | None = None,
) -> Report:
    """The report of what packs said of resources."""
    shown = sorted(resources, key=lambda resource: resource.urn)
    positions = {resource.urn: resource.position for resource in shown}
    details = {_key(entry): entry for judgement in diagnostics.judgements for entry in _entries(judgement, "findings")}
    findings = [_finding(violation, positions, details) for violation in diagnostics.violations]
    return Report(
        project=project,
        stack=stack,
        operation=operation,
        resources=tuple(
            {"urn": entry.urn, "type": entry.type, "name": entry.name, "position": entry.position} for entry in shown
        ),
        paths=tuple(path for judgement in diagnostics.judgements for path in _entries(judgement, "paths")),
        findings=tuple(sorted(findings, key=_order)),
        aborted=tuple(_aborted(policy) for policy in diagnostics.aborted),
        waived=tuple(entry for entry in details.values() if entry.get("waived")),
        presumptions=tuple(
            text for judgement in diagnostics.judgements for text in judgement.get("presumptions") or ()
        ),
        packs=tuple(diagnostics.packs),
        seconds=seconds or {},
    )


def of_judgement(judgement: Mapping[str, Any]) -> Report:
    """The report of a file that a pack wrote, under whatever engine. Positions are not in it."""
    entries = _entries(judgement, "findings")
    findings = [
        Finding(
            pack=str(judgement.get("pack", "")),
            policy="undecided" if entry.get("undecided") else str(entry.get("policy", "")),
            fault=str(entry.get("fault", "")),
            level=str(entry.get("level", "advisory")),
            urn=str(entry.get("urn") or ""),
            position="",
            message=str(entry.get("message", "")),
            evidence=tuple(str(line) for line in entry.get("evidence") or ()),
            symptom=str(entry.get("symptom") or ""),
            remedy=str(entry.get("remedy") or ""),
            undecided=bool(entry.get("undecided")),
        )
        for entry in entries
        if not entry.get("waived")
    ]
    return Report(
        project=str(judgement.get("project", "")),
        stack=str(judgement.get("stack", "")),
        operation="judgement",
        paths=tuple(_entries(judgement, "paths")),
        findings=tuple(sorted(findings, key=_order)),
        waived=tuple(entry for entry in entries if entry.get("waived")),
        presumptions=tuple(judgement.get("presumptions") or ()),
        packs=(str(judgement.get("pack", "")),),
    )


def _finding(
    violation: Violation, positions: Mapping[str, str], details: Mapping[tuple[str, str, bool], dict[str, Any]]
) -> Finding:
    named = _FAULT.match(violation.message)
    fault = named["fault"] if named else ""
    undecided = bool(named and named["undecided"])
    detail = details.get((fault, violation.urn, undecided), {})
    return Finding(
        pack=violation.pack,
        policy=violation.policy,
        fault=fault,
        level=violation.level,
        urn=violation.urn,
        position=positions.get(violation.urn, ""),
        message=violation.message,
        evidence=tuple(detail.get("evidence") or ()),
        symptom=detail.get("symptom") or "",
        remedy=detail.get("remedy") or "",
        undecided=undecided,
    )


def _key(entry: Mapping[str, Any]) -> tuple[str, str, bool]:
    return str(entry.get("fault", "")), str(entry.get("urn") or ""), bool(entry.get("undecided"))


def _entries(judgement: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = judgement.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _aborted(policy: Aborted) -> dict[str, str]:
    return {
        "pack": policy.pack,
        "policy": policy.policy,
        "level": policy.level,
        "urn": policy.urn,
        "reason": policy.reason,
    }


def _error(error: PreflightError, *, details: bool) -> dict[str, str]:
    described = {
        "kind": error.kind,
        "message": error.message,
        "position": error.position,
        "remedy": error.remedy,
    }
    return {**described, "details": error.details} if details and error.details else described


def _order(finding: Finding) -> tuple[bool, bool, str, str, str]:
    return not finding.mandatory, finding.undecided, finding.policy, finding.fault, finding.urn
