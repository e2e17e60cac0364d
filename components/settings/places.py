"""Where an error is in the stack file, and which settings stand there."""

import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .stack import Settings

Path = tuple[str | int, ...]


def value_at(path: Path, document: Any) -> Any:
    """The value at a path of the document; None where there is none."""
    current = document
    for step in path:
        try:
            current = current[step]
        except (KeyError, IndexError, TypeError):
            return None
    return current


def path_of(location: Path, document: Any) -> Path:
    """The keys of the stack file: pydantic's location without the names of union members that it mixes in."""
    path: list[str | int] = []
    current = document
    entered = False  # whether the step before led here, so that the member's name comes next, also where a key has it
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if entered and isinstance(current, dict) and current.get("kind") == step:
            entered = False
            continue
        entered = True
        inside = isinstance(step, int) and step < len(current) if isinstance(current, list) else False
        if inside or (isinstance(current, dict) and step in current):
            path.append(step)
            current = current[step]
        elif last and isinstance(current, dict) and _is_field(tuple(path), step, document):
            path.append(step)
    return tuple(path)


def _is_field(path: Path, step: str | int, document: Any) -> bool:
    return any(step in fields(model) for model in models_at(path, document))


def description(path: Path, document: Any) -> str:
    """What the setting at a path is, or the one that it is a part of."""
    for depth in range(len(path), 0, -1):
        for model in models_at(path[: depth - 1], document):
            field = fields(model).get(str(path[depth - 1]))
            if field is not None and field.description:
                return re.sub(r"\s+", " ", field.description)
    return "see docs/reference/stack-file.md."


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model, by their keys in the stack file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def kind_of(model: Any) -> str | None:
    """What the key `kind` says for the members of a union."""
    field = model.model_fields.get("kind") if isinstance(model, type) and issubclass(model, BaseModel) else None
    return get_args(field.annotation)[0] if field else None


def models_at(path: Path, document: Any) -> list[type[BaseModel]]:
    """The models that may stand at a path of the stack file: several for a union whose `kind` says nothing."""
    found: list[Any] = [Settings]
    for depth, step in enumerate(path, start=1):
        following = [below for each in found for below in _below(each, step)]
        kind = value_at((*path[:depth], "kind"), document)
        found = [each for each in following if kind_of(each) == kind] or following if kind else following
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseModel)]


def _below(kind: Any, step: str | int) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = fields(kind).get(str(step))
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
