"""The way from a VPC to what lies behind a transit gateway or a VPN."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from .shapes import Place


class OnPremisesArgs(TypedDict):
    """Arguments of OnPremises."""

    place: Place
    """The VPC."""

    cidrs: Sequence[str]
    """The addresses behind the gateway, as CIDR blocks."""

    gateway: str
    """A transit gateway (`tgw-...`, the VPC is attached to it) or a VPN gateway (`vgw-...`)."""


class OnPremises(pulumi.ComponentResource):
    """Routes from the subnets of load balancers to a gateway. The way back is the gateway's own route table."""

    def __init__(self, name: str, args: OnPremisesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:OnPremises", name, None, opts)
        child = ResourceOptions(parent=self)
        place, gateway = args["place"], args["gateway"]
        transit = gateway.startswith("tgw-")
        if transit:
            attached: pulumi.Resource = aws.ec2transitgateway.VpcAttachment(
                f"{name}-transit",
                transit_gateway_id=gateway,
                vpc_id=place.vpc_id,
                subnet_ids=[subnet["id"] for subnet in place.subnets["balancer"].values()],
                tags={"Name": f"{name}-transit"},
                opts=child,
            )
        else:
            attached = aws.ec2.VpnGatewayAttachment(
                f"{name}-vpn", vpc_id=place.vpc_id, vpn_gateway_id=gateway, opts=child
            )
        for zone, table in place.route_table_ids["balancer"].items():
            for cidr in args["cidrs"]:
                aws.ec2.Route(
                    f"{name}-{zone}-to-{cidr}",
                    route_table_id=table,
                    destination_cidr_block=cidr,
                    transit_gateway_id=gateway if transit else None,
                    gateway_id=None if transit else gateway,
                    opts=ResourceOptions(parent=self, depends_on=[attached]),
                )
        self.register_outputs({})
