"""The report as commands to GitHub Actions, which shows each as an annotation beside its line.

Sources: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, and of how commands are
escaped and how many are shown: https://github.com/actions/toolkit (`packages/core/src/command.ts`,
`docs/problem-matchers.md`).
"""

from collections import Counter

from preflight.report.formats import remarks, words
from preflight.report.formats.remarks import Remark
from preflight.report.plain import without_commands
from preflight.report.report import Report
from preflight.report.together import together

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
# Of each kind GitHub shows so many a step, the first ones; one notice is the verdict.
_SHOWN = {"error": 10, "warning": 10, "note": 9}
_LONGEST_TITLE = 255


def to_github(report: Report) -> str:
    """A command for each thing to show, as many as are shown; the last one is the verdict, and counts the others."""
    lines, seen = [], Counter[str]()
    for remark in remarks.remarks_of(together(report)):
        seen[remark.weight] += 1
        if seen[remark.weight] <= _SHOWN[remark.weight]:
            lines.append(_command(report, remark))
    more = [
        words.count(number - _SHOWN[weight], f"more {_COMMANDS[weight]}")
        for weight, number in seen.items()
        if number > _SHOWN[weight]
    ]
    said = [*remarks.verdict(report), *([f"not shown here: {', '.join(more)}; --format text has all"] if more else [])]
    return "\n".join([*lines, _told("notice", {"title": "preflight"}, said)]) + "\n"


def _command(report: Report, remark: Remark) -> str:
    properties = {}
    if remark.position is not None:
        file, line = remarks.place(report, remark.position, remark.urn)
        properties = {"file": file, "line": str(line)}
    properties["title"] = remark.title[:_LONGEST_TITLE] or remark.name
    return _told(_COMMANDS[remark.weight], properties, [remark.name, *remark.lines])


def _told(command: str, properties: dict[str, str], lines: list[str]) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join(lines)
    return f"::{command} {told}::{_data(text)}"


def _data(text: str) -> str:
    """Text that ends no command, and in which there is none."""
    return without_commands(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
