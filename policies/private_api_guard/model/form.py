"""What AWS demands of a text; the providers do not look at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .demand import Where, asked
from .values import Resource, Stack, Value


class Owner(NamedTuple):
    """What a property names: a resource of a family, of which something is asked as well."""

    key: str
    family: str
    where: Where


@dataclass(frozen=True)
class Form:
    """That a text of a family is all as a pattern says, asked where `where` holds of the resource and its owner."""

    family: str
    key: str
    pattern: re.Pattern[str]
    where: Where = ()
    owner: Owner | None = None

    def broken(self, stack: Stack) -> Iterator[tuple[Resource, Value[str]]]:
        """The resources of which it is known that the text is another, with that."""
        for resource in stack.of(self.family):
            text = resource.text(self.key)
            if text.known and not self.pattern.fullmatch(text.known) and self._asked(stack, resource):
                yield resource, text

    def _asked(self, stack: Stack, resource: Resource) -> bool:
        if self.owner is not None:
            owner = stack.refer(resource, self.owner.key, self.owner.family).one
            if owner is None or not asked(owner, self.owner.where):
                return False
        return asked(resource, self.where)
