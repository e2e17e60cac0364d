"""Addresses on premises."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from ..rules import let_out
from ..shapes import Intake
from .admission import purposes


class AddressesArgs(TypedDict):
    """Arguments of Addresses."""

    intake: Intake
    """The load balancer that the addresses are registered with; it decides their port."""

    addresses: Sequence[str]
    """The IPv4 addresses, outside the VPC and in private space."""


class Addresses(pulumi.ComponentResource):
    """Machines behind a transit gateway or a VPN, registered with a load balancer by their addresses.

    They see the addresses of the balancer's nodes: their own firewall has to admit the balancer's subnets.
    """

    def __init__(self, name: str, args: AddressesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Addresses", name, None, opts)
        child = ResourceOptions(parent=self)
        intake = args["intake"]
        for address in args["addresses"]:
            for traffic in purposes(intake):
                to = f"{name}-to-{address}-{traffic.port}"
                let_out(to, intake.group_id, {"cidr_ipv4": f"{address}/32"}, traffic, child)
            aws.lb.TargetGroupAttachment(
                f"{name}-{address}",
                target_group_arn=intake.target_group_arn,
                target_id=address,
                port=intake.port,
                # Required outside the VPC:
                # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
                availability_zone="all",
                opts=child,
            )
        self.register_outputs({})
