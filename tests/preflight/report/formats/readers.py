"""What programs that show a report make of it, for each format: the structure of the document, and its texts."""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt
from markdown_it.token import Token

# What code hosts turn into links and pictures wherever it stands outside of code.
_LINKED = re.compile(r"@\w|#\d|\bGH-\d|://|\bwww\.|:[\w+-]+:|\b(?:mailto|xmpp):")
PICTURE = frozenset({"g", "title", "desc", "rect", "path", "text"})
"""What a picture is made of; how many of each there are depends on its texts."""
_FOLD = re.compile(r"<details><summary>([^<>]*)</summary>\n|</details>\n?")
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Seen:
    """A document as it is shown: `structure` is all but its texts, `links` what is or becomes a link."""

    structure: list[Any]
    texts: list[str]
    links: list[str]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.structure: list[Any] = []
        self.texts: list[str] = []
        self._drawn = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "svg":
            self._drawn = True
            self.structure.append((tag, []))  # how large it is depends on its texts
        elif not (self._drawn and tag in PICTURE):
            self.structure.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self._drawn = self._drawn and tag != "svg"
        if not (self._drawn and tag in PICTURE):
            self.structure.append((f"/{tag}", []))

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the base class's
        self.structure.append(("comment", []))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read_html(text: str) -> Seen:
    page = _Page()
    page.feed(text)
    page.close()
    return Seen(page.structure, page.texts, [tag for tag, *_ in page.structure if tag in {"a", "img", "script"}])


def read_markdown(text: str) -> Seen:
    tokens = list(_flat(_MARKDOWN.parse(text)))
    texts = [token.content for token in tokens if token.type in {"text", "code_inline", "text_special"}]
    folds = [_FOLD.fullmatch(token.content) for token in tokens if token.type == "html_block"]
    texts += [html.unescape(fold[1] or "") for fold in folds if fold]
    shown = "".join(token.content if token.type in {"text", "text_special"} else "\n" for token in tokens)
    shown += "\n".join(fold[1] or "" for fold in folds if fold)
    links = [token.type for token in tokens if "link" in token.type or "image" in token.type or "html_i" in token.type]
    links += ["html_block" for fold in folds if fold is None]
    # Escaped characters are texts of their own; how many there are is no matter.
    structure = [(token.type, token.tag, token.attrs) for token in tokens if token.type not in {"text", "text_special"}]
    return Seen(structure, ["".join(texts)], links + _LINKED.findall(shown))


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children is None:
            yield token
        else:
            yield from _flat(token.children)


def read_junit(text: str) -> Seen:
    elements = list(ET.fromstring(text).iter())  # noqa: S314 - our own text
    texts = [each for element in elements for each in (*element.attrib.values(), element.text or "")]
    return Seen([(element.tag, sorted(element.attrib)) for element in elements], texts, [])


def read_svg(text: str) -> Seen:
    elements = list(ET.fromstring(text).iter())  # noqa: S314 - our own text
    kinds = sorted({element.tag.rpartition("}")[2] for element in elements})
    return Seen(kinds, [element.text or "" for element in elements], [])


def read_json(text: str) -> Seen:
    texts: list[str] = []
    return Seen([_shape(json.loads(text), texts)], texts, [])


def read_sarif(text: str) -> Seen:
    seen = read_json(text)
    messages = re.findall(r'"text": (".*")', re.sub(r"\\n\[(made|waived) here\]\(\d\)", "", text))  # ours
    links = [each for each in messages if re.search(r"\[[^\]]*\]\(", re.sub(r"\\.", "", json.loads(each)))]
    for help_ in re.findall(r'"markdown": (".*")', text):
        links += read_markdown(json.loads(help_)).links
    return Seen(seen.structure, [re.sub(r"\\(.)", r"\1", each) for each in seen.texts], links)


COMMAND = re.compile(r"::(error|warning|notice) ((?:file=[^:,]*,line=[1-9][0-9]*,)?title=[^:,]*)::(.*)")
"""A command of ours to GitHub Actions, as a whole line."""


def read_github(text: str) -> Seen:
    commands = [COMMAND.fullmatch(line) for line in text.split("\n")[:-1]]
    assert all(commands), "each line is one command"
    texts = [_unescaped(part) for command in commands if command for part in (command[2], command[3])]
    return Seen([command[1] for command in commands if command], texts, [])


def _unescaped(text: str) -> str:
    return re.sub(r"%(25|0D|0A|3A|2C)", lambda found: chr(int(found[1], 16)), text)


def read_text(text: str) -> Seen:
    return Seen([len(text.splitlines())], ["".join(text.split())], [])


def _shape(value: Any, texts: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _shape(part, texts) for key, part in value.items()}
    if isinstance(value, list):
        return [_shape(part, texts) for part in value]
    texts.append(str(value))
    return type(value).__name__


READERS: dict[str, Callable[[str], Seen]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "svg": read_svg,
    "json": read_json,
    "sarif": read_sarif,
    "junit": read_junit,
    "github": read_github,
    "gitlab": read_json,
}
"""One for each format that there is."""
