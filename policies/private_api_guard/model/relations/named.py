"""What names something: the values of some properties, of which each refers to something or stands for itself."""

from typing import TypeAlias

from ..values import Block, Resource, Stack

# A property, and the families that it refers to; none where it is a text that stands for itself.
Field: TypeAlias = tuple[str, tuple[str, ...]]
# The keys and texts by which something is named.
Name: TypeAlias = tuple[str, ...]
_VERBS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")


def name_of(
    stack: Stack, resource: Resource, fields: tuple[Field, ...], block: Block | None = None, within: str = ""
) -> Name | None:
    """The values of some properties, or of an object's `within` one; `None` where one is not known, or not set."""
    found: list[str] = []
    for key, families in fields:
        if not families:
            value = (block or resource).text(key).map(_same).known
        elif block is None:
            value = stack.refer(resource, key, *families).key
        else:
            value = stack.refer_value(resource, within, block.text(key), *families).key
        if not value:
            return None
        found.append(value)
    return tuple(found)


def _same(text: str) -> str:
    """Verbs are the same in any case."""
    return text.upper() if text.upper() in _VERBS else text
