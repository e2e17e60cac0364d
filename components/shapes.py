"""What components hand to each other, and the arguments that several of them have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .settings.operations import LogSettings, ProtectionSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi import Input, Output, Resource


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """A subnet, made here or there already."""

    id: Input[str]
    """The id of the subnet."""

    cidr: str
    """Its IPv4 CIDR block, for the rules of security groups."""


@dataclass(frozen=True, kw_only=True)
class Subnets:
    """Subnets of one VPC for one purpose: a tier."""

    vpc_id: Input[str]
    """The id of the VPC."""

    by_zone: Mapping[str, Subnet]
    """The subnets, by availability zone."""

    @property
    def ids(self) -> list[Input[str]]:
        """Their ids."""
        return [subnet.id for subnet in self.by_zone.values()]

    @property
    def cidrs(self) -> dict[str, str]:
        """Their CIDR blocks, by zone."""
        return {zone: subnet.cidr for zone, subnet in self.by_zone.items()}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A VPC and its subnets, made here or there already."""

    vpc_id: Input[str]
    """The id of the VPC."""

    cidr: str
    """Its IPv4 CIDR block."""

    subnets: Mapping[str, Mapping[str, Subnet]]
    """By tier and zone."""

    route_table_ids: Mapping[str, Mapping[str, Input[str]]]
    """By tier, and zone or id."""

    def tier(self, name: str) -> Subnets:
        """The subnets of a tier: `application`, `balancer` ...

        Raises ValueError where the VPC has no such tier.
        """
        if name not in self.subnets:
            raise ValueError(
                f"The VPC {self.cidr} has no subnets of the tier {name!r}. Allowed: {', '.join(self.subnets)}. "
                "Remedy: name the tier among those of the network."
            )
        return Subnets(vpc_id=self.vpc_id, by_zone=self.subnets[name])


@dataclass(frozen=True, kw_only=True)
class EndpointAccess:
    """The endpoints of a VPC without a way to the internet."""

    group_ids: Mapping[str, Input[str]]
    """The security groups of the interface endpoints, by the name that rules for them get."""

    s3_prefix_list_id: Input[str]
    """The prefix list of the S3 gateway endpoint."""


@dataclass(frozen=True, kw_only=True)
class LoggedArgs:
    """Arguments of what writes logs."""

    logs: LogSettings = field(default_factory=LogSettings)
    """How they are kept."""

    key: Input[str] | None = None
    """The ARN of the KMS key that encrypts logs and secrets; without it AWS's own keys do."""


@dataclass(frozen=True, kw_only=True)
class BalancerArgs:
    """Arguments of load balancers."""

    subnets: Subnets
    """Where the balancer's nodes stand."""

    listener_port: int
    """The port that it listens to."""

    certificate: Input[str] | None = None
    """The ARN of the certificate with which the listener ends TLS; without it the listener is plain."""

    protection: ProtectionSettings = field(default_factory=ProtectionSettings)
    """Whether AWS refuses to delete the balancer."""

    log_bucket: Input[str] | None = None
    """The bucket for access logs; none without it."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What targets need of their load balancer: where they register, on which port, and who calls them."""

    target_group_arn: Output[str]
    """The target group."""

    port: int
    """The port of the requests."""

    health_port: int
    """The port of the health checks."""

    group_id: Output[str]
    """The security group of the balancer's nodes."""

    source_cidrs: Mapping[str, str]
    """The subnets of the balancer's nodes, by zone."""

    ready: Sequence[Resource]
    """What has to be there before targets register: the listener that uses the target group."""


@dataclass(frozen=True, kw_only=True)
class Front:
    """What an API needs of a backend, and nothing else: the load balancer's listener."""

    balancer_arn: Output[str]
    """The load balancer."""

    listener_arn: Output[str]
    """The listener."""

    group_id: Output[str]
    """The security group that a VPC link of the second kind has to be let into."""

    port: int
    """The port of the listener."""

    secure: bool
    """Whether the listener speaks TLS."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """A load balancer and a target group, as CloudWatch names them."""

    kind: str
    """`NetworkELB` or `ApplicationELB`."""

    load_balancer: Output[str]
    """The load balancer's dimension."""

    target_group: Output[str]
    """The target group's dimension."""
