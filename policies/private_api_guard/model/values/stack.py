"""The resources of one stack, and the resolution of references between them."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ..families import SUBNETS, VPCS
from .feeds import Feeds
from .reference import NOTHING, Key, Reference, grouped
from .resource import Resource
from .unknown import UNKNOWN, has_unknown
from .values import as_plain

_DEFAULT_GROUP = "ec2.DefaultSecurityGroup"
# By what programs look other things up: a value that is made from one of these may be anything.
_LOOKED_UP_BY = (*VPCS, *SUBNETS)
# What of the network may be read from elsewhere, with `get`, and is then taken as what is outside the stack.
_READ = frozenset({"ec2.Subnet", "ec2.SecurityGroup"})


class Stack:
    """An index over the resources that the program asks for."""

    def __init__(self, resources: Iterable[Resource], *, recorded: bool = True) -> None:
        """Order does not matter: the engine sends resources in no fixed one, so they are sorted by URN here."""
        self.recorded = recorded
        self.resources = sorted(resources, key=lambda resource: resource.urn)
        # What stands inside another resource shares its URN and comes after it; a URN means the resource itself.
        self.by_urn = {resource.urn: resource for resource in reversed(self.resources)}
        self._feeds = Feeds(self)
        self._references: dict[tuple[Resource, str, tuple[str, ...]], Reference] = {}
        self._families = grouped((resource.family, resource) for resource in self.resources)

    def of(self, *families: str) -> list[Resource]:
        """All resources of the families, in order of URN."""
        return [resource for family in families for resource in self._families.get(family, ())]

    @property
    def place(self) -> tuple[str, str]:
        """The names of the stack and its project, which every URN has: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
        stack, project = [*(self.resources[0].urn if self.resources else "").split("::"), ""][:2]
        return stack.removeprefix("urn:pulumi:"), project

    @cached_property
    def children(self) -> dict[str, tuple[Resource, ...]]:
        """Children by the URN of their parent."""
        return grouped((resource.parent, resource) for resource in self.resources)

    def descendants(self, urn: str) -> Iterator[Resource]:
        """Children of a component, of any depth."""
        waiting, seen = [urn], {urn}
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child.urn not in seen:
                    seen.add(child.urn)
                    yield child
                    waiting.append(child.urn)

    @cached_property
    def _identities(self) -> dict[str, dict[str, list[Resource]]]:
        """Resources by what names them, then by family: one text, such as a role's name, may name many things."""
        found: dict[str, dict[str, list[Resource]]] = {}
        for resource in self.resources:
            for identity in resource.identities:
                found.setdefault(identity, {}).setdefault(resource.family, []).append(resource)
        return found

    def named(self, value: str, *families: str) -> Resource | None:
        """The resource of the families that a known value names, if exactly one does."""
        found = self._named(value, families)
        return found[0] if len(found) == 1 else None

    def _named(self, value: str, families: tuple[str, ...]) -> list[Resource]:
        listed = self._identities.get(value)
        if listed is None:
            return []
        found = [resource for family in families for resource in listed.get(family, ())]
        if len(found) > 1:
            found = [each for each in found if value in (each.outputs.get("id"), each.outputs.get("arn"))] or found
        return found

    def refer_name(self, resource: Resource, key: str, name: str, *families: str) -> Reference:
        """What a name that stands inside a property refers to.

        Two Regions, or two accounts, may have things of one name: then the one is meant that feeds the property, else
        the one of the same Region, else it is not known which.
        """
        found = self._named(name, families)
        if len(found) > 1:
            region = resource.get("region")
            found = (
                [each for each in found if each.urn in resource.feeds(key)]
                or [each for each in found if region is not None and each.get("region") == region]
                or found
            )
        if not found:
            return Reference(literals=(name,))
        return Reference(tuple(found), certain=len(found) == 1, where=f"{resource.name}.{key}")

    def refer(self, resource: Resource, key: str, *families: str) -> Reference:
        """What a top-level property of a resource refers to."""
        asked = (resource, key, families)
        known = self._references.get(asked)
        if known is None:
            known = self._references[asked] = self._referred(resource, key, resource.get(key), families)
        return known

    def referring(self, family: str, key: str, *families: str) -> Iterator[tuple[Resource, Reference]]:
        """The resources of a family, each with what one of its properties refers to."""
        return ((resource, self.refer(resource, key, *families)) for resource in self.of(family))

    def associated(
        self, resource: Resource, key: str, *families: str, by: str, named: tuple[str, *tuple[str, ...]]
    ) -> list[Reference]:
        """What resources of the family `by` refer to that also name a resource, or may: by a property, of types."""
        return [
            self.refer(each, key, *families)
            for each, meant in self.referring(by, *named)
            if meant.may_mean(resource.urn)
        ]

    def refer_value(
        self, resource: Resource, key: str, value: Any, *families: str, repeated: bool = False
    ) -> Reference:
        """What a value inside a top-level property refers to: a text or a list of texts, as they stand or as `Value`s.

        Evidence in this order: equality of known values, the resources that feed the property. The engine tells what
        feeds a property only as a whole, so several unknown values share their candidates. More unknown values than
        candidates mean something outside the stack's view, unless the values may be `repeated`.
        """
        return self._referred(resource, key, as_plain(value), families, repeated=repeated)

    def _referred(
        self, resource: Resource, key: str, value: Any, families: tuple[str, ...], *, repeated: bool = False
    ) -> Reference:
        found = self._refer(resource, key, value, families, repeated=repeated)
        in_vpc = _DEFAULT_GROUP in families and (found.unknown or found.literals)
        return self._with_default_groups(resource, key, found) if in_vpc else found

    def _refer(
        self, resource: Resource, key: str, value: Any, families: tuple[str, ...], *, repeated: bool
    ) -> Reference:
        if value is None:
            return NOTHING
        where = f"{resource.name}.{key}"
        if has_unknown(value) and self._was_read(resource, key, families):
            return Reference(literals=(f"what {where} was read as",))
        if value is UNKNOWN:
            fed = self._feeds.of(resource, key, families)
            return Reference(fed, (), len(fed) == 1, not fed, where)
        items = value if isinstance(value, list) else [value]
        known = [item for item in items if isinstance(item, str) and item]
        blind = sum(item is UNKNOWN for item in items)
        resources, literals, several = self._equal(resource, key, known, families)
        if not blind:
            return Reference(tuple(resources + several), tuple(literals), certain=not several, where=where)
        candidates = [found for found in self._feeds.of(resource, key, families) if found not in resources]
        candidates += [each for each in several if each not in candidates]
        certain = not several and (blind >= len(candidates) or len(candidates) == 1)
        lost = not candidates or (blind > len(candidates) and not repeated)
        return Reference(tuple(resources + candidates), tuple(literals), certain, lost, where)

    def _was_read(self, resource: Resource, key: str, families: tuple[str, ...]) -> bool:
        """Whether unknown subnets or groups come from elsewhere: the property is listed, and nothing feeds it them."""
        if key not in resource.property_dependencies or not _READ.intersection(families):
            return False
        along = any(each.family in VPCS for each in self.sources(resource, key))
        return not along and not self._feeds.of(resource, key, families)

    def default_group(self, vpc: str | None) -> Reference:
        """The default security group of a VPC: the resource that manages it, else a key that stands for it."""
        managed = [each for each in self.of(_DEFAULT_GROUP) if self.refer(each, "vpcId", *VPCS).key == vpc]
        if managed:
            return Reference(tuple(managed))
        name = vpc.rsplit("::", 1)[-1] if vpc else "an unknown VPC"
        return Reference(literals=(f"the default security group of {name}",))

    def _with_default_groups(self, resource: Resource, key: str, found: Reference) -> Reference:
        """A reference in which `vpc.default_security_group_id` means the group that AWS makes along with a VPC."""
        named = [(each, self.named(each, *VPCS)) for each in found.literals]
        fed = [self.by_urn[urn] for urn in resource.feeds(key) if urn in self.by_urn] if found.unknown else []
        vpcs = [vpc for _, vpc in named if vpc is not None]
        made = [each for each in fed if each.family in VPCS]
        if not vpcs and len(made) != 1:
            return found
        groups = [self.default_group(vpc.urn) for vpc in (*vpcs, *(made if len(made) == 1 else ()))]
        return Reference(
            (*found.resources, *(each for group in groups for each in group.resources)),
            (*(each for each, vpc in named if vpc is None), *(each for group in groups for each in group.literals)),
            found.certain or not found.resources,
            found.unknown and len(made) != 1,
            found.where,
            f"{found.where}, made from {made[0].name}, is its default security group" if len(made) == 1 else "",
        )

    def sources(self, resource: Resource, key: str) -> list[Resource]:
        """The resources from which a property was made directly; none where one of them is out of view."""
        feeds = resource.feeds(key)
        return [self.by_urn[urn] for urn in feeds] if all(urn in self.by_urn for urn in feeds) else []

    def made_from(self, resource: Resource, key: str, *families: str) -> tuple[Resource, ...]:
        """The resources of some families that a property is made from, also by way of others that pass them on."""
        return self._feeds.of(resource, key, families)

    def misled(self, resource: Resource, key: str, *wanted: str) -> Resource | None:
        """The resource of a VPC or load balancer that an unknown value names, where none of the wanted families can be.

        An unknown ARN of something else than what a property asks for shows by what feeds it.
        """
        if resource.get(key) is not UNKNOWN:
            return None
        sources = self.sources(resource, key)
        asked = [each for each in sources if each.family not in (*wanted, *_LOOKED_UP_BY)]
        other = [each for each in asked if each.family.startswith(("lb.", "ec2."))]
        return other[0] if other and len(other) == len(sources) else None

    def _equal(
        self, resource: Resource, key: str, known: list[str], families: tuple[str, ...]
    ) -> tuple[list[Resource], list[Key], list[Resource]]:
        """What known values name: resources, literals of what is outside the stack, and candidates of one name."""
        resources: dict[str, Resource] = {}
        literals: list[Key] = []
        several: dict[str, Resource] = {}
        for value in dict.fromkeys(known):
            named = self.refer_name(resource, key, value, *families)
            literals += named.literals
            (resources if named.certain else several).update({each.urn: each for each in named.resources})
        return list(resources.values()), literals, [each for each in several.values() if each.urn not in resources]

    def depends(self, resource: Resource) -> frozenset[str]:
        """URNs of everything that is made before a resource: its dependencies, theirs, and so on."""
        return self._feeds.before(resource.urn)
