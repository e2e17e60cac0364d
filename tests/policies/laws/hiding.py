"""Pairs of one stack of which less and more is known: values hidden as previews hide them.

What is hidden is a value of an input and the output of the same name. What feeds it may be kept, be missing, be outside
the stack's view, or be a resource that is of no help: all of these occur where programs look things up.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from preflight.protocol import wire
from preflight.protocol.resource import Resource

Sources = Literal["kept", "none", "outside", "unrelated"]
SOURCES: tuple[Sources, ...] = ("kept", "none", "outside", "unrelated")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Hidden:
    """One value that is hidden: of which resource, where inside its properties, and what feeds it."""

    urn: str
    path: Path
    sources: Sources

    def __str__(self) -> str:
        return f"{self.urn.rsplit('::', 1)[-1]}.{'.'.join(map(str, self.path))} (sources {self.sources})"


def places(resources: list[Resource]) -> list[tuple[str, Path]]:
    """Every value that may be hidden: each input of a resource of a provider, and each value inside one."""
    return [
        (resource.urn, path)
        for resource in resources
        if resource.type.startswith(("aws:", "aws-native:"))
        for key, value in sorted(resource.inputs.items())
        if not key.startswith("__") and value is not None
        for path in _paths((key,), value)
    ]


def _paths(path: Path, value: Any) -> Iterator[Path]:
    yield path
    if isinstance(value, dict) and wire.SIGNATURE not in value:
        for key, item in sorted(value.items()):
            yield from _paths((*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths((*path, index), item)


def possible(resources: list[Resource], hidden: Hidden) -> bool:
    """Whether a program can hide the value so: what is read from elsewhere names nothing that the stack makes."""
    if hidden.sources != "outside":
        return True
    made = {text for each in resources for text in _texts(list(each.outputs.values())) if each.urn != hidden.urn}
    return not any(text in made for text in _texts(_value(resources, hidden)))


def _value(resources: list[Resource], hidden: Hidden) -> Any:
    value: Any = next(each.inputs for each in resources if each.urn == hidden.urn)
    for step in hidden.path:
        value = value[step]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def fed_otherwise(resources: list[Resource], hidden: list[Hidden]) -> list[Resource]:
    """The stack with what feeds the values that are to be hidden: it is the same before and after they are known."""
    unrelated = next((each.urn for each in resources if each.type == "aws:ec2/vpc:Vpc"), "")
    found = {each.urn: each for each in resources}
    for each in hidden:
        resource, key = found[each.urn], str(each.path[0])
        feeds = dict(resource.property_dependencies)
        if each.sources == "none":
            feeds.pop(key, None)
        elif each.sources == "outside":
            feeds[key] = ()
        elif each.sources == "unrelated" and unrelated and resource.urn != unrelated:
            feeds[key] = (unrelated,)
        found[each.urn] = replace(resource, property_dependencies=feeds)
    return list(found.values())


def without(resources: list[Resource], hidden: list[Hidden]) -> list[Resource]:
    """The stack with values hidden, in inputs and outputs alike."""
    found = {each.urn: each for each in resources}
    for each in hidden:
        resource = found[each.urn]
        inputs, outputs = copy.deepcopy(resource.inputs), copy.deepcopy(resource.outputs)
        _hide(inputs, each.path)
        _hide(outputs, each.path)
        found[each.urn] = replace(resource, inputs=inputs, outputs=outputs)
    return list(found.values())


def _hide(properties: Any, path: Path) -> None:
    for step in path[:-1]:
        try:
            properties = properties[step]
        except (KeyError, IndexError, TypeError):
            return
    last = path[-1]
    inside = (
        last in properties if isinstance(properties, dict) else isinstance(properties, list) and last < len(properties)
    )
    if inside:
        properties[last] = wire.UNKNOWN
