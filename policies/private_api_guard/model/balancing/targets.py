"""The targets of a stack by target group: every registration is read by the reader of its type.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ..families import SCALING_GROUP, SERVICE, TASK_SET
from ..network.network import Networks
from ..values import Key, Resource, Stack, grouped
from .registrations import (
    of_attachment,
    of_deployment_group,
    of_fleet,
    of_fleet_attachment,
    of_service,
    of_traffic_source,
)
from .target import PLACED, Target, TargetKind
from .target_group import TargetGroup

Reader: TypeAlias = Callable[[Stack, Resource], Iterator[Target]]

READERS: Final[Mapping[str, Reader]] = {
    SERVICE: of_service,
    TASK_SET: of_service,
    SCALING_GROUP: of_fleet,
    "autoscaling.Attachment": of_fleet_attachment,
    "autoscaling.TrafficSourceAttachment": of_traffic_source,
    "lb.TargetGroupAttachment": of_attachment,
    "codedeploy.DeploymentGroup": of_deployment_group,
}


@dataclass(frozen=True)
class Targets:
    """Every target that is or may be registered, by the key of its target group.

    `adrift` are those of which nobody can say in which target group they are.
    """

    by_group: Mapping[Key, tuple[Target, ...]]
    adrift: tuple[Target, ...]

    def of(self, group: TargetGroup) -> tuple[Target, ...]:
        """The targets of a group; those without a port of their own take the group's."""
        ports = group.port.map(lambda port: (port, port))
        found = [replace(each, ports=ports) if each.ports.absent else each for each in self.by_group.get(group.key, ())]
        # Whatever its id, what a group of type lambda hands requests to is a function.
        functions = group.kind.is_("lambda").open
        return tuple(replace(each, kind=TargetKind.FUNCTION) if functions else each for each in found)


def targets(stack: Stack, networks: Networks) -> Targets:
    """Reads all registrations of a stack."""
    found = [
        in_groups(stack, networks, target)
        for family, reader in READERS.items()
        for resource in stack.of(family)
        for target in reader(stack, resource)
    ]
    by_group = grouped((key, _of_group(target)) for target in found for key in target.target_group.keys)
    return Targets(by_group, tuple(target for target in found if target.target_group.unknown))


def _of_group(target: Target) -> Target:
    owner = target.target_group
    return replace(target, certain=target.certain and (owner.decided or owner.certain))


def in_groups(stack: Stack, networks: Networks, target: Target) -> Target:
    """A target whose interfaces name no security group is in the default one of its VPC."""
    if target.kind not in PLACED or not target.groups.absent:
        return target
    return replace(target, groups=stack.default_group(networks.vpc_of(target.subnets)))
