"""What AWS makes once in one place: two listeners of one port, two rules of one priority, two routes of one key.

Source: the API reference of each call, which refuses the second one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..arguments import Asked, Condition
from ..values import Resource, Stack
from .named import Field, Name, name_of

_VARIABLE: Final = re.compile(r"\{.*\}")


@dataclass(frozen=True, kw_only=True)
class Single:
    """That no two resources of a family have the same values of some fields, which make them the same `what`.

    Asked of those of which `where` holds. `variables` says that the last field is a part of a path, of
    which every variable one is the same.
    """

    what: str
    family: str
    fields: tuple[Field, ...]
    where: Condition | None = None
    variables: bool = False


def again(stack: Stack, single: Single) -> Iterator[tuple[Resource, Resource]]:
    """What is made once more, each with the first of its kind. What is not known to be the same is another."""
    first: dict[Name, Resource] = {}
    for resource in sorted(stack.of(single.family), key=lambda each: (each.name, each.urn)):
        name = name_of(stack, resource, single.fields)
        if name is None or resource.silent or not _asked(stack, single, resource):
            continue
        last = "{}" if single.variables and _VARIABLE.fullmatch(name[-1]) else name[-1]
        other = first.setdefault((*name[:-1], last), resource)
        if other.urn != resource.urn:
            yield resource, other


def _asked(stack: Stack, single: Single, resource: Resource) -> bool:
    return single.where is None or bool(single.where.told(Asked(stack, resource, resource)))
