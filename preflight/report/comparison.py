"""What a change does, worked out from the reports of before and after."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from preflight.report.change import Comparison
from preflight.report.finding import Finding
from preflight.report.path_changes import hop_changes, request_changes
from preflight.report.report import Report
from preflight.report.same import same


def compared(base: str, before: Report, after: Report) -> Comparison:
    """What is other in `after`. A `before` that came to no verdict has nothing: all is new, and `note` says why."""
    names = same(before.resources, after.resources)
    old = {names.get(each.urn, each.urn): each for each in before.resources}
    now = {each.urn for each in after.resources}
    new, still, gone = _findings(before.findings, after.findings, names)
    return Comparison(
        base,
        note="; ".join(error.message for error in before.errors),
        requests=tuple(request_changes(before.paths, after.paths, names)),
        hops=tuple(hop_changes(before.paths, after.paths, names)),
        new=new,
        still=still,
        gone=gone,
        added=tuple(each for each in after.resources if each.urn not in old),
        changed=tuple(each for each in after.resources if each.urn in old and each.digest != old[each.urn].digest),
        removed=tuple(each for urn, each in old.items() if urn not in now),
    )


def _findings(
    before: Iterable[Finding], after: Iterable[Finding], names: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """The new ones, those that are still there, those that are gone. Of equal ones as many are still there as were."""
    left = Counter(_identity(each, names) for each in before)
    new, still = [], []
    for each in after:
        key = _identity(each, {})
        (still if left[key] > 0 else new).append(each)
        left[key] -= 1
    gone = [each for each in before if _took(left, _identity(each, names))]
    return tuple(new), tuple(still), tuple(gone)


def _took(left: Counter[Hashable], key: Hashable) -> bool:
    left[key] -= 1
    return left[key] >= 0


def _identity(finding: Finding, names: Mapping[str, str]) -> Hashable:
    """What is wrong, where, and whether it blocks, in whatever words.

    What a pack without a judgement says is known by its words alone.
    """
    urn = names.get(finding.urn, finding.urn)
    return finding.pack, finding.policy, finding.fault or finding.message, finding.undecided, finding.mandatory, urn
