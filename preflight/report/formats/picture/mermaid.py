"""The picture as Mermaid, which GitHub and GitLab draw.

Source: https://mermaid.js.org/syntax/flowchart.html; the bounds are those of
https://mermaid.js.org/config/schema-docs/config.html (`maxTextSize`, `maxEdges`), which GitHub leaves as they are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from preflight.packs.judgement import RequestPath
from preflight.report.formats import words
from preflight.report.formats.picture import labels
from preflight.report.formats.picture.graph import ROUTES, Graph, Node, of_apis, of_groups, of_hops

MOST_CHARACTERS: Final = 50_000
MOST_EDGES: Final = 500
MOST_NODES: Final = 150
"""Of more, nobody reads a picture, and a browser takes seconds to lay it out."""

_NAME: Final = 60
_SENTENCE: Final = 100
_LINES: Final = 4
_PLAIN: Final = re.compile(r"[^\w ,./()✓✗?…-]")
_HEAD: Final = '%%{init: {"flowchart": {"nodeSpacing": 24, "rankSpacing": 28}}}%%\nflowchart TB'
_CLASSES: Final = """\
classDef open fill:#f0fff4,stroke:#1a7f37,color:#1f2328
classDef closed fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#82071e
classDef unknown fill:#eaeef2,stroke:#6e7781,color:#424a53
classDef presumed stroke-dasharray:5 4"""


def mermaid(paths: Sequence[RequestPath], most_characters: int = MOST_CHARACTERS) -> str:
    """The picture, with as much in it as is drawn; empty where there are no paths."""
    if not paths:
        return ""
    return next(
        (text for graph in _from_fine_to_coarse(paths) if (text := written(graph, most_characters)) is not None), ""
    )


def written(graph: Graph, most_characters: int = MOST_CHARACTERS) -> str | None:
    """A graph, or None where nobody would draw it, since it is too large."""
    if len(graph.edges) > MOST_EDGES or len(graph.nodes) > MOST_NODES:
        return None
    nodes = [f"n{number}{_shape(node)}:::{node.state}" for number, node in enumerate(graph.nodes)]
    edges = [f"n{source} --> n{target}" for source, target in graph.edges]
    presumed = ",".join(f"n{number}" for number, node in enumerate(graph.nodes) if node.presumed)
    text = "\n".join([_HEAD, *nodes, *edges, _CLASSES, *([f"class {presumed} presumed"] if presumed else [])])
    return text if len(text) <= most_characters else None


def _from_fine_to_coarse(paths: Sequence[RequestPath]) -> Iterator[Graph]:
    yield of_hops(paths)
    yield of_groups(paths)
    for most in (100, 30, 10, 3):
        yield of_apis(paths, most)


def _shape(node: Node) -> str:
    name = [f"<b>{_escaped(labels.fitted(each, _NAME))}</b>" for each in labels.name(node)]
    lines = [labels.fitted(line, _NAME) for line in words.some(node.lines, _LINES)]
    lines += [labels.begun(labels.gist(line), _SENTENCE) for line in words.some(labels.tail(node), _LINES)]
    text = "<br>".join([_escaped(labels.head(node)), *name, *map(_escaped, lines)])
    return f'(["{text}"])' if node.kind == ROUTES else f'["{text}"]'


def _escaped(text: str) -> str:
    """Text without a character that means something: whatever is no letter, digit or space is written by its number."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", text)
