"""What can be said of a resource's arguments, and of those of what it names: the words of which rows are made.

A condition answers with its evidence where it is known to hold, and else with nothing: of what only the update will
tell neither a condition nor its opposite holds.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..values import Block, Resource, Stack, Value, Values

Evidence: TypeAlias = tuple[str, ...]
# A family, empty for that of the resource which is asked, and a property of it: `networkConfiguration.subnets`.
Read: TypeAlias = tuple[str, str]


class Asked(NamedTuple):
    """What is asked: the values of a resource, or of an object inside one."""

    stack: Stack
    resource: Resource
    values: Values

    def value(self, key: str) -> tuple[Values, str]:
        """What has a property, which may be inside of objects, and how it is called there."""
        *outer, inner = key.split(".")
        values = self.values
        for name in outer:
            values = values.block(name)
        return values, inner

    def text(self, key: str) -> Value[str]:
        """A property as text; a list of one text counts as that."""
        values, inner = self.value(key)
        listed = values.texts(inner).known or ()
        return listed[0] if len(listed) == 1 else values.text(inner)

    def blocks(self, key: str) -> tuple["Asked", ...] | None:
        """The objects in a list, or in a text of JSON that is one; `None` where none is known."""
        values, inner = self.value(key)
        whole = values.value(inner)
        if isinstance(whole.known, str):
            return _in_json(self, whole)
        blocks = values.blocks(inner).known or ()
        return tuple(Asked(self.stack, self.resource, block) for block in blocks) or None


@dataclass(frozen=True)
class Condition:
    """Something that holds of arguments or not. `reads` are the properties that decide it."""

    told: Callable[[Asked], Evidence]
    reads: tuple[Read, ...]

    def __and__(self, other: "Condition") -> "Condition":
        """Both hold."""

        def told(asked: Asked) -> Evidence:
            first = self.told(asked)
            second = other.told(asked) if first else ()
            return first + second if second else ()

        return Condition(told, self.reads + other.reads)

    def __or__(self, other: "Condition") -> "Condition":
        """One of them holds, or both."""
        return Condition(lambda asked: self.told(asked) or other.told(asked), self.reads + other.reads)


def of(key: str, told: Callable[[Asked], Evidence]) -> Condition:
    """A condition on one property."""
    return Condition(told, (("", key),))


def as_it_is(value: Value[str] | Value[int]) -> str:
    """What a property is, as evidence."""
    return f"{value.where} is {value}"


def _in_json(asked: Asked, text: Value[str]) -> tuple[Asked, ...] | None:
    try:
        listed = json.loads(text.known or "")
    except (ValueError, RecursionError):
        return None
    items: Iterable[object] = listed if isinstance(listed, list) else ()
    return tuple(Asked(asked.stack, asked.resource, Block(item, text.where)) for item in items) or None
