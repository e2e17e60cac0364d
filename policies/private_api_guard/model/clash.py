"""Values that AWS does not take together; the providers do not compare them."""

from collections.abc import Iterator
from dataclasses import dataclass

from .demand import Where, asked
from .values import Resource, Stack


@dataclass(frozen=True)
class Clash:
    """That no resource of a family is as `where` says."""

    family: str
    where: Where

    def found(self, stack: Stack) -> Iterator[Resource]:
        """The resources of which it is known that they are."""
        return (each for each in stack.of(self.family) if not each.silent and asked(each, self.where))
