"""Two numbers of which AWS takes the first only up to the second: the providers do not compare them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from .demand import Where, asked
from .values import Resource, Stack, Value, Values


@dataclass(frozen=True)
class Bound:
    """That a number of a family is no higher than another one.

    Both are properties of the resource, or of each object in the lists that `within` names. Asked where `where` holds
    of whatever has them. What AWS keeps between the others by itself counts only where a program says it: it is
    `adjusted`.
    """

    family: str
    low: str
    high: str
    within: tuple[str, ...] = ()
    where: Where = ()
    adjusted: str = ""

    def broken(self, stack: Stack) -> Iterator[tuple[Resource, Value[int], Value[int]]]:
        """The resources of which it is known that it does not hold, with both numbers."""
        for resource in stack.of(self.family):
            if not self.adjusted or resource.sets(self.adjusted):
                for values in self._holders(resource):
                    low, high = values.number(self.low), values.number(self.high)
                    if _above(low, high) and asked(values, self.where):
                        yield resource, low, high

    def _holders(self, resource: Resource) -> Iterable[Values]:
        blocks = (resource.blocks(key).known or () for key in self.within)
        return chain.from_iterable(blocks) if self.within else (resource,)


def _above(low: Value[int], high: Value[int]) -> bool:
    return low.known is not None and high.known is not None and low.known > high.known
