"""The actions that a stack needs, and what each is needed on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import Registration, Registrations
from preflight.provider.schema import is_aws
from preflight.rights.table import Row, row_of

_ROLE = "aws:iam/role:Role"
_ROLE_ARN = re.compile(r"arn:[a-z-]*:iam::[0-9]*:role/(.+)")
# What gives a resource a role: `roleArn`, `executionRoleArn`, `credentials`, `iamInstanceProfile`.
_GIVES_A_ROLE = re.compile(r"role|credentials|instanceprofile", re.IGNORECASE)
# Types of Pulumi's that make no call to AWS, and those that Cloud Control makes.
_NATIVE = "aws-native:"


@dataclass(frozen=True)
class Needed:
    """What a stack needs: actions, with the ARNs they are needed on.

    `unknown` are types of AWS whose actions nobody knows here; `others` are packages that are not AWS's.
    """

    actions: dict[str, set[str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def needed(registrations: Registrations) -> Needed:
    """What whoever creates, reads, updates and deletes the registered resources needs."""
    resources = [
        each for each in registrations if each.kind != "component" and not each.type.startswith(urns.PROVIDERS)
    ]
    ours = [each for each in resources if is_aws(each.type)]
    rows = {each.type: row_of(each.type) for each in ours}
    stack = _Stack(registrations)
    actions: dict[str, set[str]] = {}
    for each in ours:
        row = rows[each.type]
        if row is None:
            continue
        for action in row.read if each.kind == "read" else row.actions:
            arns = stack.arns(each, row, action)
            if arns:
                actions.setdefault(action, set()).update(arns)
    native = {each.type for each in resources if each.type.startswith(_NATIVE)}
    return Needed(
        actions,
        unknown=tuple(sorted(native | {token for token, row in rows.items() if row is None})),
        others=tuple(sorted({each.package for each in resources if not is_aws(each.type)} - {"aws-native", "pulumi"})),
    )


class _Stack:
    """What is known of names, roles and Regions in a stack."""

    def __init__(self, registrations: Registrations) -> None:
        self._by_urn: Mapping[str, Registration] = {each.urn: each for each in registrations}
        self._region = registrations.identity.config.get("aws:region", "*")
        roles = [each for each in registrations if each.type == _ROLE]
        self._roles = {each.urn: _name_of(each, "name") for each in roles if each.kind != "read"}

    def arns(self, resource: Registration, row: Row, action: str) -> set[str]:
        """What a resource needs an action on; nothing where it does not need it."""
        region = self._region_of(resource)
        arns = set()
        for pattern in row.narrowed(action):
            for filled in self._filled(pattern, resource, row):
                arns.add(filled if filled == "*" else f"arn:{_partition(region)}:{filled.replace('{region}', region)}")
        return arns

    def _filled(self, pattern: str, resource: Registration, row: Row) -> Iterator[str]:
        if "{passed}" in pattern:
            return (pattern.replace("{passed}", name) for name in self._passed(resource))
        if "{role}" in pattern:
            return (pattern.replace("{role}", name) for name in self._roles_above(resource) or {"*"})
        return iter((pattern.replace("{name}", _name_of(resource, row.named_by)),))

    def _passed(self, resource: Registration) -> set[str]:
        """The roles that a resource is given: those of the stack that it is made from, and those it has the ARNs of."""
        named = (match[1] for match in map(_ROLE_ARN.fullmatch, _texts(resource.inputs)) if match)
        found = self._roles_above(resource) | {*named}
        given = [value for key, value in resource.inputs.items() if _GIVES_A_ROLE.search(key)]
        return found or ({"*"} if any(map(wire.has_unknown, given)) else set())

    def _roles_above(self, resource: Registration) -> set[str]:
        """The names of the stack's roles that a resource depends on, however indirectly."""
        seen: set[str] = set()
        left = [resource.urn]
        while left:
            urn = left.pop()
            if urn not in seen and urn in self._by_urn:
                seen.add(urn)
                each = self._by_urn[urn]
                left += [*each.dependencies, *(urn for listed in each.property_dependencies.values() for urn in listed)]
        return {name for urn, name in self._roles.items() if urn in seen - {resource.urn}}

    def _region_of(self, resource: Registration) -> str:
        provider = self._by_urn.get(urns.of_reference(resource.provider)) if resource.provider else None
        for said in (resource.inputs.get("region"), provider.inputs.get("region") if provider else None):
            if said is not None:
                return said if isinstance(said, str) and not wire.is_unknown(said) else "*"
        return self._region


def _name_of(resource: Registration, named_by: str) -> str:
    """A resource's name in AWS, with `*` for what is not known of it, and the path that it has in IAM."""
    given = resource.inputs.get(named_by)
    prefix = resource.inputs.get(f"{named_by}Prefix")
    if given is None:  # Pulumi makes it from the logical name, with some digits behind
        name = f"{prefix if isinstance(prefix, str) and not wire.is_unknown(prefix) else resource.name}*"
    else:
        name = given.strip("/") if isinstance(given, str) and not wire.is_unknown(given) else "*"
    path = resource.inputs.get("path")
    if resource.type.startswith("aws:iam/") and path is not None:
        return f"{path.strip('/')}/{name}".strip("/") if isinstance(path, str) and not wire.is_unknown(path) else "*"
    return name


def _texts(value: wire.Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.values()])
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _partition(region: str) -> str:
    """AWS's partition that a Region is in: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
