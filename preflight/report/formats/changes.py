"""The words for what a change does, which all formats for people share: a line for each kind of change."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from preflight.packs.judgement import State
from preflight.protocol import urn as urns
from preflight.report.change import Comparison
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.listed import ListedResource
from preflight.report.path_changes import HopChange, RequestChange
from preflight.report.report import Report

_SHOWN = 6


def lines(comparison: Comparison) -> list[str]:
    """What opens and closes, which findings are new and gone, which resources are others."""
    note = f"{comparison.base} came to no verdict, so everything counts as new: {comparison.note}"
    told = [
        *([note] if comparison.note else []),
        *_requests(comparison.requests),
        *(_hop(each) for each in comparison.hops if each.after != "open" or not comparison.requests),
        *_findings("new", comparison.new),
        *_findings("gone", comparison.gone),
        *_findings("still there", comparison.still),
        *_resources("added", comparison.added),
        *_resources("changed", comparison.changed),
        *_resources("removed", comparison.removed),
    ]
    return told or ["nothing that is judged"]


def sections(report: Report) -> list[tuple[str, list[str]]]:
    """The verdicts on several stacks and what changed, each with its heading; no lines where there is nothing of it."""
    change = report.comparison
    return [
        ("Stacks", words.stack_lines(report)),
        (f"Changed since {change.base}" if change else "", lines(change) if change else []),
    ]


def _requests(changes: Sequence[RequestChange]) -> Iterator[str]:
    """The worst first; all requests of a stage with the same change in one line."""
    grouped: dict[Hashable, list[RequestChange]] = {}
    for each in sorted(changes, key=lambda each: (each.after == "open", each.after is None)):
        grouped.setdefault((each.api, each.stage, each.before, each.after, each.hop, each.symptom), []).append(each)
    for first, *others in grouped.values():
        requests = words.joined(words.some([each.request for each in (first, *others)], _SHOWN))
        where = " ".join(part for part in (urns.name_of(first.api), first.stage and f"stage {first.stage}") if part)
        yield f"{_mark(first.after)} {requests} of {where}: {_from(first)} -> {_to(first)}"


def _mark(state: State | None) -> str:
    return words.STATES[state] if state else "-"


def _from(change: RequestChange) -> str:
    if change.before is None:
        return "not there"
    return words.state_phrase(change.before) + _at(change, shown=change.after in ("open", None))


def _to(change: RequestChange) -> str:
    if change.after is None:
        return "gone"
    return words.state_phrase(change.after) + _at(change, shown=change.after != "open")


def _at(change: RequestChange, *, shown: bool) -> str:
    if not shown or not change.hop:
        return ""
    return f" at {change.hop}" + (f" ({change.symptom})" if change.symptom else "")


def _hop(change: HopChange) -> str:
    phrases = words.state_phrase(change.before), words.state_phrase(change.after)
    return f"{words.STATES[change.after]} {change.kind.replace('-', ' ')} {change.name}: {' -> '.join(phrases)}"


def _findings(what: str, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        names = [f"{each.name} at {urns.name_of(each.urn) or 'the stack'}" for each in findings]
        yield f"{words.count(len(findings), 'finding')} {what}: {words.joined(words.some(names, _SHOWN))}"


def _resources(what: str, resources: Iterable[ListedResource]) -> Iterator[str]:
    names = [each.name for each in resources]
    if names:
        yield f"{words.count(len(names), 'resource')} {what}: {words.joined(words.some(names, _SHOWN))}"
