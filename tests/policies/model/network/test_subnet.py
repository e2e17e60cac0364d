"""Subnets: whether they have a range of IPv6."""

from typing import Any

import pytest

from private_api_guard.model.network.network import Networks
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        ({}, {}, "closed"),
        ({}, {"ipv6CidrBlock": ""}, "closed"),
        ({}, {"ipv6CidrBlock": UNKNOWN}, "closed"),
        ({"ipv6CidrBlock": ""}, {}, "closed"),
        ({"ipv6CidrBlock": "2a05:d018:1::/64"}, {}, "open"),
        ({"ipv6CidrBlock": UNKNOWN}, {}, "unknown"),
        ({"ipv6Native": True}, {}, "open"),
        ({"ipv6IpamPoolId": "ipam-pool-1", "ipv6NetmaskLength": 64}, {}, "open"),
        ({}, {"ipv6CidrBlock": "2a05:d018:1::/64"}, "open"),
    ],
)
def test_a_subnet_has_ipv6_by_its_own_or_by_what_aws_tells(inputs: Any, outputs: Any, expected: str):
    subnet = made("ec2/subnet:Subnet", "a", outputs=outputs, **inputs)
    assert Networks(Stack([subnet])).subnet(subnet.urn).has_ipv6.state.value == expected


def test_a_range_that_is_made_from_the_vpc_is_one():
    vpc = made("ec2/vpc:Vpc", "main", assignGeneratedIpv6CidrBlock=True)
    subnet = made("ec2/subnet:Subnet", "a", ipv6CidrBlock="", feeds={"ipv6CidrBlock": [vpc]})
    assert Networks(Stack([vpc, subnet])).subnet(subnet.urn).has_ipv6.open


def test_of_subnets_elsewhere_nobody_knows():
    made_along = made("ec2/defaultSubnet:DefaultSubnet", "default")
    networks = Networks(Stack([made_along]))
    assert [networks.subnet(key).has_ipv6.state.value for key in (made_along.urn, "subnet-0a")] == ["unknown"] * 2


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("eu-west-1a", "open"),
        ("us-east-1a", "closed"),
        ("eu-west-2a", "closed"),
        ("eu-west-1-lnd-1a", "open"),
        (UNKNOWN, "open"),
        ("a", "open"),
    ],
)
def test_a_zone_is_one_of_its_region(zone: object, expected: str):
    subnet = made("ec2/subnet:Subnet", "a", region="eu-west-1", availabilityZone=zone)
    assert Networks(Stack([subnet])).subnet(subnet.urn).zone_in_region.state.value == expected
    elsewhere = made("ec2/subnet:Subnet", "a", availabilityZone=zone)
    assert Networks(Stack([elsewhere])).subnet(elsewhere.urn).zone_in_region.open
