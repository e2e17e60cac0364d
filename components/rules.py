"""Rules of security groups: what one side sends and the other lets in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import pulumi_aws as aws

if TYPE_CHECKING:
    from pulumi import Input, ResourceOptions


class Peer(TypedDict, total=False):
    """The other side: one of these."""

    cidr_ipv4: Input[str]
    """The addresses of a block."""

    referenced_security_group_id: Input[str]
    """The members of a security group."""

    prefix_list_id: Input[str]
    """The addresses of a prefix list."""


@dataclass(frozen=True)
class Traffic:
    """TCP connections to a port, and what they are for."""

    port: int
    why: str


def let_in(name: str, group: Input[str], peer: Peer, traffic: Traffic, opts: ResourceOptions) -> None:
    """The peer may open connections to members of the group."""
    aws.vpc.SecurityGroupIngressRule(
        name,
        security_group_id=group,
        **peer,
        ip_protocol="tcp",
        from_port=traffic.port,
        to_port=traffic.port,
        description=traffic.why,
        opts=opts,
    )


def let_out(name: str, group: Input[str], peer: Peer, traffic: Traffic, opts: ResourceOptions) -> None:
    """Members of the group may open connections to the peer."""
    aws.vpc.SecurityGroupEgressRule(
        name,
        security_group_id=group,
        **peer,
        ip_protocol="tcp",
        from_port=traffic.port,
        to_port=traffic.port,
        description=traffic.why,
        opts=opts,
    )
