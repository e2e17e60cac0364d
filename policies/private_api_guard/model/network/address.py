"""Sets of addresses: literal CIDRs, and those that stand for a subnet's or VPC's range that is not known yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from ..values.reference import Key

Network = IPv4Network | IPv6Network


@cache
def parse(text: str) -> Network | None:
    """A CIDR or single address as a network; `None` where it is neither."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def contains(outer: Network, inner: Network) -> bool:
    """Whether one network lies within another of the same IP version."""
    if outer.version != inner.version or outer.prefixlen > inner.prefixlen:
        return False
    hosts = outer.max_prefixlen - outer.prefixlen
    return int(outer.network_address) >> hosts == int(inner.network_address) >> hosts


def subtract(pieces: Iterable[Network], network: Network) -> list[Network]:
    """What is left of some networks without another."""
    left: list[Network] = []
    for piece in pieces:
        if contains(network, piece):
            continue
        if contains(piece, network):
            left.extend(piece.address_exclude(network))  # type: ignore[arg-type]
        else:
            left.append(piece)
    return left


def covered(network: Network, by: Iterable[Network]) -> bool:
    """Whether the union of some networks holds all of another."""
    left: list[Network] = [network]
    for candidate in by:
        left = subtract(left, candidate)
        if not left:
            return True
    return False


@dataclass(frozen=True)
class Place:
    """Where packets come from or go to.

    `network` is the range, `None` where AWS or an address manager will choose it. `subnet` and `vpc` are keys, so that
    a rule made from an unknown range of the same subnet or VPC still matches. `bounds` are ranges that the unknown
    range lies in for certain (those of its VPC). `whole` says that packets come from all of the range; otherwise they
    come from an address in it that AWS chooses. `outside` marks a subnet that is not in the stack.
    """

    network: Network | None
    subnet: Key | None = None
    vpc: Key | None = None
    bounds: tuple[Network, ...] = ()
    label: str = ""
    whole: bool = False
    outside: bool = False

    def __str__(self) -> str:
        return self.label or str(self.network)


@dataclass(frozen=True)
class Range:
    """One range that a rule names: a literal network, or the (unknown) range of a subnet or VPC."""

    network: Network | None = None
    key: Key | None = None
    certain: bool = True

    def __str__(self) -> str:
        return (
            str(self.network) if self.network is not None else f"the range of {(self.key or '?').rsplit('::', 1)[-1]}"
        )


# The ranges that VPCs have, nearly all of them.
_PRIVATE = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))


def of_a_vpc(network: Network) -> bool:
    """Whether a range can be that of a VPC or subnet: a private one, of more than a few addresses."""
    if network.version != 4:
        return network.prefixlen < network.max_prefixlen
    return network.prefixlen <= 28 and any(contains(private, network) for private in _PRIVATE)


ANYWHERE = Place(ip_network("0.0.0.0/0"), label="any address", whole=True)


def matches(ranges: Iterable[Range], place: Place) -> bool | None:
    """Whether ranges together hold all of a place: yes, no, or `None` where that is not known yet."""
    listed = list(ranges)
    sure = [entry for entry in listed if entry.certain]
    if _holds(sure, place):
        return True
    if _holds(listed, place):
        return None
    literal = [entry.network for entry in listed if entry.network is not None]
    if place.network is None:
        if any(entry.network is None for entry in listed) or any(_overlaps(place, network) for network in literal):
            return None
        return False
    if not place.whole and any(network.overlaps(place.network) for network in _same_version(literal, place.network)):
        return None
    # A range that AWS will choose for another subnet or VPC never holds this one.
    mystery = [entry for entry in listed if entry.network is None and entry.key is None]
    return None if mystery else False


def _holds(ranges: list[Range], place: Place) -> bool:
    literal = [entry.network for entry in ranges if entry.network is not None]
    if place.network is not None:
        if covered(place.network, literal):
            return True
    elif any(network.prefixlen == 0 and network.version == 4 for network in literal):
        return True
    if place.network is None and place.bounds and all(covered(bound, literal) for bound in place.bounds):
        return True
    return any(entry.key is not None and entry.key in (place.subnet, place.vpc) for entry in ranges)


def _same_version(networks: Iterable[Network], other: Network) -> list[Network]:
    return [network for network in networks if network.version == other.version]


def _overlaps(place: Place, network: Network) -> bool:
    same = _same_version(place.bounds, network)
    return any(bound.overlaps(network) for bound in same) if place.bounds else True  # type: ignore[arg-type]
