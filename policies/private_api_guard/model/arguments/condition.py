"""What can be said of a resource's arguments, and of those of what it names: the words of which rows are made.

A condition answers with its evidence where it is known to hold, and else with nothing: of what only the update will
tell neither a condition nor its opposite holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

from ..values import Block, Resource, Stack, Value, Values, objects

T = TypeVar("T")
Evidence: TypeAlias = tuple[str, ...]
# A family, empty for that of the resource which is asked, and a property of it: `networkConfiguration.subnets`.
Read: TypeAlias = tuple[str, str]


class Asked(NamedTuple):
    """What is asked: the values of a resource, or of an object inside one."""

    stack: Stack
    resource: Resource
    values: Values

    def value(self, key: str) -> Value[Any]:
        """A property as it stands; `key` may lead into objects."""
        return self._read(Values.value, key)

    def number(self, key: str) -> Value[int]:
        """A property as a whole number."""
        return self._read(Values.number, key)

    def mapping(self, key: str) -> Value[dict[str, Value[str]]]:
        """A map of texts."""
        return self._read(Values.mapping, key)

    def texts(self, key: str) -> tuple[Value[str], ...]:
        """The texts of a list; none where it is not known."""
        return self._read(Values.texts, key).known or ()

    def text(self, key: str) -> Value[str]:
        """A property as text; a list of one text counts as that."""
        listed = self.texts(key)
        return listed[0] if len(listed) == 1 else self._read(Values.text, key)

    def blocks(self, key: str) -> tuple["Asked", ...]:
        """The objects in a list, or in a text of JSON that is one; none where they are not known."""
        whole = self.value(key)
        if isinstance(whole.known, str):
            blocks = tuple(Block(item, whole.where) for item in objects(whole.known) or ())
        else:
            blocks = self._read(Values.blocks, key).known or ()
        return tuple(self._replace(values=block) for block in blocks)

    def _read(self, reader: Callable[[Values, str], Value[T]], key: str) -> Value[T]:
        *outer, inner = key.split(".")
        values = self.values
        for name in outer:
            values = values.block(name)
        return reader(values, inner)


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
