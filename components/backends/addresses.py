"""Addresses on premises behind a Network Load Balancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from ..rules import let_out
from .admission import purposes
from .site import Built, Site, balancer

if TYPE_CHECKING:
    from ..settings.backends import AddressesBackend, AddressSettings
    from ..shapes import Intake


@dataclass(frozen=True, kw_only=True)
class AddressesArgs:
    """Arguments of Addresses."""

    settings: AddressSettings
    """The machines, outside the VPC and in private space."""

    intake: Intake
    """The load balancer that the addresses are registered with; it decides their port."""


class Addresses(pulumi.ComponentResource):
    """Machines behind a transit gateway or a VPN, registered with a load balancer by their addresses.

    They see the addresses of the balancer's nodes: their own firewall has to admit the balancer's subnets.
    """

    def __init__(self, name: str, args: AddressesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Addresses", name, None, opts)
        child = ResourceOptions(parent=self)
        intake = args.intake
        for address in args.settings.addresses:
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


def build(name: str, backend: AddressesBackend, site: Site, opts: ResourceOptions) -> Built:
    """A load balancer and the addresses that are registered with it."""
    front = balancer(name, backend, "ip", backend, site, opts)
    Addresses(name, AddressesArgs(settings=backend, intake=front.intake), opts)
    return Built(front=front.front, observed={"": front.observed})
