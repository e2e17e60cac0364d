"""Which key of the stack file each resource is made from, so that tools can show people the line to change.

`PrivateApi` registers it as its output `madeFrom`: a list of `{"key": [...], "urns": [...]}`. What has no entry of its
own is made from the key of its parent.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi import Resource, ResourceTransformationArgs

_KEY: ContextVar[tuple[str, ...]] = ContextVar("key", default=())


@contextmanager
def made_from(*steps: str) -> Iterator[None]:
    """Whatever is made inside is made from the key that these steps lead to, below the key that surrounds them."""
    before = _KEY.set((*_KEY.get(), *steps))
    try:
        yield
    finally:
        _KEY.reset(before)


class Origins:
    """Notes the keys of resources, as a transformation of the component that they all belong to."""

    def __init__(self, project: str) -> None:
        """`project` is the namespace of the first step of each key."""
        self._project = project
        self._made: dict[Resource, tuple[tuple[str, ...], Resource | None]] = {}

    def note(self, args: ResourceTransformationArgs) -> None:
        """Called by the SDK for each resource before it is registered; it changes nothing."""
        self._made[args.resource] = _KEY.get(), args.opts.parent

    @property
    def output(self) -> list[dict[str, Any]]:
        """The keys with the URNs of what is made from them."""
        found: dict[tuple[str, ...], list[Any]] = {}
        for resource, (key, parent) in self._made.items():
            above = self._made[parent][0] if parent in self._made else ()
            if key != above:
                found.setdefault(key, []).append(resource.urn)
        return [{"key": [f"{self._project}:{key[0]}", *key[1:]], "urns": urns} for key, urns in found.items()]
