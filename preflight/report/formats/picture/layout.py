"""Where the boxes of a picture stand, in pixels: a column for each kind of hop, rows as far as boxes need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from preflight.report.formats import words
from preflight.report.formats.picture import labels
from preflight.report.formats.picture.graph import Graph, Node

LINE: Final = 14
"""The height of a line of text."""
PADDING: Final = 6
"""What is between a box and its text."""
_CHARACTER: Final = 7.2
_GAP: Final = 12
_MARGIN: Final = 6


@dataclass(frozen=True)
class Style:
    """How many characters a line has at most, what is between columns, and how many lines tell of a node at most."""

    characters: int
    gap: int
    lines: int


PHONE: Final = Style(14, 12, 5)
"""For a few columns, which fit into the width of a phone."""


def style_of(columns: int) -> Style:
    """For a column of each kind of hop, so that the whole fits into the width of a desk as long as it can be read."""
    return Style(14 if columns <= 10 else 12 if columns <= 12 else 11, 16, 4)


@dataclass(frozen=True)
class Box:
    """A node's place, and its lines of text with the class of each."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    text: tuple[tuple[str, str], ...]

    @property
    def middle(self) -> float:
        """Where edges begin and end."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Laid:
    """All boxes, in the order of the graph's nodes, and the size of the whole."""

    boxes: tuple[Box, ...]
    width: float
    height: float


def laid(graph: Graph, style: Style) -> Laid:
    """The places of a graph's nodes: each at the height of those that it leads to, and below what stands there."""
    texts = [_text(node, style) for node in graph.nodes]
    heights = [2 * PADDING + LINE * len(text) for text in texts]
    tops = _tops(graph, heights)
    columns = range(graph.columns)
    widths = [
        _width(text for node, text in zip(graph.nodes, texts, strict=True) if node.column == column)
        for column in columns
    ]
    lefts = [_MARGIN + sum(widths[:column]) + style.gap * column for column in columns]
    boxes = tuple(
        Box(node, lefts[node.column], top, widths[node.column], height, text)
        for node, top, height, text in zip(graph.nodes, tops, heights, texts, strict=True)
    )
    width = max((box.x + box.width for box in boxes), default=0) + _MARGIN
    return Laid(boxes, width, max((box.y + box.height for box in boxes), default=0) + _MARGIN)


def _width(texts: Iterable[tuple[tuple[str, str], ...]]) -> float:
    """As wide as the longest line needs."""
    return 2 * PADDING + _CHARACTER * max(len(line) for text in texts for _, line in text)


def _tops(graph: Graph, heights: Sequence[float]) -> list[float]:
    """Where boxes begin: nodes of one column stand one below the other, as near to where they should be as they can."""
    wanted = _middles(graph, heights)
    tops = [0.0] * len(heights)
    for column in range(graph.columns):
        free = float("-inf")
        members = [number for number, node in enumerate(graph.nodes) if node.column == column]
        for number in sorted(members, key=lambda number: (wanted[number], number)):
            tops[number] = max(free, wanted[number] - heights[number] / 2)
            free = tops[number] + heights[number] + _GAP
    least = min(tops, default=0.0)
    return [top - least + _MARGIN for top in tops]


def _middles(graph: Graph, heights: Sequence[float]) -> list[float]:
    """The middles of nodes: those that lead nowhere one below the other, each other one amid what it leads to."""
    behind: dict[int, list[int]] = {number: [] for number in range(len(heights))}
    for source, target in graph.edges:
        behind[source].append(target)
    backwards = sorted(behind, key=lambda number: -graph.nodes[number].column)
    rooms = _rooms(graph, heights, behind, backwards)
    middles: dict[int, float] = {}
    free = 0.0
    for end in _ends(graph, behind):
        middles[end] = free + rooms[end] / 2
        free += rooms[end] + _GAP
    for number in backwards:
        led = [middles[each] for each in behind[number]]
        if led:
            middles[number] = (min(led) + max(led)) / 2
    return [middles[number] for number in range(len(heights))]


def _rooms(
    graph: Graph, heights: Sequence[float], behind: Mapping[int, Sequence[int]], backwards: Iterable[int]
) -> dict[int, float]:
    """How much height an end needs for all that leads to it and to no other."""
    ends: dict[int, int | None] = {}
    stacked: dict[int, dict[int, float]] = {}
    for number in backwards:
        led = {ends[each] for each in behind[number]}
        end = ends[number] = number if not led else led.pop() if len(led) == 1 else None
        if end is not None:
            columns, column = stacked.setdefault(end, {}), graph.nodes[number].column
            columns[column] = columns.get(column, -_GAP) + heights[number] + _GAP
    return {end: max(columns.values()) for end, columns in stacked.items()}


def _ends(graph: Graph, behind: Mapping[int, Sequence[int]]) -> list[int]:
    """The nodes that lead nowhere, in the order in which paths come to them."""
    entered = {target for _, target in graph.edges}
    waiting = [number for number in reversed(range(len(graph.nodes))) if number not in entered]
    seen: dict[int, None] = {}
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen[number] = None
            waiting += reversed(behind[number])
    return [number for number in seen if not behind[number]]


def _text(node: Node, style: Style) -> tuple[tuple[str, str], ...]:
    width = style.characters
    lines = [("kind", line) for line in labels.wrapped(labels.head(node), width + 2, 2)]
    lines += [("name", line) for name in labels.name(node) for line in labels.wrapped(name, width, 4)]
    lines += [("more", line) for each in words.some(node.lines, 4) for line in labels.wrapped(each, width + 1, 3)]
    tail = [labels.wrapped(labels.gist(each), width, style.lines) for each in words.some(labels.tail(node), 3)]
    return (*lines, *(("tail", line) for each in tail for line in each))
