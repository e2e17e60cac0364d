"""Ranges of subnets and VPCs: which overlap, and for which a VPC has no room."""

import pytest

from private_api_guard.model.network import ranges
from private_api_guard.model.network.network import Networks
from private_api_guard.model.values import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

VPC = made("ec2/vpc:Vpc", "main", cidrBlock="10.0.0.0/16")
MORE = "ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


def _subnets(*cidrs: object) -> list[Resource]:
    names = zip("abcdef", cidrs, strict=False)
    return [made("ec2/subnet:Subnet", name, vpcId="vpc-1", cidrBlock=cidr) for name, cidr in names]


@pytest.mark.parametrize(
    ("cidrs", "told"),
    [
        (["10.0.0.0/24", "10.0.1.0/24"], set()),
        (["10.0.0.0/24", "10.0.0.0/24"], {"ba"}),
        (["10.0.0.128/25", "10.0.0.0/24"], {"ba"}),
        (["10.0.0.0/23", "10.0.0.0/25", "10.0.1.0/25", "10.0.2.0/24"], {"ba", "ca"}),
        (["10.0.0.0/24", UNKNOWN], set()),
        (["10.0.0.0/24", "10.0.0.0/33"], set()),
        (["fd00::/64", "10.0.0.0/24"], set()),
    ],
)
def test_subnets_that_share_addresses_are_told(cidrs: list[object], told: set[str]):
    found = ranges.overlapping(Networks(Stack(_subnets(*cidrs))))
    assert {one.name + other.name for (one, _), (other, _) in found} == told


def test_subnets_of_other_vpcs_may_have_the_same_range():
    one, _ = _subnets("10.0.0.0/24", "10.0.1.0/24")
    same = [
        made("ec2/subnet:Subnet", name, vpcId=vpc, cidrBlock="10.0.0.0/24")
        for name, vpc in (("x", "vpc-2"), ("y", UNKNOWN))
    ]
    assert list(ranges.overlapping(Networks(Stack([one, *same])))) == []


def test_ranges_of_ipv6_overlap_too():
    made_ = [made("ec2/subnet:Subnet", name, vpcId="vpc-1", ipv6CidrBlock="2a05:d018:1::/64") for name in "ab"]
    assert len(list(ranges.overlapping(Networks(Stack(made_))))) == 1


@pytest.mark.parametrize(
    ("cidr", "told"),
    [
        ("10.0.3.0/24", "open"),
        ("10.0.3.0/28", "open"),
        ("10.0.3.0/29", "closed"),
        ("10.1.0.0/24", "closed"),
        ("10.0.0.0/15", "closed"),
        (UNKNOWN, "open"),
    ],
)
def test_a_subnet_has_a_range_within_its_vpc(cidr: object, told: str):
    subnet = made("ec2/subnet:Subnet", "a", vpcId=UNKNOWN, cidrBlock=cidr, feeds={"vpcId": [VPC]})
    networks = Networks(Stack([VPC, subnet]))
    assert ranges.fits(networks, networks.subnet(subnet.urn)).state.value == told


@pytest.mark.parametrize("cidr", ["100.64.0.0/16", UNKNOWN])
def test_a_vpc_may_have_more_ranges(cidr: object):
    more = made(MORE, "more", vpcId=UNKNOWN, cidrBlock=cidr, feeds={"vpcId": [VPC]})
    subnet = made("ec2/subnet:Subnet", "a", vpcId=UNKNOWN, cidrBlock="100.64.1.0/24", feeds={"vpcId": [VPC]})
    networks = Networks(Stack([VPC, more, subnet]))
    assert ranges.fits(networks, networks.subnet(subnet.urn)).open


def test_a_subnet_that_is_there_shows_that_its_vpc_has_the_range():
    subnet = made(
        "ec2/subnet:Subnet", "a", outputs={"id": "subnet-1"}, vpcId=UNKNOWN, cidrBlock="100.64.1.0/24",
        feeds={"vpcId": [VPC]},
    )  # fmt: skip
    networks = Networks(Stack([VPC, subnet]))
    assert ranges.fits(networks, networks.subnet(subnet.urn)).open


@pytest.mark.parametrize(
    ("cidr", "told"),
    [("10.1.0.0/16", "open"), ("10.0.128.0/17", "closed"), ("10.0.0.0/8", "closed"), (UNKNOWN, "open")],
)
def test_peered_vpcs_share_no_address(cidr: object, told: str):
    far = made("ec2/vpc:Vpc", "far", cidrBlock=cidr)
    joined = made(
        "ec2/vpcPeeringConnection:VpcPeeringConnection", "joined", vpcId=UNKNOWN, peerVpcId=UNKNOWN,
        feeds={"vpcId": [VPC], "peerVpcId": [far]},
    )  # fmt: skip
    networks = Networks(Stack([VPC, far, joined]))
    assert ranges.peerable(networks, networks.peering_connections[0]).state.value == told
