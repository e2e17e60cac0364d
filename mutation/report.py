"""The figure, and a page that lists what survived so that one can see why it may."""

from collections import Counter
from collections.abc import Collection, Iterable

from .defect import Defect
from .session import Session
from .trial import Outcome, Result

_HEADS: dict[Outcome, str] = {
    "survived": "No test notices",
    "not reached": "No test reaches",
    "not tried": "Could not be tried",
}


def share(results: Iterable[Result]) -> float:
    """The share of defects that tests noticed; 0 of none."""
    counts = Counter(result.outcome for result in results)
    return counts["noticed"] / counts.total() if counts else 0.0


def figure(results: Collection[Result]) -> str:
    """One line: how many were noticed, survived, were not reached."""
    counts = Counter(result.outcome for result in results)
    rest = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("survived", "not reached"))
    trouble = f", {counts['not tried']} not tried" if counts["not tried"] else ""
    return f"{counts['noticed']} of {len(results)} defects noticed ({share(results):.1%}), {rest}{trouble}"


def page(session: Session, results: dict[Defect, Result], failed: list[str], head: str) -> str:
    """The whole report, in Markdown. `failed` are tests that failed without a defect and so were not used."""
    lines = ["# Defects that tests do not notice", "", head, "", figure(results.values()) + ".", ""]
    lines += _by(results)
    if failed:
        lines += [
            "## Not used",
            "",
            "These tests failed without a defect:",
            "",
            *(f"- `{test}`" for test in failed),
            "",
        ]
    for outcome, title in _HEADS.items():
        listed = [defect for defect, result in results.items() if result.outcome == outcome]
        if listed:
            lines += [f"## {title}", ""]
        for defect in sorted(listed, key=lambda each: (each.file, each.line)):
            lines += _entry(session.change(defect), defect, results[defect])
    return "\n".join(lines)


def _by(results: dict[Defect, Result]) -> list[str]:
    how: Counter[str] = Counter()
    rows: dict[str, Counter[str]] = {}
    for defect, result in results.items():
        if result.outcome == "noticed":
            how["import" if result.by.startswith("the import") else "time" if "too long" in result.by else "test"] += 1
        rows.setdefault(defect.operator, Counter())[result.outcome] += 1
    lines = [f"Noticed by a test: {how['test']}, by the import: {how['import']}, by time: {how['time']}.", ""]
    lines += ["| operator | noticed | survived | not reached |", "|---|---:|---:|---:|"]
    for name, counts in sorted(rows.items()):
        lines.append(f"| {name} | {counts['noticed']} | {counts['survived']} | {counts['not reached']} |")
    return [*lines, ""]


def _entry(change: str, defect: Defect, result: Result) -> list[str]:
    place = f"{defect.file}:{defect.line}"
    tests = f"{result.tried} of the {result.reached} tests that reach it were tried"
    told = f"{defect.operator}, in `{defect.within or 'the module'}`; {tests}. {result.by}"
    output = ["```text", result.output, "```", ""] if result.output else []
    return [f"### {place}", "", told.rstrip(), "", "```diff", change, "```", "", *output]
