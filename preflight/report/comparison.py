"""What a change does, worked out from the reports of before and after."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

from preflight.protocol import urn as urns
from preflight.report.change import Comparison
from preflight.report.cost import Cost, CostChange, cost_changes
from preflight.report.finding import Finding
from preflight.report.path_changes import hop_changes, request_changes
from preflight.report.report import Report
from preflight.report.same import same


def compared(base: str, before: Report, after: Report, *, new_only: bool = False, notes: Iterable[str] = ()) -> Report:
    """`after`, with what is other in it than in `before`. With `new_only`, what is not new blocks no more.

    A `before` that came to no verdict has nothing: all is new, and `note` says why. `notes` are those of the change.
    An `after` that came to none is compared with nothing.
    """
    if after.errors:
        return replace(after, new_only=new_only)
    names = same(before.resources, after.resources)
    old = {names.get(each.urn, each.urn): each for each in before.resources}
    now = {each.urn for each in after.resources}
    alike = (before.plan is None) == (after.plan is None)  # a state tells values that are not known without it
    findings, gone = _findings(before.findings, after.findings, names)
    change = Comparison(
        base,
        note="; ".join(error.message for error in before.errors),
        notes=(*_others(base, before, after), *notes),
        requests=tuple(request_changes(before.paths, after.paths, names)),
        hops=tuple(hop_changes(before.paths, after.paths, names)),
        gone=gone,
        added=tuple(each for each in after.resources if each.urn not in old),
        changed=tuple(
            each for each in after.resources if alike and each.urn in old and each.digest != old[each.urn].digest
        ),
        removed=tuple(each for urn, each in old.items() if urn not in now),
        costs=_costs(before, after),
    )
    return replace(after, findings=findings, comparison=change, new_only=new_only)


def _costs(before: Report, after: Report) -> tuple[CostChange, ...] | None:
    """What costs more or less. A stack that is new, or goes, had nothing, or has nothing more."""
    now, was = after.cost, before.cost
    nothing = Cost("", "", "0.00")
    if after.removed and was:
        return cost_changes(was, nothing)
    if now and (was or before.errors):
        return cost_changes(was or nothing, now)
    return None


def uncompared(report: Report, note: str, *, new_only: bool = False) -> Report:
    """A report that there is nothing to compare with, as `note` says; so nothing in it was there before."""
    return replace(report, comparison=Comparison("", note), new_only=new_only)


def _others(base: str, before: Report, after: Report) -> Iterator[str]:
    """That it is another stack, or a stack of another project, that is compared."""
    if not (before.errors or after.removed) and (before.project, before.stack) != (after.project, after.stack):
        yield f"{base} is on {before.project} {before.stack}, and not on {after.project} {after.stack}"
    if not before.errors and (before.plan is None) != (after.plan is None):
        yield f"which resources changed is not told: of {base} and this, one alone is planned over a state (--state)"
    if after.cost and not (before.cost or before.errors):
        yield f"{base} tells no cost to compare with: `preflight check --cost --format json` writes one"


def _findings(
    before: Iterable[Finding], after: Iterable[Finding], names: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Those of `after`, each with whether it is new, and those that are gone. Of equal ones as many stay as were."""
    left = Counter(_identity(each, names) for each in before)
    found = tuple(replace(each, new=not _took(left, _identity(each, {}))) for each in after)
    gone = tuple(each for each in before if _took(left, _identity(each, names)))
    return found, gone


def _took(left: Counter[Hashable], key: Hashable) -> bool:
    left[key] -= 1
    return left[key] >= 0


def _identity(finding: Finding, names: Mapping[str, str]) -> Hashable:
    """What is wrong, where, and whether it blocks, in whatever words.

    What a pack without a judgement says is known by its words alone.
    """
    urn = names.get(finding.urn, finding.urn)
    if urn and urns.type_of(urn) == urns.ROOT_TYPE:  # all of the stack, as a report on several stacks has it
        urn = ""
    return finding.pack, finding.policy, finding.fault or finding.message, finding.undecided, finding.mandatory, urn
