"""A target: what a target group hands requests to.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
"""

import enum
from dataclasses import dataclass
from typing import Final

from ..compute.service import Service
from ..network.address import Network, Place, parse
from ..network.network import Networks
from ..network.security_group_rule import Ports
from ..values import NOT_SET, NOTHING, Key, Reference, Resource, Value


class TargetKind(enum.StrEnum):
    """What a target is; its value is how messages call it."""

    SERVICE = "service"
    INSTANCE = "instance"
    SCALING_GROUP = "Auto Scaling group"
    ADDRESS = "address"
    LOAD_BALANCER = "load balancer"
    FUNCTION = "function"


# What has network interfaces in subnets of its own.
PLACED: Final = frozenset({TargetKind.SERVICE, TargetKind.INSTANCE, TargetKind.SCALING_GROUP})


@dataclass(frozen=True)
class Target:
    """Something that a target group hands requests to.

    `resource` is what runs it, `registration` what registers it (`service` where that is an ECS service or task set) in
    its `target_group`. `ports` are those on which it gets requests: absent where the target group's own counts.
    `zone` is the one that its registration gives. `certain` is False where it may belong to another target group.
    `sources` are the resources from which its identity is made.
    """

    kind: TargetKind
    resource: Resource | None
    registration: Resource
    target_group: Reference
    ports: Value[Ports] = NOT_SET
    groups: Reference = NOTHING
    subnets: Reference = NOTHING
    address: Value[Network] = NOT_SET
    zone: Value[str] = NOT_SET
    certain: bool = True
    key: Key = ""
    service: Service | None = None
    sources: tuple[Resource, ...] = ()

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else str(self.address.known or self.key or self.registration.name)

    @property
    def urn(self) -> str:
        """Where a finding about the target stands if it has no security group."""
        return (self.resource or self.registration).urn


def place_of(networks: Networks, target: Target, version: int = 4) -> tuple[Place, ...]:
    """Where a target's packets come from."""
    if target.address.known is not None:
        return (Place(target.address, label=str(target.address)),)
    places = networks.places(target.subnets, version)
    if target.kind is not TargetKind.INSTANCE or target.resource is None or version != 4 or len(places) != 1:
        return places
    fixed = target.resource.computed("privateIp").map(parse)
    if fixed.known is None:
        return places
    return (Place(fixed, places[0].subnet, places[0].vpc, label=f"{target.name} ({fixed.known.network_address})"),)
