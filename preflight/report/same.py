"""Which resource of one report is which of another: by URN, by alias, then by shape."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from preflight.protocol import urn as urns
from preflight.report.listed import ListedResource


def same(before: Sequence[ListedResource], after: Sequence[ListedResource]) -> dict[str, str]:
    """What each resource of `before` that is still there is called in `after`, by URN.

    A shape is a type below the same parent, with the same name or the one that a renamed parent gives, with equal
    inputs, or alone in its kind on both sides. Parents are looked for before their children.
    """
    there = {each.urn for each in after}
    found = {each.urn: each.urn for each in before if each.urn in there}
    aliases = {alias: each.urn for each in after if each.urn not in found for alias in each.aliases}
    found |= {each.urn: aliases[each.urn] for each in before if each.urn not in found and each.urn in aliases}
    for depth in sorted({_depth(each) for each in before}):
        for shape in (_of_the_same_name, _named_after_parent, _of_equal_inputs, _alone):
            left = [each for each in before if each.urn not in found and _depth(each) == depth]
            new = {*found.values()}
            _match(left, [each for each in after if each.urn not in new], shape, found)
    return found


def _match(
    before: Iterable[ListedResource],
    after: Iterable[ListedResource],
    shape: Callable[[ListedResource, str], Hashable],
    found: dict[str, str],
) -> None:
    """Takes those in whose shape only one of each side has."""
    news = _by_shape(after, lambda each: shape(each, each.parent))
    olds = _by_shape(before, lambda each: shape(each, found.get(each.parent, each.parent)))
    for key, (old, *others) in olds.items():
        if key is not None and not others and len(news.get(key, ())) == 1:
            found[old.urn] = news[key][0].urn


def _by_shape(
    resources: Iterable[ListedResource], shape: Callable[[ListedResource], Hashable]
) -> Mapping[Hashable, list[ListedResource]]:
    grouped: dict[Hashable, list[ListedResource]] = defaultdict(list)
    for each in resources:
        grouped[shape(each)].append(each)
    return grouped


def _of_the_same_name(resource: ListedResource, parent: str) -> Hashable:
    return resource.type, parent, resource.name


def _named_after_parent(resource: ListedResource, parent: str) -> Hashable:
    """A type below what the parent is now, and the name: what begins with the parent's begins with its name of now."""
    before = urns.name_of(resource.parent)
    if not resource.parent or not resource.name.startswith(before):
        return None
    return resource.type, parent, urns.name_of(parent) + resource.name.removeprefix(before)


def _of_equal_inputs(resource: ListedResource, parent: str) -> Hashable:
    return (resource.type, parent, resource.digest) if resource.digest else None


def _alone(resource: ListedResource, parent: str) -> Hashable:
    return resource.type, parent


def _depth(resource: ListedResource) -> int:
    """How many types a URN has above its own; the stack, which URNs leave out, is above all."""
    return -1 if resource.type == urns.ROOT_TYPE else urns.qualified_type(resource.urn).count("$")
