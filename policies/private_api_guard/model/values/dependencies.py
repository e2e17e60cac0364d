"""What is made before a resource."""

from collections.abc import Callable, Iterable, Mapping

from .resource import Resource


class Dependencies:
    """Transitive dependencies, found once for each resource that is asked for."""

    def __init__(self, by_urn: Mapping[str, Resource], descendants: Callable[[str], Iterable[Resource]]) -> None:
        self._by_urn = by_urn
        self._descendants = descendants
        self._found: dict[str, frozenset[str]] = {}

    def of(self, urn: str) -> frozenset[str]:
        """URNs of everything that is made before a resource: its dependencies, theirs, and so on."""
        if urn not in self._found:
            self._found[urn] = frozenset(self._walk(urn))
        return self._found[urn]

    def _walk(self, urn: str) -> set[str]:
        seen: set[str] = set()
        waiting = [urn]
        while waiting:
            resource = self._by_urn.get(waiting.pop())
            if resource is None:
                continue
            fed = [source for urns in resource.property_dependencies.values() for source in urns]
            for source in (*resource.dependencies, *fed):
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
                    # Whoever depends on a component waits for all that is inside it.
                    inside = self._inside(source)
                    waiting.extend(inside - seen)
                    seen |= inside
        return seen

    def _inside(self, urn: str) -> set[str]:
        resource = self._by_urn.get(urn)
        return {child.urn for child in self._descendants(urn)} if resource is not None and resource.component else set()
