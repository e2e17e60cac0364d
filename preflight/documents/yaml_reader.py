"""YAML, read strictly and as the Pulumi CLI does: no key twice, no tags, no anchor that unfolds without bound.

Source: https://github.com/go-yaml/yaml (`resolve.go`), which the CLI reads project and stack files with. `yes`, `12:30`
and dates are texts there, which they are not for YAML libraries of Python.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from preflight.documents.document import DEPTH, Document, DocumentError, Key, number, read_text
from preflight.errors import PreflightError

LIMIT = 1 << 20
"""Bytes that a YAML file may have: people write them."""

NODES = 100_000
"""Keys and values that it may have, those that its anchors unfold to included."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_MERGE = "<<"
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?=$|[Tt \t])")


def _plain_int(text: str) -> int | float:
    digits = text.replace("_", "")
    return number(digits, lambda each: int(re.sub(r"^([-+]?)0(?=[0-9])", r"\g<1>0o", each), 0))


_PLAIN: tuple[tuple[str, re.Pattern[str], Callable[[str], Any]], ...] = (
    ("null", re.compile(r"(?:~|null|Null|NULL|)"), lambda _: None),
    ("bool", re.compile(r"(?:true|True|TRUE)"), lambda _: True),
    ("bool", re.compile(r"(?:false|False|FALSE)"), lambda _: False),
    (
        "int",
        re.compile(r"[-+]?(?:0b[01][01_]*|0o[0-7][0-7_]*|0x[0-9a-fA-F][0-9a-fA-F_]*|0[0-7_]*|[1-9][0-9_]*)"),
        _plain_int,
    ),
    (
        "float",
        re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
        lambda text: number(text, float),
    ),
)
"""What a text without quotes means: its type, its form, its value."""


@dataclass
class Parsed:
    """What a YAML text says: its content, the line of each key, and each scalar's text as it is written."""

    content: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    written: dict[Key, str] = field(default_factory=dict)


def read_yaml(file: Path, error: type[PreflightError], *, name: str = "") -> Document:
    """What a YAML file holds; an empty one holds an empty mapping. Raises `error`."""
    name = name or str(file)
    text = read_text(file, name, error, LIMIT)
    try:
        found = parsed(text)
    except DocumentError as problem:
        place = name if problem.line is None else f"{name}:{problem.line}"
        raise error(f"it is not YAML: {problem.wrong}", remedy=problem.remedy, position=place) from None
    content = {} if found.content is None else found.content
    if not isinstance(content, dict):
        raise error("it does not hold a mapping", remedy="Allowed: keys and their values.", position=name)
    return Document(name, error, content, lambda: found.lines, found.written)


def parsed(text: str, *, nodes: int = NODES) -> Parsed:
    """What a YAML text says. Raises `DocumentError`."""
    try:
        return _Reading(iter(yaml.parse(text, Loader=_LOADER)), nodes).document()
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        wrong = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "it can not be read"
        if mark is None:
            raise DocumentError(wrong, _line_at(text, problem)) from None
        lines = text.splitlines() or [""]
        if mark.line >= len(lines):
            raise DocumentError(f"{wrong} (where it ends)", len(lines)) from None
        raise DocumentError(f"{wrong} (column {mark.column + 1})", mark.line + 1) from None


def _line_at(text: str, problem: yaml.YAMLError) -> int | None:
    position = getattr(problem, "position", None)
    return None if position is None else text.count("\n", 0, position) + 1


