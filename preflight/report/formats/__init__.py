"""A report, written in one of several formats."""

from collections.abc import Callable
from enum import StrEnum

from preflight.report.formats.github import to_github
from preflight.report.formats.gitlab import to_gitlab
from preflight.report.formats.html import to_html
from preflight.report.formats.json import to_json
from preflight.report.formats.junit import to_junit
from preflight.report.formats.markdown import to_markdown
from preflight.report.formats.sarif import to_sarif
from preflight.report.formats.svg import to_svg
from preflight.report.formats.text import to_text
from preflight.report.plain import without_commands
from preflight.report.told import told


def _of_what_is_told(writer: Callable[..., str]) -> Callable[..., str]:
    """A format, whatever it is, gets a report in bounds, and gives no line that is a command to who reads it.

    Commands are all that GitHub's format has, which itself keeps texts from being any.
    """
    if writer is to_github:
        return lambda report: writer(told(report))
    return lambda report, **manner: without_commands(writer(told(report), **manner))


FORMATS: dict[str, Callable[..., str]] = {
    name: _of_what_is_told(writer)
    for name, writer in {
        "text": to_text,
        "markdown": to_markdown,
        "html": to_html,
        "svg": to_svg,
        "json": to_json,
        "sarif": to_sarif,
        "junit": to_junit,
        "github": to_github,
        "gitlab": to_gitlab,
    }.items()
}
"""The formats by name; each function gives the whole text of a `report.Report`, with a newline at its end.

That of text may be told how: see `text.to_text`.
"""

Format = StrEnum("Format", list(FORMATS))  # pyrefly: ignore - its members are known when this runs
"""Their names, which the command line chooses from."""

TEXT = Format("text")
"""The one for a terminal."""
