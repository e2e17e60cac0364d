"""The words that all formats for people share."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from preflight.packs.judgement import Check, Hop, RequestPath, State, Waiver
from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.report import AS_OF_REFRESH, Report
from preflight.report.together import stacks_of

_ADDRESS = re.compile(r"https://[A-Za-z0-9._/#?=&%+~-]+")
STATES: dict[State, str] = {"open": "✓", "closed": "✗", "unknown": "?"}
_OPERATIONS = {"both": "preview and update", "preview": "preview", "update": "simulated update"}
# What is left out by other words than its kind's, and what is a part of another kind.
_LEFT_OUT = {
    "gone": "findings gone",
    "evidence": "lines of evidence",
    "presumed": "things presumed of hops",
    "findings": "faults of waivers",
    "aborted": "policies that gave up",
    "routes": "routes of paths",
    "hops": "hops of paths",
}
_COUNTED_TWICE = frozenset({"undecided", "new", "still"})
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


def places(finding: Finding) -> list[str]:
    """`file:line`, or empty; the resource's name and type, where it is made, and which operation alone shows it."""
    where = resource(finding.urn)
    made = finding.made_at and f"made at {finding.made_at}"
    return [finding.position, *(part for part in (where, made, found_in(finding)) if part)]


def place(finding: Finding) -> str:
    """`places` in one line."""
    return "  ".join(filter(None, places(finding)))


def known_as(finding: Finding) -> str:
    """What a finding is called, and how much it weighs."""
    return f"{finding.name}, {'undecided' if finding.undecided else finding.level}"


def resource(urn: str) -> str:
    """A resource's name and type, and the stacks where there are several."""
    stacks = stacks_of(urn)
    named = f"{urns.name_of(urn)} ({urns.type_of(urn)})" if urn and urns.name_of(urn) else "the stack"
    return f"{named} in {stacks}" if stacks else named


def where(urn: str) -> str:
    """A resource's name, or that it is the stack itself; and the stacks where there are several."""
    own = not urn or urns.type_of(urn) == urns.ROOT_TYPE
    return ("the stack" if own else urns.name_of(urn)) + in_brackets(urn)


def in_brackets(urn: str) -> str:
    """The stacks of an entry that is told of several, or of one of them; else empty."""
    stacks = stacks_of(urn)
    return f" ({stacks})" if stacks else ""


def link(finding: Finding) -> str:
    """The address of the page that says so, where it is one that may be followed; else empty."""
    return finding.source if _ADDRESS.fullmatch(finding.source) else ""


def address(files_at: str, position: str) -> str:
    """Where a code host shows a `file:line`, below where it shows files; empty where either is not known."""
    file, _, line = position.rpartition(":")
    return f"{files_at}/{quote(file)}#L{line}" if files_at and file and line.isdigit() else ""


def mark(finding: Finding) -> str:
    """A finding's weight in one character."""
    return STATES["unknown"] if finding.undecided else STATES["closed"] if finding.mandatory else "!"


def found_in(finding: Finding) -> str:
    """Which operation shows a finding where only one of two does; else empty."""
    return f"in the {_OPERATIONS[finding.operations[0]]} only" if len(finding.operations) == 1 else ""


def api_of(path: RequestPath) -> str:
    """The API's name and stage."""
    name = urns.name_of(path.api) or "API"
    return (f"{name}, stage {path.stage}" if path.stage else name) + in_brackets(path.api)


def routes_of(path: RequestPath) -> list[str]:
    """`GET /orders` of each route on the path."""
    return [f"{route.method} {route.path}".strip() for route in path.routes]


def hops_of(path: RequestPath, check: Check) -> list[Hop]:
    """The hops that requests, or health checks, go through."""
    return [hop for hop in path.hops if hop.check == check]


def is_open(path: RequestPath) -> bool:
    """Whether requests and health checks are known to arrive, and every hop is open."""
    return path.state == "open" and path.health in {None, "open"} and all(hop.state == "open" for hop in path.hops)


def worst_first(paths: Iterable[RequestPath]) -> list[RequestPath]:
    """The paths with a closed hop, then those that can not be decided, then the others: what a reader looks for."""

    def rank(path: RequestPath) -> int:
        states = {path.state, path.health, *(hop.state for hop in path.hops)}
        return 0 if "closed" in states else 1 if "unknown" in states else 2

    return sorted(paths, key=rank)


