"""The words that all formats for people share."""

from collections.abc import Sequence

from preflight.packs.judgement import Check, Hop, Judged, RequestPath, State, Waiver
from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.report import Report

STATES: dict[State, str] = {"open": "✓", "closed": "✗", "unknown": "?"}
_PHRASES: dict[State, str] = {"open": "open", "closed": "closed", "unknown": "can not be decided"}


def title(finding: Finding) -> str:
    """What is wrong, in one line, without the fault's id."""
    first = finding.message.strip().splitlines()[0] if finding.message.strip() else finding.fault or ""
    return first.removeprefix("undecided: ").removeprefix(f"{finding.fault}: ") if finding.fault else first


def lines(finding: Finding) -> list[str]:
    """What a message says below its first line, where no judgement tells it better."""
    if finding.evidence or finding.symptom or finding.remedy:
        return []
    return [line.strip() for line in finding.message.strip().splitlines()[1:] if line.strip()]


def place(finding: Finding) -> str:
    """`file:line` and the resource's name and type."""
    where = f"{urns.name_of(finding.urn)} ({urns.type_of(finding.urn)})" if finding.urn else "the stack"
    return f"{finding.position}  {where}" if finding.position else where


def api_of(path: RequestPath) -> str:
    """The API's name and stage."""
    name = urns.name_of(path.api) or "API"
    return f"{name}, stage {path.stage}" if path.stage else name


def routes_of(path: RequestPath) -> list[str]:
    """`GET /orders` of each route on the path."""
    return [f"{route.method} {route.path}".strip() for route in path.routes]


def hops_of(path: RequestPath, check: Check) -> list[Hop]:
    """The hops that requests, or health checks, go through."""
    return [hop for hop in path.hops if hop.check == check]


def kind_of(hop: Hop) -> str:
    """A hop's kind as words."""
    return hop.kind.replace("-", " ")


def state_phrase(state: State) -> str:
    """A state in words."""
    return _PHRASES[state]


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def summary(report: Report) -> str:
    """The last line: the verdict, and how many findings of each level."""
    if report.outcome == "failed":
        return f"failed: {count(len(report.errors), 'error')}, no verdict"
    parts = [count(len(report.mandatory), "mandatory finding"), f"{len(report.advisory)} advisory"]
    undecided = sum(finding.undecided for finding in report.findings)
    if undecided:
        parts.append(f"{undecided} undecided")
    if report.aborted:
        parts.append(count(len(report.aborted), "policy aborted", "policies aborted"))
    if report.waived:
        parts.append(f"{len(report.waived)} waived")
    return f"{report.outcome}: {', '.join(parts)}"


def heading(report: Report) -> str:
    """What was judged, and by whom."""
    parts = [f"{report.project} {report.stack}".strip(), report.operation]
    if report.resources:
        parts.append(count(len(report.resources), "resource"))
    if report.packs:
        parts.append(f"{'pack' if len(report.packs) == 1 else 'packs'} {', '.join(report.packs)}")
    return " · ".join(part for part in parts if part)


def waiver_line(judged: Judged) -> str:
    """A waived finding: what, where, why and until when."""
    waiver = judged.waived or Waiver()
    where = urns.name_of(judged.urn or "") or "the stack"
    until = f", until {waiver.expires}" if waiver.expires else ""
    return f"{judged.fault} at {where}: {waiver.reason or 'no reason given'}{until}"


def joined(values: Sequence[str]) -> str:
    """A list in one line."""
    return ", ".join(values)
