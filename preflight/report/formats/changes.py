"""The words for what a change does, which all formats for people share: a line for each kind of change."""

from collections.abc import Hashable, Iterable, Iterator

from preflight.packs.judgement import State
from preflight.protocol import urn as urns
from preflight.report.change import Comparison
from preflight.report.finding import Finding
from preflight.report.formats import planned, words
from preflight.report.path_changes import HopChange, RequestChange
from preflight.report.report import Report
from preflight.report.together import some_stacks

_SHOWN = 6
_LINES = 12
"""Lines on requests, and on hops."""


def lines(report: Report) -> list[str]:
    """What opens and closes, which findings are new and gone, which resources are others."""
    change = report.comparison
    if change is None:
        return []
    said = [*_base(change), *change.notes]
    if change.note and not change.base:
        return said
    told = [
        *_requests(report, change),
        *_hops(report, change),
        *_findings(report, "new", report.new, "new"),
        *_findings(report, "gone", change.gone, "gone"),
        *_findings(report, "still there", report.still, "still"),
        *_resources(report, change),
    ]
    return [*said, *(told or ([] if change.note else ["nothing that is judged"]))]


def sections(report: Report) -> list[tuple[str, list[str]]]:
    """The verdicts on several stacks, what is planned and what changed, each with its heading.

    There are no lines where there is nothing of it.
    """
    base = report.comparison and report.comparison.base
    return [
        ("Stacks", words.stack_lines(report)),
        *planned.sections(report),
        (f"Changed since {base}" if base else "Changed", lines(report)),
    ]


def _base(change: Comparison) -> Iterator[str]:
    """Why there is nothing to compare with."""
    if change.note:
        what = f"{change.base} came to no verdict" if change.base else "nothing to compare with"
        yield f"{what}, so everything counts as new: {change.note}"


def _requests(report: Report, change: Comparison) -> list[str]:
    """The worst first; all requests with the same change in one line, of whatever API and stack they are."""
    of_stacks: dict[Hashable, tuple[RequestChange, list[str]]] = {}
    for each in sorted(change.requests, key=lambda each: (each.after == "open", each.after is None)):
        name, same = urns.name_of(each.api), (each.before, each.after, each.hop, each.symptom)
        of_stacks.setdefault((name, each.stage, each.request, same), (each, []))[1].append(urns.stack_of(each.api))
    grouped: dict[Hashable, list[RequestChange]] = {}
    for (*_, same), (each, stacks) in of_stacks.items():  # pyrefly: ignore - the key is a tuple
        grouped.setdefault((same, _in(report, stacks)), []).append(each)
    told = [_request(changes, stacks) for (_, stacks), changes in grouped.items()]  # pyrefly: ignore - the same
    return words.some(told, _LINES, report.left_out.get("requests changed", 0))


def _request(changes: list[RequestChange], stacks: str) -> str:
    first = changes[0]
    places: dict[str, list[str]] = {}
    for each in changes:
        where = " ".join(part for part in (urns.name_of(each.api), each.stage and f"stage {each.stage}") if part)
        places.setdefault(where, []).append(each.request)
    told = [f"{words.joined(words.some(requests, _SHOWN))} of {where}" for where, requests in places.items()]
    requests = words.joined(words.some(told, _SHOWN))
    return f"{_mark(first.after)} {requests}: {_from(first)} -> {_to(first)}{stacks}"


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


def _hops(report: Report, change: Comparison) -> list[str]:
    """The hops that close, and those that open where no request does."""
    shown = [each for each in change.hops if each.after != "open" or not change.requests]
    told = _once(report, ((_hop(each), each.api) for each in shown))
    return words.some(told, _LINES, report.left_out.get("hops changed", 0))


def _hop(change: HopChange) -> str:
    phrases = words.state_phrase(change.before), words.state_phrase(change.after)
    return f"{words.STATES[change.after]} {change.kind.replace('-', ' ')} {change.name}: {' -> '.join(phrases)}"


def _findings(report: Report, what: str, findings: Iterable[Finding], kind: str) -> Iterator[str]:
    names = [(f"{each.name} at {words.where(each.urn)}", each.urn) for each in findings]
    yield from _counted(report, "finding", what, names, kind)


def _resources(report: Report, change: Comparison) -> Iterator[str]:
    """What was added, changed and removed; a name that several types have, with the type."""
    types: dict[str, set[str]] = {}
    for each in (*change.added, *change.changed, *change.removed):
        types.setdefault(each.name, set()).add(each.type)
    for what, resources in (("added", change.added), ("changed", change.changed), ("removed", change.removed)):
        named = [(words.resource(each.urn) if len(types[each.name]) > 1 else each.name, each.urn) for each in resources]
        yield from _counted(report, "resource", what, named, f"resources {what}")


def _counted(report: Report, noun: str, what: str, names: list[tuple[str, str]], kind: str) -> Iterator[str]:
    """How many there are, those included that are left out, and the names of the first."""
    number = len(names) + report.left_out.get(kind, 0)
    if number:
        told = words.some(_once(report, names), _SHOWN, number - len(names))
        yield f"{words.count(number, noun)} {what}: {words.joined(told)}"


def _once(report: Report, told: Iterable[tuple[str, str]]) -> list[str]:
    """Each text once, with the stacks that it is of, which its URNs tell, where there are several."""
    stacks: dict[str, list[str]] = {}
    for text, urn in told:
        stacks.setdefault(text, []).append(urns.stack_of(urn))
    return [f"{text}{_in(report, names)}" for text, names in stacks.items()]


def _in(report: Report, stacks: Iterable[str]) -> str:
    return f" ({some_stacks(stacks)})" if report.stacks or report.removed else ""
