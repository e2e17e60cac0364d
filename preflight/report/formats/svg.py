"""The picture of the report alone, as SVG."""

from markupsafe import Markup

from preflight.report.formats import words
from preflight.report.formats.picture import labels, svg
from preflight.report.formats.templates import template
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.report.together import together

_WIDTH = 600
_LINE = 20


def to_svg(report: Report) -> str:
    """The picture below the verdict, or the verdict alone where no path was judged."""
    paths = words.worst_first(together(report).paths)
    drawn = svg.whole(paths)
    width = max(drawn.width, _WIDTH)
    told = [labels.fitted(summary(report), 300), labels.fitted(words.heading(report), 300)]
    verdict = [line for each in told for line in labels.wrapped(each, int(width / 9), 4)]
    top = _LINE * len(verdict) + 10
    return template("report.svg.j2").render(
        heading=" · ".join(told),
        description=svg.description(paths),
        style=Markup(svg.STYLE),  # noqa: S704 - of ours
        verdict=verdict,
        content=drawn.content,
        top=top,
        width=round(width),
        height=round(drawn.height + top),
    )
