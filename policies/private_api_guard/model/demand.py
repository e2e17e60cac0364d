"""What AWS demands and the provider leaves optional: left out, it is known to be missing in the first preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .values import Resource, Stack, Value, Values

# Properties, each with the values that it has one of; `None` among them stands for one that is not set.
Where: TypeAlias = tuple[tuple[str, tuple[str | None, ...]], ...]


@dataclass(frozen=True)
class Demand:
    """That resources of a family set one of some properties, asked where every property of `where` is as it says."""

    family: str
    one_of: tuple[str, ...]
    where: Where = ()

    def unmet(self, stack: Stack) -> Iterator[Resource]:
        """The resources that set none of them. What is not known yet is set."""
        for resource in stack.of(self.family):
            if (
                not resource.silent
                and asked(resource, self.where)
                and not any(_set(resource, key) for key in self.one_of)
            ):
                yield resource


def asked(values: Values, where: Where) -> bool:
    """Whether every property is known to have one of its values."""
    found = ((_text(values, key), expected) for key, expected in where)
    return all(not text.unknown and text.known in expected for text, expected in found)


def _text(values: Values, key: str) -> Value[str]:
    """A property, or one inside an object: `deploymentController.type`. A list of one text counts as that."""
    outer, _, inner = key.rpartition(".")
    holder = values.block(outer) if outer else values
    listed = holder.texts(inner).known or ()
    return listed[0] if len(listed) == 1 else holder.text(inner)


def _set(resource: Resource, key: str) -> bool:
    value = resource.value(key)
    return value.unknown or value.known not in (None, "", [], {})
