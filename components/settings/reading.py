"""Raw stack configuration to Settings. Pure; every error names key, value, what is allowed and the remedy."""

import difflib
import json
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .base import BrokenRuleError
from .stack import Settings

PROJECT = "private-api"
UNSHOWN = "secrets"
_SHOWN = 80  # characters of a value that an error tells
_KINDLESS = {"union_tag_invalid", "union_tag_not_found"}


class Problem(NamedTuple):
    """One thing to change: its place in the stack file, from the full key down, and what to do about it."""

    key: tuple[str | int, ...]
    text: str


class SettingsError(Exception):
    """The configuration cannot be used. The message is complete: one line for each thing to change."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        count = "1 error" if len(self.problems) == 1 else f"{len(self.problems)} errors"
        self.title = f"The stack's configuration cannot be used ({count}):"
        super().__init__("\n".join([self.title, *(f"  - {each.text}" for each in self.problems)]))


def read(config: Mapping[str, str]) -> Settings:
    """Settings from a stack's configuration as Pulumi gives it: full keys (`private-api:apis`), objects as JSON.

    Raises SettingsError where a key is unknown or a value is not allowed.
    """
    raw: dict[str, Any] = {}
    problems = []
    for key, text in config.items():
        namespace, _, name = key.partition(":")
        if namespace != PROJECT:
            continue
        try:
            raw[name] = json.loads(text)
        except (ValueError, RecursionError):
            shown = "a value" if name == UNSHOWN or len(text) > _SHOWN else repr(text)
            said = f"{key}: {shown} is not an object. Allowed: keys and values, indented below {key} in the stack file."
            problems.append(Problem((key,), said))
    if problems:
        raise SettingsError(problems)
    return parse(raw, config.get("aws:region"))


def parse(raw: Mapping[str, Any], region: str | None) -> Settings:
    """Settings from plain values, for the AWS region of the stack.

    Raises SettingsError as `read` does.
    """
    document = {**raw, "region": region} if region else dict(raw)
    try:
        return Settings.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise SettingsError([_problem(each, document) for each in error.errors(include_url=False)]) from None


def _problem(detail: ErrorDetails, document: Mapping[str, Any]) -> Problem:
    rule = (detail.get("ctx") or {}).get("error")
    broken = rule if isinstance(rule, BrokenRuleError) else None
    path = (*_path(detail["loc"], document), *(broken.key if broken else ()))
    if detail["type"] in _KINDLESS:
        path = (*path, "kind")
    first = ("aws:region",) if path[:1] == ("region",) else tuple(f"{PROJECT}:{step}" for step in path[:1])
    return Problem((*first, *path[1:]), _said(detail, path, broken, document))


def _said(
    detail: ErrorDetails, path: Sequence[str | int], rule: BrokenRuleError | None, document: Mapping[str, Any]
) -> str:
    if rule:
        value = rule.value if rule.value is not None else _value(path, document)
        return f"{_key(path)}{_shown(path, value)}: {rule.wrong}. Allowed: {rule.allowed}. Remedy: {rule.remedy}."
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path, document)
    if detail["type"] in _KINDLESS:
        return _unknown_kind(path, detail, document)
    if detail["type"] == "missing":
        if path == ("region",):
            return "aws:region is missing. Allowed: such as eu-west-1. Remedy: pulumi config set aws:region REGION."
        return f"{_key(path)} is missing. Remedy: add it to the stack file. What it is: {_description(path, document)}"
    value = _value(path, document)
    message = detail["msg"].replace("Input should be", "should be").rstrip(".")
    said = f"{_key(path)}{_shown(path, value)}: {message}. What it is: {_description(path, document)}"
    return f"{said} Remedy: correct the value in the stack file."


def _key(path: Sequence[str | int]) -> str:
    if path[:1] == ("region",):
        return "aws:region"
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{PROJECT}:{text[1:]}"


def _shown(path: Sequence[str | int], value: Any) -> str:
    if value is None or path[:1] == (UNSHOWN,) or isinstance(value, (dict, list)):
        return ""
    return f" = {json.dumps(value)}"


def _value(path: Sequence[str | int], document: Any) -> Any:
    current = document
    for step in path:
        try:
            current = current[step]
        except (KeyError, IndexError, TypeError):
            return None
    return current


def _path(location: Sequence[str | int], document: Any) -> tuple[str | int, ...]:
    """The keys of the stack file: pydantic's location without the names of union members that it mixes in."""
    path: list[str | int] = []
    current = document
    for position, step in enumerate(location):
        last = position == len(location) - 1
        inside = isinstance(step, int) and step < len(current) if isinstance(current, list) else False
        if inside or (isinstance(current, dict) and step in current):
            path.append(step)
            current = current[step]
        elif last and isinstance(current, dict) and _is_field(path, step, document):
            path.append(step)
    return tuple(path)


def _is_field(path: Sequence[str | int], step: str | int, document: Any) -> bool:
    return any(step in _fields(model) for model in _models(path, document))


def _unknown_key(path: Sequence[str | int], document: Mapping[str, Any]) -> str:
    kinds = [_value((*path[:depth], "kind"), document) for depth in range(1, len(path))]
    known = sorted({name for model in _models(path[:-1], document) for name in _fields(model)} - {"region"})
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    meant = f"write {near[0]} instead" if near else "remove it"
    where = next((f"for the kind {kind}" for kind in reversed(kinds) if kind), "here")
    return f"{_key(path)}: there is no such key {where}. Allowed: {', '.join(known)}. Remedy: {meant}."


def _kind(model: Any) -> str | None:
    """What the key `kind` says for the members of a union."""
    field = model.model_fields.get("kind") if isinstance(model, type) and issubclass(model, BaseModel) else None
    return get_args(field.annotation)[0] if field else None


def _unknown_kind(path: Sequence[str | int], detail: ErrorDetails, document: Mapping[str, Any]) -> str:
    kinds = [kind for kind in map(_kind, _models(path[:-1], {})) if kind]
    value = _value(path, document)
    wrong = "is missing" if detail["type"] == "union_tag_not_found" else f"= {json.dumps(value)}: there is no such kind"
    near = difflib.get_close_matches(str(value), kinds, n=1)
    return f"{_key(path)} {wrong}. Allowed: {', '.join(kinds)}. Remedy: write {near[0] if near else 'one'}."


def _description(path: Sequence[str | int], document: Any) -> str:
    for model in _models(path[:-1], document):
        field = _fields(model).get(str(path[-1])) if path else None
        if field is not None and field.description:
            return re.sub(r"\s+", " ", field.description)
    return "see docs/reference/stack-file.md."


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(path: Sequence[str | int], document: Any) -> list[type[BaseModel]]:
    """The models that may stand at a path of the stack file: several for a union whose `kind` says nothing."""
    found: list[Any] = [Settings]
    for depth, step in enumerate(path, start=1):
        following = [below for each in found for below in _below(each, step)]
        kind = _value((*path[:depth], "kind"), document)
        found = [each for each in following if _kind(each) == kind] or following if kind else following
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseModel)]


def _below(kind: Any, step: str | int) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = _fields(kind).get(str(step))
        if field is not None:
            yield from _members(field.annotation)
        return
    arguments = get_args(kind)
    if get_origin(kind) in (dict, Mapping) or getattr(get_origin(kind), "__name__", "") == "Mapping":
        yield from _members(arguments[1])
    elif arguments:
        yield from _members(arguments[0])


def _members(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _members(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(kind):
            yield from _members(member)
    elif hasattr(kind, "__value__"):
        yield from _members(kind.__value__)
    else:
        yield kind
