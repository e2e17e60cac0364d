"""What components hand to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from pulumi import Input, Output, Resource


class SubnetArgs(TypedDict):
    """A subnet, new or existing."""

    id: Input[str]
    """The id of the subnet."""

    cidr: str
    """Its IPv4 CIDR block, for the rules of security groups."""


class HealthArgs(TypedDict):
    """How a load balancer finds out whether a target works."""

    path: NotRequired[str | None]
    """The path asked for by HTTP; without it the check is that a TCP connection opens."""

    port: NotRequired[int | None]
    """The port asked, where it differs from the port of the requests."""

    interval: NotRequired[int]
    """Seconds between two checks; default 10."""

    secure: NotRequired[bool]
    """Whether the path is asked for by HTTPS; default false."""


class LogArgs(TypedDict):
    """How logs are kept."""

    retention: NotRequired[int]
    """Days; default 30."""

    key: NotRequired[Input[str] | None]
    """The ARN of the KMS key that encrypts them; default: CloudWatch's own."""


class EndpointAccessArgs(TypedDict):
    """The endpoints of a VPC without a way to the internet."""

    group_ids: Mapping[str, Input[str]]
    """The security groups of the interface endpoints."""

    s3_prefix_list_id: Input[str]
    """The prefix list of the S3 gateway endpoint."""


@dataclass(frozen=True)
class Place:
    """A VPC and its subnets, made here or there already."""

    vpc_id: Input[str]
    cidr: str
    subnets: Mapping[str, Mapping[str, SubnetArgs]]
    """By tier and zone."""
    route_table_ids: Mapping[str, Mapping[str, Input[str]]]
    """By tier, and zone or id."""


@dataclass(frozen=True)
class Intake:
    """What targets need of their load balancer: where they register, on which port, and who calls them."""

    target_group_arn: Output[str]
    target_group_suffix: Output[str]
    port: int
    health_port: int
    group_id: Output[str]
    """The security group of the balancer's nodes."""
    source_cidrs: Mapping[str, str]
    """The subnets of the balancer's nodes, by zone."""
    ready: Sequence[Resource]
    """What has to be there before targets register: the listener that uses the target group."""


@dataclass(frozen=True)
class Front:
    """What an API needs of a backend, and nothing else: the load balancer's listener."""

    balancer_arn: Output[str]
    listener_arn: Output[str]
    group_id: Output[str]
    """The security group that a VPC link of the second kind has to be let into."""
    port: int
    secure: bool
    """Whether the listener speaks TLS."""


@dataclass(frozen=True)
class Observed:
    """A load balancer and a target group, as CloudWatch names them."""

    kind: str
    """`NetworkELB` or `ApplicationELB`."""
    load_balancer: Output[str]
    target_group: Output[str]
