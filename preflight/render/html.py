"""The report as one HTML page that needs nothing else."""

from preflight.render.templates import template
from preflight.report import Report


def to_html(report: Report) -> str:
    """The page."""
    return template("report.html.j2").render(report=report)
