"""The report as Markdown, for a comment on a pull request."""

from preflight.report.formats.templates import template
from preflight.report.report import Report


def to_markdown(report: Report) -> str:
    """The report; names and messages are escaped."""
    return template("report.md.j2").render(report=report)
