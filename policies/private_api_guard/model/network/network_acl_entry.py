"""The numbered rules of network ACLs, in all the ways in which one can be written.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from dataclasses import dataclass
from typing import Any, Final

from ..values import Resource, Value, Values, known
from ..verdict import Verdict, opened, unknown
from .address import ALL_IPV4, ALL_IPV6, Network, Range, contains, literal, overlap, subtract
from .network import Networks

_ALL: Final = ("-1", "all")
_TCP: Final = ("tcp", "6")
_ALL_PORTS: Final = (0, 65535)
_NO_PORTS: Final = (1, 0)
# A piece of a flow: addresses, and the first and last of its ports.
Piece = tuple[Network, int, int]


@dataclass(frozen=True)
class NetworkAclEntry:
    """One rule."""

    name: str
    number: Value[int]
    egress: Value[bool]
    allow: Value[bool]
    protocol: Value[str]
    low: Value[int]
    high: Value[int]
    ranges: tuple[Range, ...]

    @property
    def clear(self) -> Verdict:
        """Whether all of it is known that decides about packets."""
        parts: list[Value[Any]] = [self.egress, self.allow, self.protocol, *(each.network for each in self.ranges)]
        parts += [self.low, self.high] if self.protocol.known in _TCP else []
        sure = all(each.certain for each in self.ranges) and all(part.known is not None for part in parts)
        return opened() if sure else unknown(f"{self.name} (rule {self.number})")

    @property
    def ports(self) -> tuple[int, int]:
        """The TCP ports that it is for; an empty range where it is for another protocol, or they are not known."""
        if self.protocol.known in _ALL:
            return _ALL_PORTS
        if self.protocol.known not in _TCP or self.low.known is None or self.high.known is None:
            return _NO_PORTS
        return self.low.known, self.high.known

    def split(self, piece: Piece) -> tuple[list[Piece], list[Piece]]:
        """What it decides of a piece of a flow, and what it leaves to the rules after it."""
        network, low, high = piece
        first, last = max(low, self.ports[0]), min(high, self.ports[1])
        hit = [each for each in literal(self.ranges) if overlap(each, network)]
        if first > last or not hit:
            return [], [piece]
        left = [(network, start, end) for start, end in ((low, first - 1), (last + 1, high)) if start <= end]
        rest = [network]
        for each in hit:
            rest = subtract(rest, each)
        left += [(each, first, last) for each in rest]
        return [(network if contains(each, network) else each, first, last) for each in hit], left

    def __str__(self) -> str:
        span = "all traffic" if self.ports == _ALL_PORTS else f"{self.protocol} {self.low}-{self.high}"
        verb = {True: "allows", False: "denies", None: "decides"}[self.allow.known]
        ranges = ", ".join(map(str, literal(self.ranges)))
        return f"rule {self.number} {verb} {span} {'to' if self.egress.known else 'from'} {ranges}"


def inline(networks: Networks, acl: Resource, key: str) -> Value[tuple[NetworkAclEntry, ...]]:
    """The rules in an ACL's own property, `ingress` or `egress`."""
    return acl.blocks(key).map(
        lambda blocks: tuple(
            _entry(networks, acl, block, block.number("ruleNo"), known(key == "egress"), "action", key)
            for block in blocks
        )
    )


def separate(networks: Networks, rule: Resource) -> NetworkAclEntry:
    """A rule that is a resource of its own."""
    return _entry(networks, rule, rule, rule.number("ruleNumber"), rule.flag("egress").or_else(False), "ruleAction")


def allow_all(name: str) -> tuple[NetworkAclEntry, NetworkAclEntry]:
    """The rules of a default ACL as AWS makes it."""
    anything = (Range(known(ALL_IPV4)), Range(known(ALL_IPV6)))
    ingress, egress = (
        NetworkAclEntry(name, known(100), known(out), known(True), known("-1"), known(0), known(0), anything)
        for out in (False, True)
    )
    return ingress, egress


def _entry(
    networks: Networks,
    resource: Resource,
    values: Values,
    number: Value[int],
    egress: Value[bool],
    action: str,
    key: str = "",
) -> NetworkAclEntry:
    """A rule; `key` is the top-level property that holds all of it, where one does."""
    ranges = [networks.ranges(resource, key or name, values.texts(name)) for name in ("cidrBlock", "ipv6CidrBlock")]
    return NetworkAclEntry(
        resource.name,
        number,
        egress,
        values.text(action).map(lambda verb: verb.lower() == "allow"),
        values.text("protocol").map(str.lower),
        values.number("fromPort"),
        values.number("toPort"),
        tuple(each for listed in ranges for each in listed),
    )
