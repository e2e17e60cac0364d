"""Text that has to fit into a picture."""

import re
from typing import Final

from preflight.report.formats import words
from preflight.report.formats.picture.graph import ROUTES, Node

_BREAKS: Final = re.compile(r"(?<=[-/.:,_ ])")
_BODY: Final = re.compile(r'\{"message": ?"([^"]*)"\}')
_ASIDE: Final = re.compile(r" \([^()]*\)")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def fitted(text: str, most: int) -> str:
    """Text of at most so many characters, in one line: what is too long loses its middle."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    if len(line) <= most:
        return line
    head = (most - 1) // 2
    return f"{line[:head]}…{line[head + 1 - most :]}"


def begun(text: str, most: int) -> str:
    """Text of at most so many characters, in one line: what is too long loses its end."""
    line = fitted(text, len(text))
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def gist(text: str) -> str:
    """The first part of a sentence, without what stands in brackets; of an answer's body its message."""
    return _ASIDE.sub("", _BODY.sub(r"\1", text)).partition("; ")[0]


def wrapped(text: str, width: int, most: int) -> list[str]:
    """Text in at most so many lines, broken behind punctuation where that is possible; the last ends what is left."""
    lines = [""]
    for part in _BREAKS.split(fitted(text, len(text))):
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
        while len(lines[-1].rstrip()) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    lines = [line for line in lines if line.strip()]
    kept = lines if len(lines) <= most else [*lines[: most - 1], begun("".join(lines[most - 1 :]), width)]
    return [line.strip() for line in kept]


def head(node: Node) -> str:
    """A node's mark and kind."""
    return f"{words.STATES[node.state]} {node.kind}"


def name(node: Node) -> list[str]:
    """A node's name, where its kind and its lines do not say it."""
    told = node.kind == ROUTES and node.lines
    return [] if told or node.name.lower() == node.kind else [node.name]


def tail(node: Node) -> list[str]:
    """What is said below a node's name: what a caller sees where it is closed, and that something is presumed."""
    return [*node.symptoms, *(["presumed"] if node.presumed else [])]


def title(node: Node) -> str:
    """A node in one line."""
    more = "; ".join([*node.lines, *tail(node)])
    told = " ".join([head(node), *name(node)])
    return f"{told}: {more}" if more else told
