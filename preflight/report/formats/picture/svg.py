"""The picture as SVG, which needs nothing else: its text is text, and it follows the reader's light or dark scheme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from preflight.packs.judgement import RequestPath
from preflight.report.formats import words
from preflight.report.formats.picture import labels
from preflight.report.formats.picture.graph import ROUTES, Graph, of_apis, of_groups, of_hops, short
from preflight.report.formats.picture.layout import LINE, PADDING, PHONE, Box, Style, laid, style_of

MOST_NODES: Final = 400
"""Of more, nobody reads a picture: it is drawn with less in it."""

STYLE: Final = """\
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f2328; --line: #57606a; --open: #1a7f37;
  --closed: #cf222e; --closed-ground: #ffebe9; --closed-text: #82071e;
  --unknown: #57606a; --unknown-ground: #eaeef2; --unknown-text: #424a53; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --text: #e6edf3; --line: #9198a1; --open: #3fb950;
  --closed: #ff7b72; --closed-ground: #490202; --closed-text: #ffdcd7;
  --unknown: #9198a1; --unknown-ground: #2a313c; --unknown-text: #d1d7e0; } }
.picture { font: 11px system-ui, -apple-system, "Segoe UI", sans-serif; }
.picture rect { fill: var(--ground); stroke: var(--open); stroke-width: 1.25; }
.picture text { fill: var(--text); }
.picture .kind, .picture .tail { font-size: 10.5px; }
.picture .name, .picture .closed .tail { font-weight: 600; }
.picture .closed rect { fill: var(--closed-ground); stroke: var(--closed); stroke-width: 2.5; }
.picture .closed text { fill: var(--closed-text); }
.picture .unknown rect { fill: var(--unknown-ground); stroke: var(--unknown); }
.picture .unknown text { fill: var(--unknown-text); }
.picture .presumed rect { stroke-dasharray: 5 4; }
.picture path { fill: none; stroke: var(--line); stroke-width: 1.25; }
.picture path.closed { stroke: var(--closed); stroke-width: 2.5; }
"""
"""The colours and lines of all pictures, for the page that they stand in."""


@dataclass(frozen=True)
class Picture:
    """What stands in an `svg` element, and its size in pixels. Where it stands, `STYLE` must be known."""

    content: Markup
    width: float
    height: float


def whole(paths: Sequence[RequestPath]) -> Picture:
    """Each kind of hop as a column, or less where there is too much to draw."""
    graph = of_hops(paths)
    return _drawn(graph, style_of(graph.columns)) if len(graph.nodes) <= MOST_NODES else grouped(paths)


def grouped(paths: Sequence[RequestPath]) -> Picture:
    """APIs, their routes and backends as columns: narrow enough for a phone."""
    graph = of_groups(paths)
    return _drawn(graph if len(graph.nodes) <= MOST_NODES else of_apis(paths, MOST_NODES - 2), PHONE)


def description(paths: Sequence[RequestPath]) -> str:
    """The picture in words: what each API's requests meet where they are not let through."""
    lines = []
    for path in paths:
        stopped = [hop for hop in path.hops if hop.state != "open"]
        told = ", ".join(
            dict.fromkeys(f"{words.kind_of(hop)} {short(hop)} {words.state_phrase(hop.state)}" for hop in stopped)
        )
        lines.append(f"{words.api_of(path)}: {told or 'all hops open'}.")
    return " ".join(words.some([labels.fitted(line, 300) for line in dict.fromkeys(lines)], 20))


def _drawn(graph: Graph, style: Style) -> Picture:
    placed = laid(graph, style)
    edges = [_edge(placed.boxes[source], placed.boxes[target]) for source, target in graph.edges]
    content = Markup("\n").join([*edges, *map(_box, placed.boxes)])
    return Picture(content, placed.width, placed.height)


def _edge(source: Box, target: Box) -> Markup:
    start, end = source.x + source.width, target.x
    middle = (start + end) / 2
    way = (
        f"M{start:.1f} {source.middle:.1f}C{middle:.1f} {source.middle:.1f}"
        f" {middle:.1f} {target.middle:.1f} {end:.1f} {target.middle:.1f}"
    )
    both = source.node.apis & target.node.apis if source.node.apis else target.node.apis
    state = "closed" if target.node.state == "closed" else "edge"
    return Markup('<path class="{}"{} d="{}"/>').format(state, _apis(both), way)


def _box(box: Box) -> Markup:
    node = box.node
    lines = [
        Markup('<g class="{}{}"{}>').format(node.state, " presumed" if node.presumed else "", _apis(node.apis)),
        Markup("<title>{}</title>").format(labels.fitted(labels.title(node), 600)),
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="{}"/>').format(
            box.x, box.y, box.width, box.height, 20 if node.kind == ROUTES else 4
        ),
    ]
    for number, (kind, line) in enumerate(box.text):
        left, base = box.x + PADDING, box.y + PADDING + LINE * (number + 0.75)
        lines.append(Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, left, base, line))
    return Markup("\n").join([*lines, Markup("</g>")])


def _apis(numbers: Iterable[int]) -> Markup:
    """Which APIs' requests come by, for a page that shows those of one."""
    listed = " ".join(map(str, sorted(numbers)))
    return Markup(' data-api="{}"').format(listed) if listed else Markup()
