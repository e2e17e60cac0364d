"""What a file holds, with the line of each key, so that whatever is wrong with it can be told with its place."""

import difflib
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pydantic
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from preflight.errors import PreflightError

Key = tuple[str | int, ...]
"""Where something stands in a document: the keys and positions that lead to it."""

DEPTH = 64
"""How deep objects and lists may lie in one another."""

_WORDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "dataclass_type": "keys and values",
}
_KINDS = {type(None): "empty", list: "a list", dict: "keys and values"}
_SHOWN = 80
_GZIP = b"\x1f\x8b"
# Linux's, in bytes (NAME_MAX).
_LONGEST_NAME = 255
_T = TypeVar("_T")


class Shape(pydantic.BaseModel):
    """What an object of a file holds: keys in camelCase, each with its type. Keys that nobody reads here are left."""

    model_config = pydantic.ConfigDict(frozen=True, strict=True, alias_generator=to_camel)


def _path(text: str) -> str:
    if "\0" in text or any(len(os.fsencode(part)) > _LONGEST_NAME for part in text.split("/")):
        raise ValueError(f"a path, whose names have at most {_LONGEST_NAME} bytes and no NUL")
    return text


PathText = Annotated[str, pydantic.AfterValidator(_path)]
"""A path that a system can be asked about."""


class DocumentError(ValueError):
    """Why a text is no document, and the line if one is known. The reader adds the file."""

    def __init__(self, wrong: str, line: int | None = None, remedy: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.line = line
        self.remedy = remedy


@dataclass(frozen=True)
class Document:
    """A file's content. `name` is what messages call the file, `error` what is raised about it.

    `lines` finds the line of each key; `written` has the scalars' texts as they stand in the file, for YAML only.
    """

    name: str
    error: type[PreflightError]
    content: Any
    lines: Callable[[], Mapping[Key, int]] = field(default=dict, repr=False)
    written: Mapping[Key, str] = field(default_factory=dict, repr=False)

    def fit(self, shape: type[_T], *, what: str, remedy: str = "") -> _T:
        """The content as a shape describes it; `what` and `remedy` say what the file should be, and what to do."""
        try:
            return pydantic.TypeAdapter(shape).validate_json(json.dumps(self.content), strict=True)
        except pydantic.ValidationError as error:
            raise self._unfit(error.errors(include_url=False), what, remedy) from None

    def wrong(
        self, key: Sequence[str | int], wrong: str = "", *, remedy: str = "", secret: bool = False
    ) -> PreflightError:
        """The error of a key: its line, itself, its value (a secret's is not shown), what is wrong, how to mend it."""
        value = "" if secret else shown(self.value(key))
        said = f"{named(key)} is {value}" if value else named(key)
        message = f"{said}{': ' if wrong else ''}{wrong}"
        return self.error(message, remedy=remedy, position=self.place(key))

    def place(self, key: Sequence[str | int]) -> str:
        """`file:line` of a key, or of the nearest one above it."""
        lines = self.lines()
        line = next((lines[above] for above in _above(tuple(key)) if above in lines), None)
        return self.name if line is None else f"{self.name}:{line}"

    def value(self, key: Sequence[str | int]) -> Any:
        """What stands at a key, None where nothing does."""
        found = self.content
        for step in key:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def _unfit(self, details: Sequence[ErrorDetails], what: str, remedy: str) -> PreflightError:
        """The error of the first key that does not fit, with all that it may be."""
        key = self._existing(details[0]["loc"])
        here = [detail for detail in details if self._existing(detail["loc"]) == key]
        if here[0]["type"] == "missing":
            missing = str(here[0]["loc"][-1])
            said, allowed = f"{named((*key, missing))} is missing", f"Add {missing}."
        else:
            given = here[0]["input"]
            said = f"{named(key)} is {shown(given) or _KINDS[type(given)]}" if key else ""
            words = dict.fromkeys(_WORDS.get(detail["type"]) or _said(detail) for detail in here)
            allowed = f"Allowed: {' or '.join(words)}."
        return self.error(
            f"this is no {what}{': ' if said else ''}{said}",
            remedy=" ".join(part for part in (allowed, remedy) if part),
            position=self.place(key),
        )

    def _existing(self, loc: Key) -> Key:
        """The keys of a location without what stands in no file, such as the name of a type that was tried."""
        key: list[str | int] = []
        found = self.content
        for step in loc:
            inside = isinstance(step, int) and step < len(found) if isinstance(found, list) else False
            if inside or (isinstance(found, dict) and step in found):
                key.append(step)
                found = found[step]
        return tuple(key)


def named(key: Sequence[str | int]) -> str:
    """A key in one line: `config.a[0]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in key)
    return text.removeprefix(".")


def shown(value: Any) -> str:
    """A scalar as it may stand in a message, cut to some length; nothing for objects, lists and what is not there."""
    if value is None or isinstance(value, dict | list | tuple):
        return ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def read_text(file: Path, name: str, error: type[PreflightError], limit: int) -> str:
    """A file's text, also of one that gzip made smaller.

    Raises `error` where it can not be read, is no UTF-8, or is larger than `limit` bytes.
    """
    try:
        with file.open("rb") as stream, _unzipped(stream) as unzipped:
            content = unzipped.read(limit + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise error(f"what gzip made of it is broken: {problem}", position=name) from None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else problem
        remedy = _instead(file) if isinstance(problem, FileNotFoundError) else ""
        raise error(f"it can not be read: {reason}", remedy=remedy, position=name) from None
    if len(content) > limit:
        most = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
        raise error(f"it is larger than {most}", remedy=f"At most {most} are read.", position=name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise error(
            f"byte {content[problem.start]:#04x} is no UTF-8", remedy="Save it as UTF-8.", position=f"{name}:{line}"
        ) from None


def _instead(file: Path) -> str:
    """What may be meant by the name of a file that is not there."""
    try:
        there = [each.name for each in file.parent.iterdir()]
    except OSError:
        return f"There is no folder {file.parent}."
    near = difflib.get_close_matches(file.name, there, 1, 0.7)
    return f"Did you mean {file.parent / near[0]}?" if near else "Give the path of a file that is there."


def _unzipped(stream: io.BufferedReader) -> io.BufferedIOBase:
    """What a stream holds, or gzip made of it; it need not be one in which a reader may go back."""
    return gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == _GZIP else stream


def number(text: str, convert: Callable[[str], int | float]) -> int | float:
    """The number that a text says. Raises `DocumentError` for those that JSON, and so the engine, has no room for."""
    if len(text) < 1000:
        value = convert(text)
        if abs(value) <= sys.float_info.max:
            return value
    raise DocumentError(f"{text[:_SHOWN]} is too large for a number", remedy="Write it in quotes if it is a text.")


def _said(detail: ErrorDetails) -> str:
    return detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")


def _above(key: Key) -> Iterator[Key]:
    return (key[:length] for length in range(len(key), -1, -1))
