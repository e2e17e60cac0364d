"""The report as one HTML page that needs nothing else: no network, no script."""

from markupsafe import Markup

from preflight.report.formats import changes, costs, words
from preflight.report.formats.facts import Facts
from preflight.report.formats.picture import svg
from preflight.report.formats.picture.graph import apis_at, apis_of, numbered
from preflight.report.formats.templates import template
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.report.together import together

_MARGIN = 48
# How far the picture of all hops may shrink before the one in groups is easier to read.
_SMALLEST = 0.8


def to_html(report: Report) -> str:
    """The page: picture, findings, evidence, what was presumed and what was not judged."""
    one = together(report)
    paths = words.worst_first(one.paths)
    whole = svg.whole(paths)
    return template("report.html.j2").render(
        report=report,
        verdict=summary(report),
        one=one,
        paths=paths,
        sections=[*changes.sections(report), *costs.sections(report)],
        facts=Facts(one.findings),
        style=Markup(svg.STYLE),  # noqa: S704 - of ours
        pictures=[("whole", whole), ("grouped", svg.grouped(paths))],
        description=svg.description(paths),
        narrow=round(whole.width * _SMALLEST) + _MARGIN,
        apis=apis_of(paths),
        numbers=[number for _, number in numbered(paths)],
        at=apis_at(paths),
    )
