"""Lists of which AWS takes so many items; the providers do not count them."""

from collections.abc import Iterator
from dataclasses import dataclass

from .values import Resource, Stack


@dataclass(frozen=True)
class Limit:
    """How many items a list of a family has: a property, or one inside an object (`networkConfiguration.subnets`)."""

    family: str
    key: str
    least: int
    most: int

    def broken(self, stack: Stack) -> Iterator[tuple[Resource, int]]:
        """The resources whose list is known to have fewer or more, each with how many it has."""
        outer, _, inner = self.key.rpartition(".")
        for resource in stack.of(self.family):
            listed = (resource.block(outer) if outer else resource).value(inner).known
            if isinstance(listed, list) and not self.least <= len(listed) <= self.most:
                yield resource, len(listed)
