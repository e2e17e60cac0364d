"""Which resources of a stack a property is made from, as far as the engine tells, and which are made before it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .resource import Resource

if TYPE_CHECKING:
    from .stack import Stack

# How far a source is followed through resources that only pass it on (`stage.rest_api`, a component's output).
_STEPS = 3
Families = tuple[str, ...]
# Packages whose components run in a plugin, which hands out their outputs when all that is in them is made.
_REMOTE = ("awsx:", "eks:", "aws-apigateway:", "apigateway:")


class Feeds:
    """The resources that feed properties, and those that are made before a resource, each found once."""

    def __init__(self, stack: "Stack") -> None:
        self._stack = stack
        self._found: dict[tuple[Resource, str, Families], tuple[Resource, ...]] = {}
        self._literals: dict[tuple[Resource, Families], list[Resource]] = {}
        self._before: dict[str, frozenset[str]] = {}
        self._remote = {urn for urn, resource in stack.by_urn.items() if resource.type.startswith(_REMOTE)}

    def of(self, resource: Resource, key: str, families: Families) -> tuple[Resource, ...]:
        """Resources of the families that feed a property, also through others that only pass them on."""
        feeds = resource.property_dependencies.get(key)
        if not feeds:
            return ()
        if len(feeds) == 1:
            only = self._stack.by_urn.get(feeds[0])
            if only is not None and only.family in families:
                return (only,)
        asked = (resource, key, families)
        if asked not in self._found:
            self._found[asked] = tuple(self._trace(feeds, key, families, _STEPS, {resource.urn}))
        return self._found[asked]

    def _trace(self, urns: Iterable[str], key: str, families: Families, steps: int, seen: set[str]) -> list[Resource]:
        present = [self._stack.by_urn[urn] for urn in urns if urn in self._stack.by_urn]
        direct = [resource for resource in present if resource.family in families]
        if direct or not steps:
            return direct
        found: dict[str, Resource] = {}
        for resource in present:
            if resource.urn in seen:
                continue
            seen.add(resource.urn)
            for hit in self._passed_on(resource, key, families, steps, seen):
                found.setdefault(hit.urn, hit)
        return sorted(found.values(), key=lambda hit: hit.urn)

    def _passed_on(
        self, resource: Resource, key: str, families: Families, steps: int, seen: set[str]
    ) -> list[Resource]:
        """What a resource hands on: a component its children, any other what its own properties refer to.

        The property of the same name comes first: `resource_id=method.resource_id` means what the method's own does.
        """
        if resource.component:
            return [child for child in self._stack.descendants(resource.urn) if child.family in families]
        if not resource.property_dependencies:
            # Nothing feeds it, so that its literals are all it has to hand on, whoever asks.
            if (resource, families) not in self._literals:
                self._literals[resource, families] = self._by_literals(resource, families)
            return self._literals[resource, families]
        same = self._trace(resource.feeds(key), key, families, steps - 1, set(seen))
        if same:
            return same
        own = [urn for urns in resource.property_dependencies.values() for urn in urns]
        equal = self._by_literals(resource, families)
        return self._trace(dict.fromkeys(own), key, families, steps - 1, seen) or equal

    def _by_literals(self, resource: Resource, families: Families) -> list[Resource]:
        return [hit for value in resource.given_texts if (hit := self._stack.named(value, *families)) is not None]

    def before(self, urn: str) -> frozenset[str]:
        """URNs of everything that is made before a resource: its dependencies, theirs, and so on."""
        if urn in self._before:
            return self._before[urn]
        seen: set[str] = set()
        waiting = [urn]
        while waiting:
            waits = waiting.pop()
            resource = self._stack.by_urn.get(waits)
            if resource is None:
                continue
            fed = [source for urns in resource.property_dependencies.values() for source in urns]
            for source in (*resource.dependencies, *fed):
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
                    # Whoever depends on a component waits for all that is inside it.
                    inside = self._inside(source) | self._handed_out(source, waits)
                    waiting.extend(inside - seen)
                    seen |= inside
        return self._before.setdefault(urn, frozenset(seen))

    def _inside(self, urn: str) -> set[str]:
        resource = self._stack.by_urn.get(urn)
        return (
            {child.urn for child in self._stack.descendants(urn)}
            if resource is not None and resource.component
            else set()
        )

    def _handed_out(self, urn: str, waits: str) -> set[str]:
        """All that is in the remote components around a source, for what is outside of them."""
        around = self._around(urn)
        own = self._around(waits) if around else ()
        return {child.urn for each in around if each not in own for child in self._stack.descendants(each)}

    def _around(self, urn: str) -> tuple[str, ...]:
        """The remote components that a resource is in."""
        if not self._remote:
            return ()
        seen: list[str] = []
        resource = self._stack.by_urn.get(urn)
        while resource is not None and resource.parent and resource.parent not in seen:
            seen.append(resource.parent)
            resource = self._stack.by_urn.get(resource.parent)
        return tuple(each for each in seen if each in self._remote)
