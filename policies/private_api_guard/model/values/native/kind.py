"""How one type of aws-native resource is said in pulumi-aws: names, and functions for what has another shape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..resource import Resource
from ..unknown import UNKNOWN

Bag = dict[str, Any]
Shape = Callable[[Bag], Bag]
Parts = Callable[[Resource, Resource], Iterator[Resource]]


def _same(bag: Bag) -> Bag:
    return bag


def _none(_native: Resource, _translated: Resource) -> Iterator[Resource]:
    yield from ()


@dataclass(frozen=True)
class Kind:
    """One type.

    `type` is pulumi-aws's token; `names` are what properties are called there, `answers` the same for those that only
    outputs have (ids and ARNs). `shape` works on a bag that has the new names already. `feeds` says for a property
    which others get its value, so that what feeds it feeds them. `parts` makes further resources out of one.
    """

    type: str
    names: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    shape: Shape = _same
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Parts = _none

    def translate(self, resource: Resource) -> Iterator[Resource]:
        """The resource and its parts."""
        translated = replace(
            resource,
            type=self.type,
            inputs=None if resource.inputs is None else self._bag(resource.inputs, self.names),
            outputs=self._bag(resource.outputs, {**self.names, **self.answers}),
            property_dependencies=self._dependencies(resource.property_dependencies),
        )
        yield translated
        yield from self.parts(resource, translated)

    def _bag(self, bag: Mapping[str, Any], names: Mapping[str, str]) -> Bag:
        """A bag under the new names. One without anything says nothing, so that nothing is added to it."""
        given = {names.get(key, key): bag.get(key) for key in bag}
        return self.shape({key: value for key, value in given.items() if value is not None}) if given else given

    def _dependencies(self, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, urns in given.items():
            for name in self.feeds.get(key, (self.names.get(key, key),)):
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *urns)))
        return found


def part(owner: Resource, token: str, inputs: Bag, feeds: Mapping[str, tuple[str, ...]]) -> Resource:
    """A resource that stands inside another. What it is made from, the other is made from."""
    return replace(owner, type=token, inputs=inputs, outputs={}, property_dependencies=dict(feeds))


def own(owner: Resource, key: str) -> tuple[Bag, dict[str, tuple[str, ...]]]:
    """A property by which a part refers to the resource that it stands in: a value that only it feeds."""
    return {key: UNKNOWN}, {key: (owner.urn,)}


def each(value: Any, change: Callable[[Bag], Any]) -> Any:
    """An object or a list of objects, each changed; what is not known stays so."""
    if isinstance(value, dict):
        return change(value)
    if isinstance(value, list):
        return [each(item, change) for item in value]
    return value


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """An object or a list of objects under other names."""
    return each(value, lambda bag: {names.get(key, key): item for key, item in bag.items()})


def inside(value: Any, key: str) -> Any:
    """A property of an object; unknown where the object is."""
    return value.get(key) if isinstance(value, dict) else value


def listed(value: Any) -> Any:
    """A value as a list of one; unknown or absent as it is."""
    return value if value is UNKNOWN or value is None or isinstance(value, list) else [value]


def pairs(bag: Bag, source: str, names: Mapping[str, str]) -> None:
    """Takes a list of `{key, value}` apart into properties. Of an unknown list each may be set, to anything."""
    value = bag.pop(source, None)
    if value is UNKNOWN or (isinstance(value, list) and UNKNOWN in value):
        bag.update(dict.fromkeys(names.values(), UNKNOWN))
        return
    for item in value if isinstance(value, list) else ():
        name = names.get(inside(item, "key")) if isinstance(item, dict) and isinstance(item.get("key"), str) else None
        if name is not None:
            bag[name] = item.get("value")


def gathered(bag: Bag, into: str, names: Mapping[str, str]) -> None:
    """Puts flat properties into an object."""
    found = {name: bag.pop(key) for key, name in names.items() if key in bag}
    if found:
        bag[into] = found
