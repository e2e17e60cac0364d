"""What has to be made before something that names it, and what of it waits.

A resource that names another one by a literal does not wait for it: the engine makes both at the same time, and AWS
refuses what names something that is not there yet.

Sources: https://www.pulumi.com/docs/iac/concepts/resources/dependson/ and the API reference of each call.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..values import Block, Resource, Stack, grouped
from .named import Field, Name, name_of


@dataclass(frozen=True, kw_only=True)
class Precedence:
    """That a resource has to wait for what it names.

    `later` and `earlier` are families; the values of `names`, inside `within` where that is given, are those of `by`
    of what is meant. `whole` says that a stack which makes the API shows all of it that may be named.
    """

    later: str
    names: tuple[Field, ...]
    earlier: str
    by: tuple[Field, ...]
    within: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Early:
    """A resource that does not wait for what it names; `named` is empty where there is no such thing.

    `others` are what it could name instead.
    """

    resource: Resource
    named: tuple[Resource, ...]
    others: tuple[str, ...] = ()


def early(stack: Stack, precedence: Precedence) -> Iterator[Early]:
    """What does not wait for what it names. Where it is not known what it names, something else makes it wait."""
    later = stack.of(precedence.later)
    if not later:
        return
    there = _Named(stack, precedence)
    for resource in later:
        for block in _blocks(resource, precedence.within):
            name = name_of(stack, resource, precedence.names, block, precedence.within)
            if name is None:
                continue
            named = there.by_name.get(name, {})
            before = {resource.urn} | stack.depends(resource) if named else frozenset()
            if named and named.keys().isdisjoint(before):
                yield Early(resource, tuple(named.values()))
            elif precedence.whole and not named and there.shows(name):
                yield Early(resource, (), there.beside(name))


class _Named:
    """The resources that may be named, by what names them."""

    def __init__(self, stack: Stack, precedence: Precedence) -> None:
        self._stack = stack
        named = [(name_of(stack, each, precedence.by), each) for each in stack.of(precedence.earlier)]
        self._vague = any(name is None for name, _ in named)
        self.by_name = {name: {each.urn: each for each in listed} for name, listed in grouped(named).items()}
        self._by_owner = grouped((name[0], name[-1]) for name in self.by_name)

    def shows(self, name: Name) -> bool:
        """Whether the stack makes the thing's owner, and all that the owner has is known."""
        return not self._vague and name[0] in self._stack.by_urn and bool(self.beside(name))

    def beside(self, name: Name) -> tuple[str, ...]:
        """What else the owner has, by its own name."""
        return tuple(sorted(self._by_owner.get(name[0], ())))


def _blocks(resource: Resource, within: str) -> tuple[Block | None, ...]:
    return tuple(resource.blocks(within).known or ()) if within else (None,)
