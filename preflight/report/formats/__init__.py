"""A report, written in one of several formats."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any

from preflight.report.plain import without_commands
from preflight.report.report import Report
from preflight.report.told import told


def _of_what_is_told(name: str) -> Callable[..., str]:
    """A format, whatever it is, gets a report in bounds, and gives no line that is a command to who reads it.

    Commands are all that GitHub's format has, which itself keeps texts from being any. A format is loaded when it is
    asked for: that of the page alone has an engine of templates.
    """

    def write(report: Report, **manner: Any) -> str:
        writer = getattr(import_module(f"{__name__}.{name}"), f"to_{name}")
        text: str = writer(told(report), **manner)
        return text if name == "github" else without_commands(text)

    return write


_NAMES = ("text", "markdown", "html", "svg", "json", "sarif", "junit", "github", "gitlab")
FORMATS: dict[str, Callable[..., str]] = {name: _of_what_is_told(name) for name in _NAMES}
"""The formats by name; each function gives the whole text of a `report.Report`, with a newline at its end.

That of text may be told how: see `text.to_text`.
"""

Format = StrEnum("Format", list(FORMATS))  # pyrefly: ignore - its members are known when this runs
"""Their names, which the command line chooses from."""

TEXT = Format("text")
"""The one for a terminal."""
