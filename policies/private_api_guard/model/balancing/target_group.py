"""Target groups and their health checks.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
"""

from dataclasses import dataclass
from functools import cached_property

from ..network.network import VPCS
from ..values.reference import Key
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block, Number, Text

GROUP = "lb.TargetGroup"


@dataclass(frozen=True)
class HealthCheck:
    """A health check; `port` is a number, or `None` where it is the port on which each target gets requests."""

    block: Block
    protocol: Text
    port: Number
    path: Text


@dataclass(frozen=True)
class TargetGroup:
    """A target group."""

    key: Key
    resource: Resource | None
    kind: Text
    protocol: Text
    port: Number
    vpc: Key | None
    health: HealthCheck

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key

    @property
    def version(self) -> int:
        """The IP version by which targets are reached."""
        return 6 if self.resource is not None and self.resource.raw_text("ipAddressType") == "ipv6" else 4

    def cross_zone(self, balancer: "bool | Unknown") -> "bool | Unknown":
        """Whether targets of other zones are used, given what the load balancer says."""
        flag = self.resource.raw_text("loadBalancingCrossZoneEnabled") if self.resource else UNKNOWN
        if flag in (None, "use_load_balancer_configuration"):
            return balancer
        return flag == "true" if isinstance(flag, str) else UNKNOWN


class TargetGroups:
    """All target groups of the stack, and those outside that it names."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @cached_property
    def by_key(self) -> dict[Key, TargetGroup]:
        """Target groups by URN."""
        return {resource.urn: self._group(resource) for resource in self.stack.of(GROUP)}

    def get(self, key: Key) -> TargetGroup:
        """A target group by key."""
        return self.by_key.get(key) or TargetGroup(
            key, None, UNKNOWN, UNKNOWN, UNKNOWN, None, HealthCheck(Block(UNKNOWN), UNKNOWN, UNKNOWN, UNKNOWN)
        )

    def _group(self, resource: Resource) -> TargetGroup:
        kind = resource.raw_text("targetType")
        protocol = resource.raw_text("protocol")
        return TargetGroup(
            resource.urn,
            resource,
            "instance" if kind is None else kind,
            protocol.upper() if isinstance(protocol, str) else protocol,
            resource.raw_number("port"),
            self.stack.refer(resource, "vpcId", *VPCS).key,
            self._health(resource),
        )

    @staticmethod
    def _health(resource: Resource) -> HealthCheck:
        block = resource.block("healthCheck")
        port, protocol = block.raw_text("port"), block.raw_text("protocol")
        number: Number = None if port in (None, "", "traffic-port") else block.raw_number("port")
        return HealthCheck(
            block, protocol.upper() if isinstance(protocol, str) else protocol, number, block.raw_text("path")
        )
