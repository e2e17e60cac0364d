"""The words for a plan and what it does to requests, which all formats for people share."""

from collections.abc import Iterator

from preflight.plan.interruption import Interruption, Notice
from preflight.plan.plan import Plan, count_lines
from preflight.plan.step import Step
from preflight.protocol import urn as urns
from preflight.report.formats import words
from preflight.report.report import Report

_LINES = 30
_SHOWN = 6
_MARKS: dict[Notice, str] = {"interrupts": "✗", "stops": "✗", "moves": "!", "unknown": "?", "survives": "✓"}


def sections(report: Report, most: int = _LINES) -> list[tuple[str, list[str]]]:
    """What an update does with what is deployed, and with requests; its counts as `pulumi preview` prints them.

    `most` is how many steps are told.
    """
    plan = report.plan
    if plan is None:
        return []
    left = report.left_out.get("steps", 0)
    return [
        ("Resources:", count_lines(plan.counts) or ["nothing is registered"]),
        ("Steps", [*words.some([*map(_line, plan.steps)], most, left), *plan.notes]),
        ("While it is applied", list(_interruptions(report, plan))),
    ]


def _line(step: Step) -> str:
    said = [_what(step), _why(step), step.was and f"it was {words.resource(step.was)}"]
    return f"{step.sign} {words.resource(step.urn)}: {'; '.join(filter(None, said))}"


def _what(step: Step) -> str:
    if step.operation == "delete":
        return "deleted from the state, and kept" if step.kept else "deleted"
    if step.operation == "replace":
        return "replaced, the old one goes first" if step.deletes_first else "replaced, the new one is made first"
    return {"create": "created", "import": "imported"}.get(step.operation, "updated")


def _why(step: Step) -> str:
    if step.operation == "replace":
        named = f", whose {step.named} somebody gave" if step.named else ""
        return f"for {words.joined(step.forcing)}{named}"
    return words.joined(words.some(step.changed, _SHOWN)) if step.operation == "update" else ""


def _interruptions(report: Report, plan: Plan) -> Iterator[str]:
    """A line for each step that requests notice, in order; then what goes on, and that it does where all does."""
    if plan.interruptions is None:
        return
    noticed = [each for each in plan.interruptions if each.notice != "survives"]
    left = report.left_out.get("interruptions", 0)
    yield from words.some([*dict.fromkeys(map(_interruption, noticed))], _LINES, left)
    if not noticed and not left:
        yield f"{_MARKS['survives']} no request notices this change"
    kept = dict.fromkeys(_named(each) for each in plan.interruptions if each.notice == "survives")
    if kept:
        yield f"{_MARKS['survives']} goes on: {words.joined(words.some([*kept], _SHOWN))}"


def _interruption(each: Interruption) -> str:
    said = "; ".join(filter(None, [f"{each.seen}{f', {each.until}' if each.until else ''}", each.why]))
    return f"{_MARKS[each.notice]} {_named(each)}: {_requests(each)}: {said}"


def _named(each: Interruption) -> str:
    done = {"create": "created", "delete": "deleted", "replace": "replaced"}.get(each.operation, "updated")
    return f"{urns.name_of(each.urn)} ({urns.type_of(each.urn).rpartition(':')[2]}, {done})"


def _requests(each: Interruption) -> str:
    where = " ".join(part for part in (urns.name_of(each.api), each.stage and f"stage {each.stage}") if part)
    return f"{words.joined(words.some(each.requests, _SHOWN))} of {where}"
