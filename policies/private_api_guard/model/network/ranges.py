"""Ranges that AWS refuses: of subnets that overlap, or that their VPC has no room for, and of VPCs that are peered.

Only what is known is compared.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html and
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from ..values import grouped
from ..verdict import Verdict, closed, opened
from .address import Network, contains, overlap
from .network import Networks, PeeringConnection, Subnet

_LONGEST_PREFIX: Final = 28


# A subnet with one of its ranges.
_Range: TypeAlias = tuple[Subnet, Network]


def overlapping(networks: Networks) -> Iterator[tuple[_Range, _Range]]:
    """Ranges of subnets of one VPC that share addresses: each with one of a subnet before it, by its name."""
    ranges = grouped(
        ((subnet.vpc, network.version) if subnet.vpc else None, (subnet, network))
        for subnet in networks.subnets.values()
        for network in (subnet.cidr.known, subnet.cidr6.known)
        if network is not None
    )
    for listed in ranges.values():
        for one, other in _nested(listed):
            first, second = sorted((one, other), key=lambda each: (each[0].name, each[0].key))
            yield second, first


def _nested(ranges: Iterable[_Range]) -> Iterator[tuple[_Range, _Range]]:
    """Of two ranges that overlap one holds the other: by their addresses, the wider first, it is the last such one."""
    ordered = sorted(ranges, key=lambda each: (int(each[1].network_address), each[1].prefixlen))
    outer = ordered[0]
    for each in ordered[1:]:
        if contains(outer[1], each[1]):
            yield outer, each
        else:
            outer = each


def fits(networks: Networks, subnet: Subnet) -> Verdict:
    """Whether a subnet that is still to be made has a range that its VPC has room for.

    One that is there shows that somebody gave the VPC the range.
    """
    network, bounds = subnet.cidr.known, networks.bounds(subnet.vpc)
    if network is None or subnet.resource is None or subnet.resource.computed("id").known is not None:
        return opened()
    if network.prefixlen > _LONGEST_PREFIX:
        return closed(f"{subnet.name} has {network}, which is smaller than a /{_LONGEST_PREFIX}")
    if not bounds or _within(network, bounds):
        return opened()
    return closed(f"{subnet.name} has {network}, its VPC {', '.join(map(str, bounds))}")


def _within(network: Network, bounds: Iterable[Network]) -> bool:
    return any(contains(bound, network) for bound in bounds)


def peerable(networks: Networks, connection: PeeringConnection) -> Verdict:
    """Whether two VPCs of the stack that are to be peered have no address in common."""
    sides = [networks.vpcs.get(side.key or "") for side in (connection.requester, connection.accepter)]
    one, other = ([cidr.known for cidr in vpc.cidrs if cidr.known is not None] if vpc else [] for vpc in sides)
    shared = next(((mine, theirs) for mine in one for theirs in other if overlap(mine, theirs)), None)
    return closed(f"{connection.name} joins {shared[0]} and {shared[1]}") if shared else opened()
