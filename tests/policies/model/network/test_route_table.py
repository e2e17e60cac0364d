"""Route tables: which table a subnet has, and which route a packet takes."""

from ipaddress import ip_network

import pytest

from private_api_guard.model.network.network import Networks
from private_api_guard.model.network.route_table import RouteTables
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN as BLANK
from tests.policies.model.made import made

NONE, UNKNOWN = "none", "unknown"
VPC, FAR = (
    made("ec2/vpc:Vpc", name, cidrBlock=cidr) for name, cidr in (("vpc", "10.0.0.0/16"), ("far", "10.9.0.0/16"))
)
A = made("ec2/subnet:Subnet", "a", cidrBlock="10.0.1.0/24", vpcId=BLANK, feeds={"vpcId": [VPC]})
NAT_HOME = made("ec2/subnet:Subnet", "nat-home", cidrBlock="10.0.9.0/24", vpcId=BLANK, feeds={"vpcId": [VPC]})
IGW = made("ec2/internetGateway:InternetGateway", "igw")
VGW = made("ec2/vpnGateway:VpnGateway", "vgw")
NAT = made("ec2/natGateway:NatGateway", "nat", subnetId=BLANK, feeds={"subnetId": [NAT_HOME]})
PRIVATE_NAT = made("ec2/natGateway:NatGateway", "private", connectivityType="private", subnetId=BLANK)
TGW = made("ec2transitgateway/transitGateway:TransitGateway", "tgw")
PEERING = made("ec2/vpcPeeringConnection:VpcPeeringConnection", "peering")
TABLE = made("ec2/routeTable:RouteTable", "table", vpcId=BLANK, feeds={"vpcId": [VPC]})
OTHER = made("ec2/routeTable:RouteTable", "other", vpcId=BLANK, feeds={"vpcId": [VPC]})
MAIN = made(
    "ec2/defaultRouteTable:DefaultRouteTable", "main", defaultRouteTableId=BLANK, feeds={"defaultRouteTableId": [VPC]}
)


def route(cidr, name="route", table=(TABLE,), **targets):
    """A route as a resource of its own; targets that are resources feed their property."""
    feeds = {key: [value] for key, value in targets.items() if hasattr(value, "urn")}
    if table is not None:
        feeds["routeTableId"] = list(table)
    plain = {key: BLANK if key in feeds else value for key, value in targets.items()}
    return made("ec2/route:Route", name, routeTableId=BLANK, destinationCidrBlock=cidr, feeds=feeds, **plain)


def association(table=(TABLE,), subnet=(A,), name="association"):
    feeds = {key: list(value) for key, value in (("routeTableId", table), ("subnetId", subnet)) if value is not None}
    return made(
        "ec2/routeTableAssociation:RouteTableAssociation", name, routeTableId=BLANK, subnetId=BLANK, feeds=feeds
    )


def tables(*resources):
    stack = Stack([VPC, FAR, A, NAT_HOME, IGW, VGW, NAT, PRIVATE_NAT, TGW, PEERING, TABLE, OTHER, *resources])
    return RouteTables(stack, Networks(stack))


def way(*resources, to="52.94.0.1"):
    """What the route of packets from subnet A leads to."""
    found = tables(*resources).way(A.urn, ip_network(to))
    return found.known.via if found.known else NONE if found.absent else UNKNOWN


OUT, ACROSS = route("0.0.0.0/0", natGatewayId=NAT), route("10.9.0.0/16", "across", vpcPeeringConnectionId=PEERING)
NARROW = route("10.9.1.0/24", "narrow", transitGatewayId=TGW)


@pytest.mark.parametrize(
    ("routes", "to", "expected"),
    [
        ([OUT], "52.94.0.1", "NAT gateway"),
        ([], "52.94.0.1", NONE),
        ([ACROSS], "52.94.0.1", NONE),
        ([ACROSS], "10.9.1.1", "peering connection"),
        ([ACROSS], "10.10.1.1", NONE),
        # The longest prefix wins, in whatever order.
        ([OUT, ACROSS, NARROW], "10.9.1.1", "transit gateway"),
        ([NARROW, ACROSS, OUT], "10.9.1.1", "transit gateway"),
        ([OUT, ACROSS, NARROW], "10.9.2.1", "peering connection"),
        ([OUT, ACROSS, NARROW], "10.8.2.1", "NAT gateway"),
        ([route(None, destinationIpv6CidrBlock="::/0", egressOnlyGatewayId=BLANK)], "52.94.0.1", NONE),
        ([route("", gatewayId=IGW)], "52.94.0.1", NONE),
        # Destinations that are not known: a prefix list may hold the address.
        ([route(BLANK, gatewayId=IGW)], "52.94.0.1", UNKNOWN),
        ([route(None, destinationPrefixListId="pl-1", vpcEndpointId="vpce-1")], "52.94.0.1", UNKNOWN),
        ([route(None, destinationPrefixListId=BLANK, natGatewayId="nat-1")], "52.94.0.1", UNKNOWN),
        ([route("0.0.0.0/0", destinationPrefixListId="", natGatewayId="nat-1")], "52.94.0.1", "NAT gateway"),
        ([route(BLANK, "blank", gatewayId=IGW), OUT], "52.94.0.1", "NAT gateway"),
        # A route that leads nowhere known drops the packets; it still is the one that they take.
        ([route("0.0.0.0/0")], "52.94.0.1", "?"),
    ],
)
def test_the_route_that_packets_take(routes, to, expected):
    assert way(association(), *routes, to=to) == expected


