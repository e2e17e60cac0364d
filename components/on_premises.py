"""The way from a VPC to what lies behind a transit gateway or a VPN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

if TYPE_CHECKING:
    from .settings.network import OnPremisesSettings
    from .shapes import Place


@dataclass(frozen=True, kw_only=True)
class OnPremisesArgs:
    """Arguments of OnPremises."""

    settings: OnPremisesSettings
    """What lies there, and the gateway that leads to it."""

    place: Place
    """The VPC."""


class OnPremises(pulumi.ComponentResource):
    """Routes from the subnets of load balancers to a gateway. The way back is the gateway's own route table."""

    def __init__(self, name: str, args: OnPremisesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:OnPremises", name, None, opts)
        child = ResourceOptions(parent=self)
        place, gateway = args.place, args.settings.gateway
        transit = gateway.startswith("tgw-")
        if transit:
            attached: pulumi.Resource = aws.ec2transitgateway.VpcAttachment(
                f"{name}-transit",
                transit_gateway_id=gateway,
                vpc_id=place.vpc_id,
                subnet_ids=place.tier("balancer").ids,
                tags={"Name": f"{name}-transit"},
                opts=child,
            )
        else:
            attached = aws.ec2.VpnGatewayAttachment(
                f"{name}-vpn", vpc_id=place.vpc_id, vpn_gateway_id=gateway, opts=child
            )
        for zone, table in place.route_table_ids["balancer"].items():
            for cidr in args.settings.cidrs:
                aws.ec2.Route(
                    f"{name}-{zone}-to-{cidr}",
                    route_table_id=table,
                    destination_cidr_block=cidr,
                    transit_gateway_id=gateway if transit else None,
                    gateway_id=None if transit else gateway,
                    opts=ResourceOptions(parent=self, depends_on=[attached]),
                )
        self.register_outputs({})
