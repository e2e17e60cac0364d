"""Which subnet gets which addresses. Pure arithmetic; the same network and zone always give the same subnet.

A VPC is cut into 32 equal parts: four tiers, and in each tier one part for each zone letter, a to h. So a zone or a
tier that is added later takes addresses that were free until then, and no subnet moves.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network

TIERS = ("application", "balancer", "database", "public")
USUAL_TIERS = ("application", "balancer")
ZONE_LETTERS = "abcdefgh"
PARTS = 5  # bits: 4 tiers x 8 letters
SMALLEST_SUBNET = 28  # https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
LARGEST_VPC = 16
SMALLEST_VPC = SMALLEST_SUBNET - PARTS


def subnet_cidr(vpc: str, tier: str, zone: str) -> str:
    """The CIDR block of a tier's subnet in a zone (`eu-west-1a`) of a VPC's CIDR block (/16 to /23).

    Raises ValueError for a tier or a zone that has no part of the block.
    """
    if tier not in TIERS:
        raise ValueError(f"There is no tier {tier!r}. Allowed: {', '.join(TIERS)}. Remedy: correct the tier's name.")
    if zone[-1:] not in tuple(ZONE_LETTERS):
        raise ValueError(f"The zone {zone!r} has no part of {vpc}. Allowed: zones a to h. Remedy: name another zone.")
    block = IPv4Network(vpc)
    number = TIERS.index(tier) * len(ZONE_LETTERS) + ZONE_LETTERS.index(zone[-1])
    size = 2 ** (32 - block.prefixlen - PARTS)
    return str(IPv4Network((int(block.network_address) + number * size, block.prefixlen + PARTS)))


def subnet_cidrs(vpc: str, tiers: Sequence[str], zones: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """CIDR blocks by tier and zone."""
    return {tier: {zone: subnet_cidr(vpc, tier, zone) for zone in zones} for tier in tiers}
