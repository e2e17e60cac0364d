"""Values that AWS does not take together; the providers do not compare them."""

from collections.abc import Iterator
from dataclasses import dataclass

from .demand import Where, asked
from .values import Resource, Stack


@dataclass(frozen=True)
class Clash:
    """That no resource of a family is as `where` says, and sets all properties that `given` names."""

    family: str
    where: Where = ()
    given: tuple[str, ...] = ()

    def found(self, stack: Stack) -> Iterator[Resource]:
        """The resources of which it is known that they are and do."""
        for resource in stack.of(self.family):
            sets = (resource.value(key).known for key in self.given)
            if not resource.silent and asked(resource, self.where) and all(sets):
                yield resource
