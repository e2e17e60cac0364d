"""Sets of addresses: literal CIDRs, those that stand for a subnet's or VPC's unknown range, and interfaces in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Final

from ..values import NOTHING, Key, Reference, Value, known
from ..verdict import Verdict, closed, opened, unknown

Network = IPv4Network | IPv6Network

# The private ranges that VPCs have and target groups take.
VPC_RANGES: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
# All ranges that the internet does not reach: those, and what is of one host or link only.
PRIVATE_RANGES: Final = (
    *VPC_RANGES,
    *map(ip_network, ("127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128")),
)
ALL_IPV4: Final[Network] = ip_network("0.0.0.0/0")
ALL_IPV6: Final[Network] = ip_network("::/0")
# On which ports replies come back: to load balancers, NAT gateways and functions, and to what runs on a system.
EPHEMERAL: Final = (1024, 65535)
LINUX: Final = (32768, 60999)
WINDOWS: Final = (49152, 65535)


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


def overlap(one: Network, other: Network) -> bool:
    """Whether two networks share an address: of two CIDRs, one then lies within the other."""
    return contains(one, other) or contains(other, one)


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
    inside: list[Network] = []
    for each in by:
        if contains(each, network):
            return True
        if contains(network, each):
            inside.append(each)
    return next(collapse_addresses(inside), None) == network  # type: ignore[type-var]


def _without_private() -> tuple[Network, ...]:
    # Unicast ends where multicast begins, at 224.0.0.0.
    left: list[Network] = [ip_network("0.0.0.0/1"), ip_network("128.0.0.0/2"), ip_network("192.0.0.0/3")]
    for private in PRIVATE_RANGES:
        left = subtract(left, private)
    return tuple(left)


PUBLIC_RANGES: Final = _without_private()


def of_a_vpc(network: Network) -> bool:
    """Whether a range can be that of a VPC or subnet: a private one, of more than a few addresses."""
    if network.version != 4:
        return network.prefixlen < network.max_prefixlen
    return network.prefixlen <= 28 and any(contains(private, network) for private in VPC_RANGES)


@dataclass(frozen=True)
class Place:
    """Where packets come from or go to.

    `network` is the range, unknown where AWS or an address manager will choose it. `subnet` and `vpc` are keys, so that
    a rule made from an unknown range of the same subnet or VPC still matches. `bounds` are ranges that the unknown
    range lies in for certain (those of its VPC). `whole` says that packets come from all of the range; otherwise they
    come from an address in it that AWS chooses. `outside` marks a subnet that is not in the stack.
    """

    network: Value[Network]
    subnet: Key | None = None
    vpc: Key | None = None
    bounds: tuple[Network, ...] = ()
    label: str = ""
    whole: bool = False
    outside: bool = False

    def __str__(self) -> str:
        return self.label or str(self.network)

    def within(self, networks: Iterable[Network]) -> bool:
        """Whether some networks together hold all of it for certain."""
        listed = list(networks)
        if self.network.known is not None:
            return covered(self.network.known, listed)
        bounded = bool(self.bounds) and all(covered(bound, listed) for bound in self.bounds)
        return bounded or ALL_IPV4 in listed

    def touches(self, network: Network) -> bool:
        """Whether the address that AWS chooses may lie in a network."""
        if self.network.known is not None:
            return not self.whole and overlap(network, self.network.known)
        same = [bound for bound in self.bounds if bound.version == network.version]
        return not self.bounds or any(overlap(bound, network) for bound in same)


@dataclass(frozen=True)
class Interfaces:
    """Where packets come from or go to: places, all of which rules must admit, and the groups that stand there.

    `vpc` is the key of their VPC, where that is known. Replies come back to them on the ports `replies`.
    """

    places: tuple[Place, ...]
    groups: Reference = NOTHING
    vpc: Key | None = None
    label: str = ""
    subnets: Reference = NOTHING
    replies: tuple[int, int] = EPHEMERAL

    @property
    def guarded(self) -> bool:
        """Whether a security group stands here."""
        return not self.groups.absent

    @property
    def where(self) -> str:
        """The property that would tell where they are."""
        return self.subnets.where or self.label

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.places[:4]))
        return f"{self.label}: {listed}" if self.label and listed else self.label or listed


@dataclass(frozen=True)
class Range:
    """One range that a rule names: a network, or the unknown range of a subnet or VPC, which has its `key`.

    Without network and key it may be any. One that is not `certain` is perhaps not among the rule's.
    """

    network: Value[Network]
    key: Key | None = None
    certain: bool = True

    def __str__(self) -> str:
        return f"the range of {(self.key or '?').rsplit('::', 1)[-1]}" if self.network.unknown else str(self.network)

    def perhaps(self) -> "Range":
        """The same, of a rule that perhaps does not count."""
        return replace(self, certain=False)

    def stands_for(self, place: Place) -> bool:
        """Whether it is the range of a place's own subnet or VPC, whatever that will be."""
        return self.key is not None and self.key in (place.subnet, place.vpc)


ANYWHERE: Final = Place(known(ALL_IPV4), label="any address", whole=True)


def hold(ranges: Iterable[Range], place: Place) -> Verdict:
    """Whether ranges together hold all of a place."""
    listed = list(ranges)
    if _hold([each for each in listed if each.certain], place):
        return opened()
    if _hold(listed, place) or any(_may_hold(each, place) for each in listed):
        return unknown(f"which address {place} has")
    return closed(str(place))


def literal(ranges: Iterable[Range]) -> list[Network]:
    """The ranges that are known."""
    return [each.network.known for each in ranges if each.network.known is not None]


def _hold(ranges: list[Range], place: Place) -> bool:
    return place.within(literal(ranges)) or any(each.stands_for(place) for each in ranges)


def _may_hold(each: Range, place: Place) -> bool:
    """A range that AWS will choose for another subnet or VPC never holds a place with a known one."""
    if each.network.known is not None:
        return place.touches(each.network.known)
    return each.key is None or place.network.unknown
