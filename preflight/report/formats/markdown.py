"""The report as Markdown, for a comment on a pull request."""

from preflight.report.formats.picture.mermaid import mermaid
from preflight.report.formats.templates import template
from preflight.report.report import Report

_MOST_OF_PICTURE = 25_000
"""Of the 65,536 characters that a comment on GitHub may have."""


def to_markdown(report: Report) -> str:
    """The verdict, the findings and the picture; hops are folded. Names and messages are escaped."""
    return template("report.md.j2").render(report=report, picture=mermaid(report.paths, _MOST_OF_PICTURE))
