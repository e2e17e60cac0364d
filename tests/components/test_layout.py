"""Addresses of subnets: inside the VPC, apart, and never moving."""

from ipaddress import IPv4Network
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from components.layout import LARGEST_VPC, SMALLEST_SUBNET, SMALLEST_VPC, TIERS, ZONE_LETTERS, subnet_cidr, subnet_cidrs

VPCS = st.builds(
    lambda address, length: str(IPv4Network((address, length), strict=False)),
    st.integers(min_value=0, max_value=2**32 - 1),
    st.integers(min_value=LARGEST_VPC, max_value=SMALLEST_VPC),
)
ZONES = st.lists(st.sampled_from([f"eu-west-1{letter}" for letter in ZONE_LETTERS]), min_size=1, unique=True)
TIER_LISTS = st.lists(st.sampled_from(TIERS), min_size=1, unique=True)


@given(VPCS, TIER_LISTS, ZONES)
def test_subnets_lie_in_the_vpc_and_share_no_address(vpc: str, tiers: list[str], zones: list[str]) -> None:
    blocks = [IPv4Network(cidr) for tier in subnet_cidrs(vpc, tiers, zones).values() for cidr in tier.values()]
    assert len(blocks) == len(tiers) * len(zones)
    for block in blocks:
        assert block.subnet_of(IPv4Network(vpc))
        assert block.prefixlen <= SMALLEST_SUBNET, "AWS makes no subnet smaller than a /28"
    for one, other in combinations(blocks, 2):
        assert not one.overlaps(other)


@given(VPCS, TIER_LISTS, ZONES, st.randoms())
def test_no_subnet_moves_when_zones_or_tiers_come_and_go(vpc: str, tiers: list[str], zones: list[str], random) -> None:
    fewer = random.sample(zones, random.randint(1, len(zones)))
    for tier, blocks in subnet_cidrs(vpc, tiers[:1], fewer).items():
        for zone, cidr in blocks.items():
            assert subnet_cidrs(vpc, tiers, zones)[tier][zone] == cidr


def test_the_plan_of_a_network_is_as_documented() -> None:
    assert subnet_cidr("10.20.0.0/16", "application", "eu-west-1a") == "10.20.0.0/21"
    assert subnet_cidr("10.20.0.0/16", "application", "eu-west-1b") == "10.20.8.0/21"
    assert subnet_cidr("10.20.0.0/16", "balancer", "eu-west-1a") == "10.20.64.0/21"
