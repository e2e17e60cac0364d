"""The verdict in one line, for people: on what, how much was found, and what it leaves out."""

from collections.abc import Iterator, Sequence

from preflight.packs.judgement import RequestPath
from preflight.report.formats.words import count, joined, kind_of, whole
from preflight.report.report import Report

_PARTS = (("load balancer", "LoadBalancer"), ("target group", "TargetGroup"))
_PROVIDERS = ("aws:", "aws-native:")  # a component may be called like the part that it makes


def summary(report: Report) -> str:
    """The verdict: on what, how many findings of each level, and what else a reader must know of it, in one line."""
    if report.outcome == "failed":
        return _verdict(report, f"{count(len(report.errors), 'error')}, no verdict")
    if is_untouched(report):
        none = f"the change touches none of {count(whole(report, 'untouched stacks', len(report.untouched)), 'stack')}"
        return f"not judged: {' · '.join(filter(None, [report.project, none]))}"
    parts = [
        count(whole(report, "mandatory", len(report.mandatory)), "mandatory finding"),
        f"{whole(report, 'advisory', len(report.advisory))} advisory",
    ]
    undecided = whole(report, "undecided", sum(finding.undecided for finding in report.findings))
    if undecided:
        parts.append(f"{undecided} of them undecided")
    if report.aborted:
        parts.append(count(whole(report, "aborted", len(report.aborted)), "policy aborted", "policies aborted"))
    return "; ".join([_verdict(report, ", ".join(parts)), *_caveats(report)])


def is_untouched(report: Report) -> bool:
    """Whether nothing was judged, since the change touches none of the stacks that were asked for."""
    return bool(report.untouched) and not (report.stack or report.removed or report.errors)


def _verdict(report: Report, told: str) -> str:
    stack = f"{report.project} {report.stack}".strip()
    return f"{report.outcome}: {' · '.join(filter(None, [stack, told]))}"


def _caveats(report: Report) -> Iterator[str]:
    """What a verdict leaves out."""
    if report.new_only:
        yield "only new findings block"
    if report.removed:
        yield f"the change removes {count(len(report.removed), 'stack')}: {joined(report.removed)}"
    if not report.paths and not report.removed:
        counted = [(noun, sum(_is(each.type, kind) for each in report.resources)) for noun, kind in _PARTS]
        judged = " and ".join(count(number, noun) for noun, number in counted)
        yield "no request path" + (f": {judged} judged" if any(number for _, number in counted) else "")
    if report.outcome == "clean":
        yield from _closed(report.paths)
    if report.waived:
        mandatory = sum(each.mandatory for each in report.waived)
        advisory = whole(report, "waived advisory", len(report.waived) - mandatory)
        yield f"waived: {whole(report, 'waived mandatory', mandatory)} mandatory, {advisory} advisory"
    if report.disabled:
        yield f"not judged: {count(len(report.disabled), 'disabled policy', 'disabled policies')}"
    if report.stand_ins:
        yield f"{count(len(report.stand_ins), 'secret')} replaced by stand-ins"
    if report.assumed:
        asked = count(whole(report, "look-ups", len(report.assumed)), "look-up")
        yield f"{asked} answered by stand-ins (see `preflight lookups`)"


def _is(type_: str, kind: str) -> bool:
    return type_.startswith(_PROVIDERS) and type_.endswith(f":{kind}")


def _closed(paths: Sequence[RequestPath]) -> Iterator[str]:
    """The paths, and the hops of other paths, that are drawn closed, though nothing blocks."""
    closed = sum(path.state == "closed" for path in paths)
    if closed:
        yield f"{count(closed, 'path')} closed by what does not block"
    hops = (hop for path in paths if path.state != "closed" for hop in path.hops if hop.state == "closed")
    kinds = {(hop.kind, hop.urn or hop.name): kind_of(hop) for hop in hops}
    if kinds:
        listed = joined(list(dict.fromkeys(kinds.values())))
        yield f"{count(len(kinds), 'hop')} closed by what does not block ({listed})"
