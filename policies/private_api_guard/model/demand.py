"""What AWS demands and the provider leaves optional: left out, it is known to be missing in the first preview."""

from collections.abc import Iterator
from dataclasses import dataclass

from .values import Resource, Stack, Value


@dataclass(frozen=True)
class Demand:
    """That resources of a family set one of some properties.

    Asked where every property of `where` has one of its values; `None` among them stands for one that is not set.
    """

    family: str
    one_of: tuple[str, ...]
    where: tuple[tuple[str, tuple[str | None, ...]], ...] = ()

    def unmet(self, stack: Stack) -> Iterator[Resource]:
        """The resources that set none of them. What is not known yet is set."""
        for resource in stack.of(self.family):
            if not resource.silent and self._asked(resource) and not any(_set(resource, key) for key in self.one_of):
                yield resource

    def _asked(self, resource: Resource) -> bool:
        found = ((_text(resource, key), expected) for key, expected in self.where)
        return all(None in expected if text.absent else text.known in expected for text, expected in found)


def _text(resource: Resource, key: str) -> Value[str]:
    """A property, or one inside an object: `deploymentController.type`."""
    outer, _, inner = key.rpartition(".")
    return resource.block(outer).text(inner) if outer else resource.text(key)


def _set(resource: Resource, key: str) -> bool:
    value = resource.value(key)
    return value.unknown or value.known not in (None, "", [], {})
