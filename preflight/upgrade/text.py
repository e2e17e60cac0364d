"""What an upgrade changes, for people: each finding that comes or goes, by fault and resource."""

from collections.abc import Iterator, Sequence

from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.report import Report


def to_text(report: Report, new: str) -> str:
    """The findings that come and go from the base of a compared report to the pack `new`."""
    return "\n".join(_lines(report, new)) + "\n"


def _lines(report: Report, new: str) -> Iterator[str]:
    change = report.comparison
    if change is None:
        return
    come, gone, still = (
        len(told) + report.left_out.get(kind, 0)
        for kind, told in (("new", report.new), ("gone", change.gone), ("still", report.still))
    )
    blocking = sum(each.mandatory for each in report.new)
    yield f"{change.base} -> {new} · {report.project} {report.stack}"
    yield (f"{words.count(come, 'finding')} more, {blocking} of them mandatory; {gone} gone, {still} as before")
    stacks = len(report.stacks) > 1
    yield from _findings("+", report.new, stacks=stacks)
    yield from _findings("-", change.gone, stacks=stacks)
    if report.left_out:
        yield f"\n{words.left_out(report)}"


def _findings(sign: str, findings: Sequence[Finding], *, stacks: bool) -> Iterator[str]:
    """Each fault with its resources; with `stacks`, the stack of each resource."""
    by_fault: dict[str, list[Finding]] = {}
    for each in findings:
        by_fault.setdefault(words.known_as(each), []).append(each)
    for fault, found in by_fault.items():
        yield f"\n{sign} {fault}"
        for each in found:
            where = f"{urns.project_of(each.urn)} {urns.stack_of(each.urn)}" if stacks and each.urn else ""
            yield f"    {'  '.join(filter(None, (where, words.place(each))))}"
            yield f"        {words.title(each)}"
