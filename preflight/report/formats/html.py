"""The report as one HTML page that needs nothing else."""

from preflight.report.formats.templates import template
from preflight.report.report import Report


def to_html(report: Report) -> str:
    """The page."""
    return template("report.html.j2").render(report=report)