@pytest.mark.parametrize(
    ("target", "via", "internet_gateway", "internet_only"),
    [
        ({"gatewayId": IGW}, "gateway", True, True),
        ({"gatewayId": "igw-0123"}, "gateway", True, True),
        ({"gatewayId": VGW}, "gateway", False, False),
        ({"gatewayId": "vgw-0123"}, "gateway", False, False),
        ({"natGatewayId": NAT}, "NAT gateway", False, True),
        ({"natGatewayId": PRIVATE_NAT}, "NAT gateway", False, False),
        ({"natGatewayId": "nat-0123"}, "NAT gateway", False, False),
        ({"carrierGatewayId": "cagw-1"}, "carrier gateway", False, True),
        ({"egressOnlyGatewayId": "eigw-1"}, "egress-only gateway", False, True),
        ({"transitGatewayId": TGW}, "transit gateway", False, False),
        ({"vpcPeeringConnectionId": PEERING}, "peering connection", False, False),
        ({"networkInterfaceId": "eni-1"}, "network interface", False, False),
        ({"gatewayId": "", "transitGatewayId": TGW}, "transit gateway", False, False),
    ],
)
def test_what_a_route_leads_to(target, via, internet_gateway, internet_only):
    [found] = tables(route("0.0.0.0/0", **target)).by_key[TABLE.urn].routes
    assert (found.via, found.internet_gateway, found.internet_only) == (via, internet_gateway, internet_only)


def test_a_nat_gateway_is_told_with_its_subnet():
    [found] = tables(OUT).by_key[TABLE.urn].routes
    assert found.by_nat
    assert found.nat is not None
    assert (found.nat.name, found.nat.subnet, found.nat.private.state.value) == ("nat", NAT_HOME.urn, "closed")


INLINE = made(
    "ec2/routeTable:RouteTable", "inline", vpcId=BLANK, feeds={"vpcId": [VPC], "routes": [IGW]},
    routes=[{"cidrBlock": "0.0.0.0/0", "gatewayId": BLANK}],
)  # fmt: skip
BLIND = made("ec2/routeTable:RouteTable", "blind", vpcId=BLANK, routes=BLANK, feeds={"vpcId": [VPC]})
LEARNS = made("ec2/routeTable:RouteTable", "learns", vpcId=BLANK, propagatingVgws=["vgw-1"], feeds={"vpcId": [VPC]})


def main(table):
    return made(
        "ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main-association", vpcId=BLANK, routeTableId=BLANK,
        feeds={"vpcId": [VPC], "routeTableId": [table]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([association(), OUT], "NAT gateway"),
        ([association((OTHER,)), OUT], NONE),
        ([association((TABLE, OTHER)), OUT], UNKNOWN),
        ([INLINE, association((INLINE,))], "gateway"),
        ([BLIND, association((BLIND,))], UNKNOWN),
        ([LEARNS, association((LEARNS,))], UNKNOWN),
        # A subnet without a table of its own has the VPC's main one.
        ([OUT], NONE),
        ([route("0.0.0.0/0", table=(VPC,), natGatewayId=NAT)], "NAT gateway"),
        ([MAIN], NONE),
        ([MAIN, route("0.0.0.0/0", table=(MAIN,), natGatewayId=NAT)], "NAT gateway"),
        ([main(TABLE), OUT], "NAT gateway"),
        ([MAIN, main(TABLE), OUT], "NAT gateway"),
        ([MAIN, route("0.0.0.0/0", table=(MAIN,), natGatewayId=NAT), association((OTHER,))], NONE),
        # What nobody knows may be any: which table, which subnet, whose route.
        ([association(None), OUT], UNKNOWN),
        ([association((TABLE,), None), OUT], UNKNOWN),
        ([association((TABLE,), None, "other"), association((OTHER,))], NONE),
        ([association(), route("10.0.0.0/8", "lost", None, gatewayId=IGW)], UNKNOWN),
        ([association(), OUT, route("10.0.0.0/8", "lost", None, gatewayId=IGW)], "NAT gateway"),
    ],
)
def test_the_table_of_a_subnet(resources, expected):
    assert way(*resources) == expected


def test_of_a_vpc_outside_the_stack_no_table_is_known():
    outside = made("ec2/subnet:Subnet", "outside", vpcId="vpc-0123", cidrBlock="10.0.1.0/24")
    assert tables(outside).way(outside.urn, ip_network("52.94.0.1")).unknown
    assert tables().way("subnet-0123", ip_network("52.94.0.1")).unknown
