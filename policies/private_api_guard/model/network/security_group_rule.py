"""Rules of security groups, in all the ways in which one can be written.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from ..families import GROUPS
from ..values import Block, Key, Reference, Resource, Value, Values, known, not_known
from ..verdict import Verdict, every, opened, presumably, some, unknown
from .address import Interfaces, Range
from .network import NetworkReader
from .prefix_list import LISTS, PrefixLists

_CLASSIC: Final = "ec2.SecurityGroupRule"
RULES: Final = (_CLASSIC, "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule")
# The first and the last port of a flow.
Ports = tuple[int, int]
_ALL: Final = ("-1", "all")
_TCP: Final = ("tcp", "6", *_ALL)
_NUMBERS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}


@dataclass(frozen=True)
class SecurityGroupRule:
    """One rule: traffic of a protocol and ports, from (or to) ranges, groups or its own group itself.

    `owners` are the groups that it is, or may be, a rule of, `peers` the keys and texts of the ranges, groups and lists
    that it is known to name.
    """

    owners: Reference
    egress: Value[bool]
    protocol: Value[str]
    low: Value[int]
    high: Value[int]
    ranges: tuple[Range, ...]
    groups: Reference
    itself: Value[bool]
    peers: frozenset[str] = frozenset()

    @property
    def signatures(self) -> Iterator[tuple[object, ...]]:
        """What a group may have once: one of each peer that the rule is known to be for; none if it is not known."""
        protocol, owner = _NUMBERS.get(self.protocol.known or "", self.protocol.known), self.owners.key
        ports = (0, 0) if protocol in _ALL else (self.low.known, self.high.known)
        facts = (owner, self.egress.known, protocol, *ports)
        if None not in facts:
            yield from ((*facts, peer) for peer in (*self.peers, *([owner] if self.itself.known else [])))

    @property
    def tcp(self) -> Verdict:
        """Whether it is for TCP, on whatever ports."""
        return self.protocol.is_(*_TCP)

    def takes(self, ports: Ports) -> Verdict:
        """Whether it is for TCP on all of some ports."""
        low, high = self.low.holds(lambda first: first <= ports[0]), self.high.holds(lambda last: ports[1] <= last)
        everything = self.protocol.is_(*_ALL)
        if everything.unknown:
            # With all protocols the provider takes no other ports than 0.
            everything = every([everything, self.low.or_else(0).is_(0, -1)])
        return every([self.tcp, some([everything, every([low, high])])])

    def fits(self, group: Key, ports: Ports, *, egress: bool) -> Verdict:
        """Whether it is a rule of a group, for one direction and TCP on all of some ports."""
        direction = self.egress.is_(egress)
        return direction if direction.closed else every([self.takes(ports), self.owners.meaning(group), direction])

    def names(self, group: Key) -> Verdict:
        """Whether it is for another group."""
        meant = self.groups.meaning(group)
        return presumably(self.groups.presumed) if meant.unknown and self.groups.presumed else meant

    def somebody(self, *, ipv6: bool) -> Verdict:
        """Whether it is for anybody at all, perhaps by IPv6 as well."""
        ranges = [each for each in self.ranges if ipv6 or each.network.known is None or each.network.known.version == 4]
        return self.itself.is_(True) if self.groups.absent and not ranges else opened()

    def __str__(self) -> str:
        span = f"{self.low}" if self.low == self.high else f"{self.low}-{self.high}"
        ports = "all traffic" if self.protocol.known in _ALL else f"{self.protocol} {span}"
        peers = [*map(str, self.ranges), *(key.rsplit("::", 1)[-1] for key in self.groups.keys)]
        peers += ["itself"] if self.itself.known else []
        return f"{ports} {'to' if self.egress.known else 'from'} {', '.join(peers) or 'nobody'}"


@dataclass(frozen=True)
class Unread:
    """Rules of one direction that are not known: a property that names them is made from `sources` as a whole."""

    where: str
    egress: bool
    sources: frozenset[Key] = frozenset()

    def admits(self, peer: Interfaces) -> Verdict:
        """Whether they admit a peer: presumed of one from whose group, subnets or VPC they are made."""
        groups = [key for key in peer.groups.keys if key in self.sources] if peer.groups.decided else []
        inside = bool(peer.places) and all({each.subnet, each.vpc} & self.sources for each in peer.places)
        if groups or inside:
            named = groups[0].rsplit("::", 1)[-1] if groups else str(peer)
            return presumably(f"{self.where}, made from {named}, admits it")
        return unknown(self.where)


class _Names(NamedTuple):
    """What one way of writing rules calls their parts."""

    protocol: str
    ranges: tuple[str, str]
    prefix_lists: str
    groups: str


_INLINE = _Names("protocol", ("cidrBlocks", "ipv6CidrBlocks"), "prefixListIds", "securityGroups")
_SEPARATE = {
    _CLASSIC: _Names("protocol", ("cidrBlocks", "ipv6CidrBlocks"), "prefixListIds", "sourceSecurityGroupId"),
    **dict.fromkeys(
        RULES[1:], _Names("ipProtocol", ("cidrIpv4", "cidrIpv6"), "prefixListId", "referencedSecurityGroupId")
    ),
}


class SecurityGroupRules(NetworkReader):
    """The rules of a stack."""

    def inline(self, group: Resource, key: str, blocks: Iterable[Block]) -> tuple[SecurityGroupRule, ...]:
        """The rules inside a group's own property, `ingress` or `egress`.

        What groups feed the property is told as a whole. If there are as many rules with an unknown group, or one that
        lists several, each group is presumed to stand in the rule that needs it.
        """
        listed = [
            (block, self._rule(Reference((group,)), known(key == "egress"), group, block, _INLINE, key))
            for block in blocks
        ]
        vague = {id(rule) for _, rule in listed if not (rule.groups.decided or rule.groups.unknown)}
        candidates = {each for _, rule in listed if id(rule) in vague for each in rule.groups.keys}
        several = any(block.value(_INLINE.groups).unknown for block, _ in listed)
        if not several and len(vague) < len(candidates):
            return tuple(rule for _, rule in listed)
        presumed = f"each of the groups that feed {group.name}.{key} is in the rule that needs it"
        return tuple(_presuming(rule, presumed) if id(rule) in vague else rule for _, rule in listed)

    @cached_property
    def separate(self) -> tuple[SecurityGroupRule, ...]:
        """Rules that are resources of their own."""
        return tuple(self._separate(resource) for resource in self._stack.of(*RULES))

    def _separate(self, resource: Resource) -> SecurityGroupRule:
        egress = known(resource.family.endswith("EgressRule"))
        if resource.family == _CLASSIC:
            egress = resource.text("type").map(lambda kind: kind == "egress").or_else(False)
        owners = self._stack.refer(resource, "securityGroupId", *GROUPS)
        return self._rule(owners, egress, resource, resource, _SEPARATE[resource.family])

    def repeated(self) -> Iterator[tuple[Resource, Resource]]:
        """Rules of their own that their group has already: each with what has it, which may be the group itself."""
        own = (
            (group, rule)
            for group in self._stack.of(*GROUPS)
            for key in ("ingress", "egress")
            for rule in self.inline(group, key, group.asked_blocks(key))
        )
        apart = zip(self._stack.of(*RULES), self.separate, strict=True)
        first: dict[tuple[object, ...], Resource] = {}
        for resource, rule in (*own, *sorted(apart, key=lambda pair: (pair[0].name, pair[0].urn))):
            for signature in () if resource.silent else rule.signatures:
                other = first.setdefault(signature, resource)
                if other.urn != resource.urn:
                    yield resource, other

    def _rule(
        self, owners: Reference, egress: Value[bool], resource: Resource, values: Values, names: _Names, key: str = ""
    ) -> SecurityGroupRule:
        """A rule; `key` is the top-level property that holds all of it, where one does."""
        ranges = [
            each for name in names.ranges for each in self._networks.ranges(resource, key or name, values.texts(name))
        ]
        listed = values.texts(names.prefix_lists)
        lists = self._stack.refer_value(resource, key or names.prefix_lists, listed, *LISTS)
        groups = self._stack.refer_value(resource, key or names.groups, values.value(names.groups), *GROUPS)
        named = [str(each.network.known or each.key) for each in ranges if each.certain]
        return SecurityGroupRule(
            owners,
            egress,
            values.text(names.protocol).map(str.lower),
            _port(values, "fromPort"),
            _port(values, "toPort"),
            (*ranges, *self._prefix_lists.ranges(lists, resource.name, key or names.prefix_lists)),
            groups,
            values.flag("self").or_else(False),
            frozenset((*named, *(each for side in (groups, lists) if side.decided for each in side.keys))),
        )

    @cached_property
    def _prefix_lists(self) -> PrefixLists:
        return PrefixLists(self._stack, self._networks)


def _presuming(rule: SecurityGroupRule, presumed: str) -> SecurityGroupRule:
    return replace(rule, groups=replace(rule.groups, presumed=presumed))


def _port(values: Values, key: str) -> Value[int]:
    """A port; AWS refuses a rule for TCP that names none, so that what it would be is not known."""
    port = values.number(key)
    return not_known(values.owner, key) if port.absent else port