def passed(path: RequestPath) -> list[str]:
    """What there is to say of a path that lets all through, in a line."""
    presumed = sum(len(hop.presumed) for hop in path.hops)
    told = [f"requests {state_phrase(path.state)}", path.health and f"health checks {state_phrase(path.health)}"]
    return [*filter(None, told), *([f"{presumed} presumed"] if presumed else [])]


def some(lines: Sequence[str], most: int, beyond: int = 0) -> list[str]:
    """The first of some lines, and how many are left out; `beyond` so many, there are more that nobody lists."""
    kept = list(lines) if len(lines) + bool(beyond) <= most else list(lines[: most - 1])
    more = len(lines) - len(kept) + beyond
    return [*kept, f"and {more} more"] if more else kept


def kind_of(hop: Hop) -> str:
    """A hop's kind as words."""
    return hop.kind.replace("-", " ")


def state_phrase(state: State) -> str:
    """A state in words."""
    return _PHRASES[state]


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def whole(report: Report, kind: str, told: int) -> int:
    """How many of a kind there are, those included that are left out."""
    return told + report.left_out.get(kind, 0)


def left_out(report: Report) -> str:
    """What is not told because there is too much of it; empty if all is."""
    left = ((number, kind.replace("_", " ")) for kind, number in report.left_out.items() if kind not in _COUNTED_TWICE)
    parts = [f"{number} {_LEFT_OUT.get(kind, kind)}" for number, kind in left]
    return f"too much to tell, left out: {', '.join(parts)}" if parts else ""


def heading(report: Report) -> str:
    """What was judged, by whom, and how long it took."""
    parts = [_OPERATIONS.get(report.operation, report.operation)]
    if report.resources:
        made = sum(not urns.is_default_provider(each.urn) for each in report.resources)
        parts.append(count(whole(report, "resources", made), "resource"))
    if report.packs:
        parts.append(f"{'pack' if len(report.packs) == 1 else 'packs'} {', '.join(report.packs)}")
    if AS_OF_REFRESH in report.presumptions:
        parts.append(AS_OF_REFRESH)
    if "total" in report.seconds:
        program = report.seconds.get("program")
        part = f" (program {program:.1f} s)" if program is not None else ""
        parts.append(f"{report.seconds['total']:.1f} s{part}")
    return " · ".join(part for part in parts if part)


def stack_lines(report: Report) -> list[str]:
    """The verdict on each of several stacks, those that block first."""
    marks = {"clean": "✓", "blocked": "✗", "failed": "?"}
    return [
        f"{marks[each.outcome]} {each.stack}: {each.outcome}, {count(each.mandatory, 'mandatory finding')}, "
        f"{each.advisory} advisory, {each.closed} of {count(each.paths, 'path')} closed"
        for each in sorted(report.stacks, key=lambda each: (each.outcome == "clean", each.stack))
    ] + [
        f"{said}: {joined(stacks)}"
        for said, stacks in (("removed", report.removed), ("not touched, so not judged", report.untouched))
        if stacks
    ]


def more(report: Report) -> tuple[str, str]:
    """What blocks, and the command that says more of the first finding; both empty without a fault to explain."""
    fault = next((finding.fault for finding in report.findings if finding.fault), None)
    if fault is None:
        return "", ""
    blocking = sum(map(report.blocks, report.findings))
    if not report.new_only:
        blocking = whole(report, "mandatory", blocking)
    why = f"blocked by {count(blocking, 'mandatory finding')}; more" if blocking else "More"
    return f"{why} about {'it' if len(report.findings) == 1 else 'the first'}:", f"preflight explain {fault}"


def not_judged(report: Report) -> list[str]:
    """What the verdict leaves out, in a line each."""
    return [
        *(
            f"policy {each.policy} ({each.level}) gave up{in_brackets(each.urn)}: {each.reason}"
            for each in report.aborted
        ),
        *(f"policy {each} is disabled" for each in report.disabled),
        *(f"the secret value of {each}, for which a stand-in was taken" for each in report.stand_ins),
        *(f"what {each} returns, for which a stand-in was taken" for each in report.assumed),
        *(f"waived: {waiver_line(each)}" for each in report.waived),
    ]


def waiver_line(finding: Finding) -> str:
    """A waived finding: what, where, why and until when."""
    waiver = finding.waived or Waiver()
    until = f", until {waiver.expires}" if waiver.expires else ""
    owner = f" ({waiver.owner})" if waiver.owner else ""
    return f"{finding.name} at {where(finding.urn)}: {waiver.reason or 'no reason given'}{until}{owner}"


def joined(values: Sequence[str]) -> str:
    """A list in one line."""
    return ", ".join(values)
