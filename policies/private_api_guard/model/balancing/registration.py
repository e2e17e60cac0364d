"""Readers of registrations: what they share, and who else may register targets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from ..compute.instance import Instance, by_address, instance
from ..compute.scaling_group import ScalingGroup, scaling_group
from ..network.network import Networks
from ..network.security_group import SecurityGroups
from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from .target import Target


@dataclass(frozen=True)
class Surroundings:
    """The stack, and the parts of the model in which readers look up where a target runs."""

    stack: Stack
    networks: Networks
    groups: SecurityGroups

    @cached_property
    def by_address(self) -> dict[str, tuple[Resource, ...]]:
        """Instances and network interfaces by their known private addresses."""
        return by_address(self.stack)

    def groups_in(self, subnets: Reference, named: Reference) -> Reference:
        """The groups that are named, else the default one of the subnets' VPC."""
        return self.groups.default(self.networks.vpc_of(subnets)) if named.absent else named

    def instance(self, resource: Resource) -> Instance:
        """An instance or network interface."""
        found = instance(self.stack, resource)
        return replace(found, groups=self.groups_in(found.subnets, found.groups))

    def scaling_group(self, resource: Resource) -> ScalingGroup:
        """An Auto Scaling group."""
        found = scaling_group(self.stack, resource)
        return replace(found, groups=self.groups_in(found.subnets, found.groups))


Reader: TypeAlias = Callable[[Surroundings, Resource], Iterator[Target]]


def foreign_users(stack: Stack, group: Key) -> Iterator[Resource]:
    """Resources of other providers that are made from a target group: a TargetGroupBinding of Kubernetes, say."""
    for resource in stack.resources:
        # A component has no id.
        foreign = not resource.type.startswith(("aws:", "aws-native:", "pulumi:")) and "id" in resource.outputs
        if foreign and any(group in urns for urns in resource.property_dependencies.values()):
            yield resource
