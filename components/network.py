"""A VPC with private subnets, tier by tier and zone by zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from .layout import USUAL_TIERS, subnet_cidrs
from .shapes import Place, Subnet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .settings.network import VpcSettings


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """Arguments of Network."""

    settings: VpcSettings
    """Its addresses and zones, and whether there is a way out to the internet."""

    tiers: Sequence[str] = USUAL_TIERS
    """The tiers of subnets, in each zone one: `application` and `balancer`, and `database` where one is needed."""


class Network(pulumi.ComponentResource):
    """A VPC whose subnets stay private, each with a route table of its own."""

    vpc_id: Output[str]
    """The id of the VPC."""

    place: Place
    """The VPC and its subnets, for what stands in it."""

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Network", name, None, opts)
        cidr, zones, nat = args.settings.cidr, args.settings.zones, args.settings.egress == "nat"
        tiers = [*args.tiers, *(["public"] if nat else [])]
        # Private DNS of interface endpoints needs both:
        # https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html#create-interface-endpoint-prerequisites
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": name},
            opts=ResourceOptions(parent=self),
        )
        self.vpc_id = vpc.id
        # Every VPC has this group, and gives it to whatever names none. Without rules it lets nothing in or out:
        # https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        aws.ec2.DefaultSecurityGroup(
            f"{name}-default",
            vpc_id=vpc.id,
            tags={"Name": f"{name}-default"},
            opts=ResourceOptions(parent=self),
        )
        self._tables: dict[str, dict[str, Output[str]]] = {}
        self._subnets: dict[str, dict[str, Subnet]] = {}
        for tier, blocks in subnet_cidrs(cidr, tiers, zones).items():
            self._tier(name, tier, blocks)
        if nat:
            self._way_out(name, zones)
        self.place = Place(vpc_id=vpc.id, cidr=cidr, subnets=self._subnets, route_table_ids=self._tables)
        self.register_outputs({"vpcId": self.vpc_id})

    def _tier(self, name: str, tier: str, blocks: Mapping[str, str]) -> None:
        """A subnet and its route table in each zone."""
        child = ResourceOptions(parent=self)
        self._subnets[tier], self._tables[tier] = {}, {}
        for zone, cidr in blocks.items():
            key = f"{name}-{tier}-{zone}"
            subnet = aws.ec2.Subnet(
                key,
                vpc_id=self.vpc_id,
                cidr_block=cidr,
                availability_zone=zone,
                tags={"Name": key},
                opts=child,
            )
            table = aws.ec2.RouteTable(key, vpc_id=self.vpc_id, tags={"Name": key}, opts=child)
            aws.ec2.RouteTableAssociation(key, subnet_id=subnet.id, route_table_id=table.id, opts=child)
            self._subnets[tier][zone] = Subnet(id=subnet.id, cidr=cidr)
            self._tables[tier][zone] = table.id

    def _way_out(self, name: str, zones: Sequence[str]) -> None:
        """An internet gateway for the public subnets, and a NAT gateway in each zone for the application's."""
        child = ResourceOptions(parent=self)
        gateway = aws.ec2.InternetGateway(f"{name}-internet", vpc_id=self.vpc_id, tags={"Name": name}, opts=child)
        for zone in zones:
            outward = aws.ec2.Route(
                f"{name}-public-{zone}",
                route_table_id=self._tables["public"][zone],
                destination_cidr_block="0.0.0.0/0",
                gateway_id=gateway.id,
                opts=child,
            )
            key = f"{name}-nat-{zone}"
            address = aws.ec2.Eip(key, domain="vpc", tags={"Name": key}, opts=child)
            nat = aws.ec2.NatGateway(
                key,
                allocation_id=address.id,
                subnet_id=self._subnets["public"][zone].id,
                tags={"Name": key},
                opts=ResourceOptions(parent=self, depends_on=[outward]),
            )
            aws.ec2.Route(
                f"{name}-application-{zone}",
                route_table_id=self._tables["application"][zone],
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=nat.id,
                opts=child,
            )
