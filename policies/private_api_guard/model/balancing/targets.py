"""The targets of a stack by target group: every registration is read by the reader of its type.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..compute.scaling_group import SCALING_GROUP
from ..compute.service import SERVICE, TASK_SET
from ..network.network import Networks
from ..network.security_group import SecurityGroups
from ..values.reference import Key
from ..values.stack import Stack
from . import attachment_targets, scaling_targets, service_targets
from .registration import Reader, Surroundings
from .target import Target, TargetKind
from .target_group import TargetGroup

READERS: Final[Mapping[str, Reader]] = {
    SERVICE: service_targets.of_service,
    TASK_SET: service_targets.of_service,
    SCALING_GROUP: scaling_targets.of_group,
    "autoscaling.Attachment": scaling_targets.of_attachment,
    "autoscaling.TrafficSourceAttachment": scaling_targets.of_traffic_source,
    "lb.TargetGroupAttachment": attachment_targets.of_attachment,
    "codedeploy.DeploymentGroup": service_targets.of_deployment_group,
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


def targets(stack: Stack, networks: Networks, groups: SecurityGroups) -> Targets:
    """Reads all registrations of a stack."""
    surroundings = Surroundings(stack, networks, groups)
    by_group: dict[Key, list[Target]] = defaultdict(list)
    adrift: list[Target] = []
    for family, reader in READERS.items():
        for resource in stack.of(family):
            for target in reader(surroundings, resource):
                owner = target.target_group
                for key in owner.keys:
                    by_group[key].append(replace(target, certain=target.certain and (owner.decided or owner.certain)))
                if owner.unknown:
                    adrift.append(target)
    return Targets({key: tuple(found) for key, found in by_group.items()}, tuple(adrift))
