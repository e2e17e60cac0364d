"""One report on two operations: the preview, in which ids are unknown, and the simulated update, which knows all."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from preflight.packs.judgement import RequestPath
from preflight.plan.plan import Plan
from preflight.protocol import urn as urns
from preflight.report.finding import Finding, sorted_findings
from preflight.report.listed import ListedResource
from preflight.report.report import Report
from preflight.report.waivers import united

PREVIEW, UPDATE, BOTH = "preview", "update", "both"
"""The operations of a check; `both` is the one of a report on the two others."""

_Entry = TypeVar("_Entry")


def both(preview: Report, update: Report | None = None) -> Report:
    """One report on both; the one on the preview alone where there is no other.

    A finding says in which operations it was made. What the preview leaves undecided, and the update finds, is told
    once, as the update has it. A path is drawn as the update has it, since there nothing is presumed for want of ids,
    save where the preview alone closes it.
    """
    if update is None:
        return preview
    return replace(
        update,
        operation=BOTH,
        resources=_resources(preview.resources, update.resources),
        paths=_paths(preview.paths, update.paths),
        findings=_findings(preview.findings, update.findings),
        aborted=_united(preview.aborted, update.aborted, lambda each: (each.pack, each.policy, each.urn)),
        waived=_findings(preview.waived, update.waived),
        waivers=united((*preview.waivers, *update.waivers)),
        errors=tuple(dict.fromkeys([*preview.errors, *update.errors])),
        assumed=tuple(dict.fromkeys((*preview.assumed, *update.assumed))),
        plan=_plan(preview.plan, update.plan),
    )


def _plan(preview: Plan | None, update: Plan | None) -> Plan | None:
    """That of the preview, as the CLI shows it, with what requests see in the update, where nothing is unknown."""
    if preview is None or update is None:
        return preview
    before = {step.urn: step.operation for step in preview.steps}
    others = [each for each in update.steps if before.get(each.urn) == "update" and each.operation == "replace"]
    said = (f"{urns.name_of(each.urn)}, for {', '.join(each.forcing)}" for each in others)
    notes = [f"a preview can not know that the update replaces it: {one}" for one in said]
    return replace(
        preview,
        notes=tuple(dict.fromkeys([*preview.notes, *update.notes, *notes])),
        interruptions=update.interruptions,
    )


def _resources(preview: Sequence[ListedResource], update: Sequence[ListedResource]) -> tuple[ListedResource, ...]:
    """Those of the update. Their inputs are those of the preview, which no id that was made up changes."""
    digests = {each.urn: each.digest for each in preview}
    return tuple(replace(each, digest=digests.get(each.urn, each.digest)) for each in update)


def _findings(preview: Sequence[Finding], update: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those of the update, each with the operations it was made in, and what only the preview found."""
    left = _Left(preview)
    found = [replace(each, operations=(PREVIEW, UPDATE) if left.take(each) else (UPDATE,)) for each in update]
    decided = {_fault(each) for each in update if each.fault}
    alone = (
        replace(each, operations=(PREVIEW,)) for each in left.rest() if not (each.undecided and _fault(each) in decided)
    )
    return sorted_findings([*found, *alone])


class _Left:
    """Findings of one operation that none of the other was met with yet, by their place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._by_place: dict[Hashable, dict[str, list[Finding]]] = {}
        for finding in findings:
            self._by_place.setdefault(_place(finding), {}).setdefault(finding.message, []).append(finding)

    def take(self, other: Finding) -> bool:
        """Whether the same finding was there: the one of the same words, else one of the same fault. It is taken."""
        there = self._by_place.get(_place(other), {})
        message = other.message if other.message in there else next(iter(there), None) if other.fault else None
        if message is None:
            return False
        there[message].pop(0)
        if not there[message]:
            del there[message]
        return True

    def rest(self) -> Iterator[Finding]:
        """Those that were not taken."""
        return (each for there in self._by_place.values() for same in there.values() for each in same)


def _place(finding: Finding) -> Hashable:
    return finding.pack, finding.policy, finding.fault, finding.urn, finding.undecided


def _fault(finding: Finding) -> Hashable:
    return finding.fault, finding.urn


def _paths(preview: Sequence[RequestPath], update: Sequence[RequestPath]) -> tuple[RequestPath, ...]:
    """Those of the update, and the preview's of each stage that the preview alone draws, or alone closes."""
    closed = [{_stage(path) for path in paths if path.state == "closed"} for paths in (preview, update)]
    kept = {_stage(path) for path in update} - (closed[0] - closed[1])
    return (
        *(path for path in update if _stage(path) in kept),
        *(path for path in preview if _stage(path) not in kept),
    )


def _stage(path: RequestPath) -> Hashable:
    return path.api, path.stage


def _united(first: Sequence[_Entry], second: Sequence[_Entry], key: Callable[[_Entry], Hashable]) -> tuple[_Entry, ...]:
    return tuple(({key(each): each for each in first} | {key(each): each for each in second}).values())
