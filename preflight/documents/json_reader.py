"""JSON, read strictly: no key twice, no number that JSON does not have, no text that is no Unicode, not too deep."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from preflight.documents import yaml_reader
from preflight.documents.document import DEPTH, Document, DocumentError, Key, number, read_text
from preflight.errors import PreflightError

LIMIT = 256 << 20
"""Bytes that a JSON file may have: states and judgements of large stacks have some tens of millions."""

_LOCATED = 4 << 20
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(file: Path, error: type[PreflightError], *, name: str = "") -> Document:
    """What a JSON file holds. Raises `error`."""
    name = name or str(file)
    text = read_text(file, name, error, LIMIT)
    try:
        return Document(name, error, value_of(text), cache(lambda: _lines(text)))
    except DocumentError as problem:
        place = name if problem.line is None else f"{name}:{problem.line}"
        raise error(f"it is not JSON: {problem.wrong}", remedy=problem.remedy, position=place) from None


def value_of(text: str) -> Any:
    """What a JSON text says. Raises `DocumentError`."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refused,
            parse_int=lambda digits: number(digits, int),
            parse_float=lambda digits: number(digits, float),
        )
    except json.JSONDecodeError as problem:
        if not text.strip():
            raise DocumentError("it is empty") from None
        ends = ", where it ends" if problem.pos >= len(text.rstrip()) else ""
        raise DocumentError(f"{problem.msg} (column {problem.colno}{ends})", problem.lineno) from None
    except RecursionError:
        raise DocumentError(f"it is nested deeper than {DEPTH} levels") from None
    except _RepeatedError as problem:
        raise _told_with_lines(text, problem.key) from None
    _refuse_depth(value)
    if _SURROGATE.search(text):
        _refuse_halves(value)
    return value


class _RepeatedError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        raise _RepeatedError(next(key for key, _ in pairs if key in seen or seen.add(key)))
    return made


def _refused(constant: str) -> Any:
    raise DocumentError(f"{constant} is no number of JSON")


def _told_with_lines(text: str, key: str) -> DocumentError:
    """The YAML reader, which refuses the same, knows the lines: JSON is YAML but for tabs between its words."""
    if len(text) <= _LOCATED:
        try:
            yaml_reader.parsed(text.replace("\t", " "), nodes=len(text))
        except DocumentError as problem:
            return problem
    return DocumentError(f"the key {key} is given twice")


def _lines(text: str) -> Mapping[Key, int]:
    if len(text) > _LOCATED:
        return {}
    try:
        return yaml_reader.parsed(text.replace("\t", " "), nodes=len(text)).lines
    except DocumentError:
        return {}


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH + 2):
        level = [part for above in level for part in _parts(above)]
        if not level:
            return
    raise DocumentError(f"it is nested deeper than {DEPTH} levels")


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _refuse_halves(value: Any) -> None:
    rest = [value]
    while rest:
        part = rest.pop()
        if isinstance(part, dict):
            rest += part
            rest += part.values()
        elif isinstance(part, list):
            rest += part
        elif isinstance(part, str) and not part.isascii():
            try:
                part.encode()
            except UnicodeEncodeError:
                raise DocumentError("a text holds half a character (\\ud800 to \\udfff)") from None
