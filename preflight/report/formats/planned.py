"""The words for a plan, which all formats for people share."""

from preflight.plan.plan import count_lines
from preflight.plan.step import Step
from preflight.report.formats import words
from preflight.report.report import Report

_LINES = 30


def sections(report: Report) -> list[tuple[str, list[str]]]:
    """What an update does with what is deployed: the counts as `pulumi preview` prints them, and the steps."""
    plan = report.plan
    if plan is None:
        return []
    left = report.left_out.get("steps", 0)
    return [
        ("Resources:", count_lines(plan.counts) or ["nothing is registered"]),
        ("Steps", [*words.some([*map(_line, plan.steps)], _LINES, left), *plan.notes]),
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
    return words.joined(words.some(step.changed, 6)) if step.operation == "update" else ""
