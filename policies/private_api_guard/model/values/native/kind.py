"""How one type of aws-native resource is said in pulumi-aws: names, and functions for what has another shape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..resource import Resource
from ..unknown import UNKNOWN

Bag = dict[str, Any]
Shape = Callable[[Bag], Bag]
Parts = Callable[[Resource, Resource], Iterator[Resource]]


@dataclass(frozen=True)
class Kind:
    """One type.

    `name` is pulumi-aws's (`lb.Listener`); `names` are what properties are called there, `answers` the same for those
    that only outputs have (ids and ARNs). What follows works on a bag that has the new names already: `inner` changes
    the objects that a property holds, `shape` the whole. `feeds` says for a property which others get its value, so
    that what feeds it feeds them. `parts` makes further resources out of one.
    """

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    shape: Shape | None = None
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Parts | None = None
    inner: Mapping[str, Callable[[Bag], Any]] = field(default_factory=dict)

    def translate(self, resource: Resource) -> Iterator[Resource]:
        """The resource and its parts."""
        translated = replace(
            resource,
            type=token(self.name),
            inputs=None if resource.inputs is None else self._bag(resource.inputs, self.names),
            outputs=self._bag(resource.outputs, {**self.names, **self.answers}),
            property_dependencies=self._dependencies(resource.property_dependencies),
        )
        yield translated
        if self.parts is not None:
            yield from self.parts(resource, translated)

    def _bag(self, bag: Mapping[str, Any], names: Mapping[str, str]) -> Bag:
        """A bag under the new names. One without anything says nothing, so that nothing is added to it."""
        given = present({names.get(key, key): bag.get(key) for key in bag})
        for key in self.inner.keys() & given.keys():
            given[key] = each(given[key], self.inner[key])
        return self.shape(given) if self.shape is not None and bag else given

    def _dependencies(self, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, urns in given.items():
            for name in self.feeds.get(key, (self.names.get(key, key),)):
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *urns)))
        return found


def token(name: str) -> str:
    """The type token of pulumi-aws: `aws:lb/listener:Listener` for `lb.Listener`."""
    module, kind = name.split(".")
    return f"aws:{module}/{kind[0].lower()}{kind[1:]}:{kind}"


def present(bag: Bag) -> Bag:
    """A bag without the properties that are not set."""
    return {key: value for key, value in bag.items() if value is not None}


def part(owner: Resource, name: str, inputs: Bag, feeds: Mapping[str, tuple[str, ...]]) -> Resource:
    """A resource that stands inside another. What it is made from, the other is made from."""
    return replace(owner, type=token(name), inputs=inputs, outputs={}, property_dependencies=dict(feeds))


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


def renamed(bag: Bag, names: Mapping[str, str]) -> Bag:
    """An object under other names."""
    return {names.get(key, key): item for key, item in bag.items()}


def renaming(names: Mapping[str, str]) -> Callable[[Bag], Bag]:
    """What puts an object under other names."""
    return lambda bag: renamed(bag, names)


# A launch template, as instances and groups name it.
LAUNCH_TEMPLATE: Final = {"launchTemplate": renaming({"launchTemplateId": "id", "launchTemplateName": "name"})}


def only(key: str) -> Shape:
    """What takes the one item of a list: CloudFormation has a list where there can be only one."""

    def shape(bag: Bag) -> Bag:
        listed = bag.get(key)
        return {**bag, key: listed[0]} if isinstance(listed, list) and len(listed) == 1 else bag

    return shape


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
