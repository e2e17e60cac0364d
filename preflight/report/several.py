"""One report on several stacks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from preflight.protocol import urn as urns
from preflight.report.change import Comparison
from preflight.report.cost import all_costs
from preflight.report.finding import sorted_findings
from preflight.report.report import Report, ReportedError, StackVerdict
from preflight.report.together import some_stacks
from preflight.report.waivers import united


def merged(reports: Sequence[Report]) -> Report:
    """What several reports say, with the verdict on each stack that is there; the only one as it is."""
    if len(reports) == 1:
        return reports[0]

    def all_of(part: Callable[[Report], Iterable[Any]]) -> tuple[Any, ...]:
        return tuple(each for report in reports for each in part(report))

    def once(part: Callable[[Report], Iterable[str]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(all_of(part)))

    reports = [_with_places(report) for report in reports]
    return Report(
        project=", ".join(once(lambda report: [report.project])),
        stack=", ".join(filter(None, once(lambda report: [report.stack]))),
        operation=reports[0].operation,
        resources=all_of(lambda report: report.resources),
        paths=all_of(lambda report: report.paths),
        findings=sorted_findings(all_of(lambda report: report.findings)),
        aborted=all_of(lambda report: report.aborted),
        waived=all_of(lambda report: report.waived),
        waivers=united(all_of(lambda report: report.waivers)),
        notes=once(lambda report: report.notes),
        presumptions=once(lambda report: report.presumptions),
        packs=once(lambda report: report.packs),
        releases=dict(all_of(lambda report: report.releases.items())),
        disabled=once(lambda report: report.disabled),
        stand_ins=once(lambda report: report.stand_ins),
        assumed=once(lambda report: report.assumed),
        errors=tuple(_errors(reports)),
        file=reports[0].file,
        comparison=_comparison(reports),
        new_only=reports[0].new_only,
        stacks=tuple(_verdict(report) for report in reports if not report.removed),
        removed=all_of(lambda report: report.removed),
        cost=all_costs([report.cost for report in reports if report.cost]),
    )


def part_of(report: Report, stack: str) -> Report:
    """What a report says of one of its stacks; all of it where it is on that one alone."""
    verdict = next((each for each in report.stacks if each.stack == stack), None)
    if verdict is None:
        return report

    def own(entries: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(each for each in entries if urns.stack_of(getattr(each, "api", "") or each.urn) == stack)

    return replace(
        report,
        project=verdict.project,
        stack=stack,
        file=verdict.file,
        resources=own(report.resources),
        paths=own(report.paths),
        findings=own(report.findings),
        aborted=own(report.aborted),
        waived=own(report.waived),
        errors=report.errors if verdict.outcome == "failed" else (),
        stacks=(),
    )


def _with_places(report: Report) -> Report:
    """A report whose every entry says of which stack it is: what is about all of it has the URN of the stack itself."""
    whole = urns.compose(report.stack, report.project, "", urns.ROOT_TYPE, f"{report.project}-{report.stack}")

    def placed(entries: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(each if each.urn else replace(each, urn=whole) for each in entries)

    return replace(
        report, findings=placed(report.findings), aborted=placed(report.aborted), waived=placed(report.waived)
    )


def _errors(reports: Sequence[Report]) -> Iterator[ReportedError]:
    """Each error once, with the stacks that have it."""
    found: dict[ReportedError, list[str]] = {}
    for report in reports:
        for error in report.errors:
            found.setdefault(error, []).append(report.stack)
    for error, stacks in found.items():
        said = f"{'stack' if len(stacks) == 1 else 'stacks'} {some_stacks(stacks)}"
        yield replace(error, message=f"{said}: {error.message}")


def _verdict(report: Report) -> StackVerdict:
    return StackVerdict(
        report.project,
        report.stack,
        report.outcome,
        mandatory=len(report.mandatory),
        advisory=len(report.advisory),
        paths=len(report.paths),
        closed=sum(path.state == "closed" for path in report.paths),
        file=report.file,
    )


def _comparison(reports: Sequence[Report]) -> Comparison | None:
    """All that changed in any of them."""
    found = [(report, report.comparison) for report in reports if report.comparison]
    if not found:
        return None
    lists: dict[str, Any] = {
        field.name: tuple(entry for _, each in found for entry in getattr(each, field.name) or ())
        for field in fields(Comparison)
        if field.name not in ("base", "note", "notes")
    }
    if all(each.costs is None for _, each in found):
        lists["costs"] = None
    said: dict[str, list[str]] = {}
    for report, each in found:
        said.setdefault(each.note, []).append(report.stack or some_stacks(report.removed))
    note = "; ".join(
        f"{'stack' if len(stacks) == 1 else 'stacks'} {some_stacks(stacks)}: {each}"
        for each, stacks in said.items()
        if each
    )
    notes = tuple(dict.fromkeys(note for _, each in found for note in each.notes))
    return Comparison(found[0][1].base, note, notes, **lists)
