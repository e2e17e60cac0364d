"""What a property refers to, as far as evidence goes."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..verdict import Verdict, closed, opened, unknown
from .resource import Resource

# An entity's key: the URN of a resource of the stack, or the literal by which something outside it is known.
Key = str


@dataclass(frozen=True)
class Reference:
    """The resources and literals that a property may mean.

    `resources` are of the stack, `literals` known values that name nothing in it. `certain` says that every one of
    them is really meant; otherwise they are candidates of which some are. `unknown` says that something may be meant
    that can not be named; then `where` tells which property. `presumed` says why they are taken to be meant, where the
    evidence admits others. `keys` are those of everything that is or may be meant.
    """

    resources: tuple[Resource, ...] = ()
    literals: tuple[str, ...] = ()
    certain: bool = True
    unknown: bool = False
    where: str = ""
    presumed: str = ""
    keys: tuple[Key, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", (*[resource.urn for resource in self.resources], *self.literals))

    @property
    def absent(self) -> bool:
        """Whether the property refers to nothing at all."""
        return not (self.resources or self.literals or self.unknown)

    @property
    def one(self) -> Resource | None:
        """The resource, where exactly one thing can be meant and it is in the stack."""
        return self.resources[0] if len(self.resources) == 1 and not (self.literals or self.unknown) else None

    @property
    def key(self) -> Key | None:
        """The key, where exactly one thing can be meant."""
        return self.keys[0] if len(self.keys) == 1 and not self.unknown else None

    @property
    def decided(self) -> bool:
        """Whether it is known what is meant: nothing, or things that are all certain."""
        return not self.unknown and (self.certain or len(self.keys) <= 1)

    def may_mean(self, key: Key) -> bool:
        """Whether the thing of that key can be meant."""
        return self.unknown or key in self.keys

    def means(self, key: Key) -> bool:
        """Whether the thing of that key is meant for certain."""
        return key in self.keys and (self.certain or len(self.keys) == 1) and not (self.unknown and not self.certain)

    def meaning(self, key: Key) -> Verdict:
        """Whether the thing of that key is meant."""
        if self.means(key):
            return opened()
        return unknown(self.where) if self.may_mean(key) else closed()

    def extended(self, more: Iterable["Reference"]) -> "Reference":
        """The same, with the resources of others that are meant as well."""
        resources = tuple(dict.fromkeys((*self.resources, *(found for each in more for found in each.resources))))
        return replace(self, resources=resources)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)


NOTHING = Reference()

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


def grouped(items: Iterable[tuple[_K | None, _T]]) -> dict[_K, tuple[_T, ...]]:
    """Items by what they belong to; those of which that is not known are left out."""
    found: dict[_K, list[_T]] = {}
    for key, item in items:
        if key is not None:
            found.setdefault(key, []).append(item)
    return {key: tuple(listed) for key, listed in found.items()}