class _Reading:
    """The values that a stream of parser events makes."""

    def __init__(self, events: Iterator[yaml.Event], nodes: int) -> None:
        self._events = events
        self._nodes = self._allowed = nodes
        self._found = Parsed()
        self._anchors: dict[str, tuple[Any, int, Key] | None] = {}

    def document(self) -> Parsed:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                self._found.content = self._value(event, ())
            elif isinstance(event, yaml.DocumentStartEvent) and self._found.lines:
                raise DocumentError("there is a second document", _line(event), "Keep one.")
        return self._found

    def _value(self, event: yaml.Event, key: Key) -> Any:
        self._found.lines.setdefault(key, _line(event))
        if isinstance(event, yaml.AliasEvent):
            return self._named(event, key)
        if len(key) > DEPTH:
            raise DocumentError(f"it is nested deeper than {DEPTH} levels", _line(event), "Write it with fewer levels.")
        before = self._nodes
        self._count(1, event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
            self._found.written[key] = event.value
        else:
            kind = "map" if isinstance(event, yaml.MappingStartEvent) else "seq"
            if getattr(event, "tag", None) not in {None, f"{_STANDARD}{kind}"}:
                raise _tagged(event)
            value = self._mapping(key) if kind == "map" else self._sequence(key)
        if anchor:
            self._anchors[anchor] = (value, before - self._nodes, key)
        return value

    def _named(self, event: yaml.AliasEvent, key: Key) -> Any:
        found = self._anchors.get(event.anchor)
        if found is None:
            where = "inside of what it names" if event.anchor in self._anchors else "but nothing above has this anchor"
            raise DocumentError(f"*{event.anchor} stands here, {where}", _line(event), "Write the value itself.")
        value, size, above = found
        self._count(size, event)
        if above in self._found.written:
            self._found.written[key] = self._found.written[above]
        return value

    def _count(self, size: int, event: yaml.Event) -> None:
        self._nodes -= size
        if self._nodes < 0:
            raise DocumentError(
                f"it unfolds to more than {self._allowed} keys and values",
                _line(event),
                "Write less, or repeat less of it.",
            )

    def _sequence(self, key: Key) -> list[Any]:
        made: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            made.append(self._value(event, (*key, len(made))))
        return made

    def _mapping(self, key: Key) -> dict[str, Any]:
        made: dict[str, Any] = {}
        places: dict[str, int] = {}
        merged: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError("a key is no text", _line(event), "Write the key as one word, or in quotes.")
            name = event.value
            if name in places:
                first, second = places[name], _line(event)
                where = f"in line {first}" if first == second else f"in lines {first} and {second}"
                raise DocumentError(f"the key {name} is given twice, {where}", second, "Keep one of them.")
            places[name] = _line(event)
            self._count(1, event)
            merging = name == _MERGE and event.implicit[0]
            self._found.lines[*key, name] = _line(event)
            value = self._value(next(self._events), (*key, name))
            if merging:
                merged = _merged(value, event)
            else:
                made[name] = value
        return {**merged, **made}


def _merged(value: Any, event: yaml.Event) -> dict[str, Any]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, dict) for part in parts):
        raise DocumentError("<< takes mappings only", _line(event))
    return {name: part for each in reversed(parts) for name, part in each.items()}


def _scalar(event: yaml.ScalarEvent) -> Any:
    """The value of a scalar. A tag may say what the text means anyway, and that it is a text."""
    if event.tag in {"!", f"{_STANDARD}str"} or (event.tag is None and not event.implicit[0]):
        return event.value
    kind, value = _resolved(event)
    if event.tag not in {None, f"{_STANDARD}{kind}"}:
        raise _tagged(event)
    return value


def _resolved(event: yaml.ScalarEvent) -> tuple[str, Any]:
    for kind, form, convert in _PLAIN:
        if form.fullmatch(event.value):
            try:
                return kind, convert(event.value)
            except DocumentError as problem:
                raise DocumentError(problem.wrong, _line(event), problem.remedy) from None
    day = _DATE.match(event.value)
    if day:
        try:
            date(*map(int, day.groups()))
        except ValueError as problem:
            raise DocumentError(f"{day[0]} is no date: {problem}", _line(event), "Write a text in quotes.") from None
    return "str", event.value


def _tagged(event: yaml.Event) -> DocumentError:
    tag = str(getattr(event, "tag", "")).replace(_STANDARD, "!!")
    return DocumentError(
        f"the tag {tag} does not fit", _line(event), "Allowed: values without tags. Write a text in quotes."
    )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1
