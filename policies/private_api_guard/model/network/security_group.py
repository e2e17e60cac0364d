"""Security groups: who is admitted on which port, from all the ways in which a rule can be written.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html and, for references across VPCs,
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.values import Block, Number, Text, Values
from ..verdict import Verdict, closed, opened, presumably, unknown
from .address import ANYWHERE, Place, Range, matches, of_a_vpc, parse
from .network import VPCS, Networks

GROUP = "ec2.SecurityGroup"
DEFAULT_GROUP = "ec2.DefaultSecurityGroup"
GROUPS = (GROUP, DEFAULT_GROUP)
# The first and the last port of a flow.
Ports = tuple[int, int]
_TCP = {"tcp", "6"}
_ALL = {"-1", "all"}


@dataclass(frozen=True)
class Rule:
    """One rule of a group: traffic of a protocol and ports, from (or to) ranges, groups or the group itself."""

    egress: bool
    protocol: Text
    low: Number
    high: Number
    ranges: tuple[Range, ...]
    groups: Reference
    itself: bool | None
    resource: Resource
    attached: bool = True

    @property
    def tcp(self) -> bool:
        """Whether the rule is known to be for TCP, on whatever ports."""
        return str(self.protocol).lower() in _TCP | _ALL

    def takes(self, ports: Ports) -> bool | None:
        """Whether the rule is for TCP on all of some ports; `None` where not known."""
        if self.protocol is UNKNOWN:
            return None
        protocol = str(self.protocol).lower()
        if protocol in _ALL:
            return True
        if protocol not in _TCP:
            return False
        if not (isinstance(self.low, int) and isinstance(self.high, int)):
            return None
        return self.low <= ports[0] and ports[1] <= self.high

    def __str__(self) -> str:
        span = f"{self.low}" if self.low == self.high else f"{self.low}-{self.high}"
        ports = "all traffic" if str(self.protocol).lower() in _ALL else f"{self.protocol} {span}"
        peers = [str(entry) for entry in self.ranges] + [key.rsplit("::", 1)[-1] for key in self.groups.keys]
        peers += ["itself"] if self.itself else []
        return f"{ports} {'to' if self.egress else 'from'} {', '.join(peers) or 'nobody'}"


@dataclass(frozen=True)
class Peer:
    """The other side of a flow: the places it may have, all of which must be admitted, and the groups it carries."""

    places: tuple[Place, ...]
    groups: Reference = NOTHING
    vpc: Key | None = None
    label: str = ""
    where: str = ""

    def __str__(self) -> str:
        return self.label or ", ".join(str(place) for place in self.places)


@dataclass
class SecurityGroup:
    """A group with the union of its rules; `complete` tells whether all of them are known."""

    key: Key
    resource: Resource | None
    vpc: Key | None
    vpcs: frozenset[Key] = frozenset()
    complete: bool = True
    where: str = ""
    rules: list[Rule] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key


class SecurityGroups:
    """All groups that the stack makes or names."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        self.stack = stack
        self.networks = networks

    @cached_property
    def by_key(self) -> dict[Key, SecurityGroup]:
        """Groups by key, with inline rules and rule resources joined."""
        groups = {resource.urn: self._group(resource) for resource in self.stack.of(*GROUPS)}
        for resource in self.stack.of(
            "ec2.SecurityGroupRule", "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"
        ):
            owners = self.stack.refer(resource, "securityGroupId", *GROUPS)
            rule = self._separate(resource, attached=owners.decided)
            for key in owners.keys:
                groups.setdefault(key, self._outside(key)).rules.append(rule)
            if owners.unknown:
                self.adrift.append(rule)
        return groups

    @cached_property
    def adrift(self) -> list[Rule]:
        """Rules of which nobody can say to which group they belong."""
        return []

    def get(self, key: Key) -> SecurityGroup:
        """A group by key; one outside the stack has rules that are not known."""
        return self.by_key.get(key) or self._outside(key)

    def default(self, vpc: Key | None) -> Reference:
        """The default group of a VPC, which AWS gives to whatever names none: it admits itself and sends anywhere.

        Where the stack manages it, the provider has removed every rule that the stack does not give.
        """
        found = self.stack.default_group(vpc)
        for key in found.literals:
            self.by_key.setdefault(key, self._by_default(key, vpc))
        return found

    @cached_property
    def _defaults(self) -> dict[Key, Key]:
        """VPCs by the key of their default group."""
        return {key: vpc.urn for vpc in self.stack.of(*VPCS) for key in self.stack.default_group(vpc.urn).literals}

    def _by_default(self, key: Key, vpc: Key | None) -> SecurityGroup:
        """A default group as AWS makes it: it admits itself and sends anywhere."""
        owner = self.stack.by_urn.get(vpc or "") or Resource("", "", key, None, {})
        group = SecurityGroup(key, None, vpc, frozenset({vpc} if vpc else ()))
        anything = (Range(ANYWHERE.network), Range(parse("::/0")))
        group.rules = [
            Rule(False, "-1", 0, 0, (), NOTHING, True, owner),
            Rule(True, "-1", 0, 0, anything, NOTHING, False, owner),
        ]
        return group

    def _outside(self, key: Key) -> SecurityGroup:
        if key in self._defaults:
            return self._by_default(key, self._defaults[key])
        return SecurityGroup(key, None, None, complete=False, where=f"the rules of {key}, which is not in this stack")

    @cached_property
    def _associations(self) -> dict[Key, set[Key]]:
        found: dict[Key, set[Key]] = defaultdict(set)
        for association in self.stack.of("vpc.SecurityGroupVpcAssociation"):
            for group in self.stack.refer(association, "securityGroupId", *GROUPS).keys:
                found[group].update(self.stack.refer(association, "vpcId", *VPCS).keys)
        return found

    def _group(self, resource: Resource) -> SecurityGroup:
        vpc = self.stack.refer(resource, "vpcId", *VPCS).key
        group = SecurityGroup(
            resource.urn, resource, vpc, frozenset({*([vpc] if vpc else []), *self._associations.get(resource.urn, ())})
        )
        for key in ("ingress", "egress"):
            blocks = resource.raw_blocks(key)
            if blocks is UNKNOWN:
                group.complete, group.where = False, f"{resource.name}.{key}"
                continue
            group.rules.extend(self._inline(resource, key, block) for block in blocks)
        return group

    def _inline(self, resource: Resource, key: str, block: Block) -> Rule:
        ranges = self.networks.ranges(resource, key, block.raw_texts("cidrBlocks"))
        ranges += self.networks.ranges(resource, key, block.raw_texts("ipv6CidrBlocks"))
        ranges += self._prefixes(resource, key, block.get("prefixListIds"))
        return Rule(
            key == "egress",
            block.raw_text("protocol"),
            block.raw_number("fromPort"),
            block.raw_number("toPort"),
            tuple(ranges),
            self.stack.refer_value(resource, key, block.get("securityGroups"), *GROUPS),
            _flag(block, "self"),
            resource,
        )

    def _separate(self, resource: Resource, *, attached: bool) -> Rule:
        classic = resource.family == "ec2.SecurityGroupRule"
        kind = resource.raw_text("type") if classic else None
        egress = kind == "egress" if classic else resource.family.endswith("EgressRule")
        keys = ("cidrBlocks", "ipv6CidrBlocks") if classic else ("cidrIpv4", "cidrIpv6")
        ranges = [entry for key in keys for entry in self.networks.ranges(resource, key, resource.raw_texts(key))]
        for key in ("prefixListIds",) if classic else ("prefixListId",):
            ranges += self._prefixes(resource, key, resource.get(key))
        return Rule(
            egress,
            resource.raw_text("protocol" if classic else "ipProtocol"),
            resource.raw_number("fromPort"),
            resource.raw_number("toPort"),
            tuple(ranges),
            self.stack.refer(resource, "sourceSecurityGroupId" if classic else "referencedSecurityGroupId", *GROUPS),
            _flag(resource, "self"),
            resource,
            attached=attached and kind is not UNKNOWN,
        )

    def _prefixes(self, resource: Resource, key: str, value: object) -> list[Range]:
        if value is None:
            return []
        reference = self.stack.refer_value(resource, key, value, "ec2.ManagedPrefixList", "ec2.VpcEndpoint")
        found: list[Range] = []
        for prefix_list in reference.resources:
            if prefix_list.family == "ec2.VpcEndpoint":
                found.append(Range(key=prefix_list.urn))
                continue
            blocks = prefix_list.raw_blocks("entries")
            if blocks is UNKNOWN:
                found.append(Range(certain=False))
                continue
            cidrs = [block.raw_text("cidr") for block in blocks]
            found += self.networks.ranges(prefix_list, "entries", [cidr or UNKNOWN for cidr in cidrs])
        # What a list outside the stack holds is not known; AWS's own lists hold public addresses, of no use here.
        found += [Range(certain=False)] if reference.literals or reference.unknown else []
        return found

    def admits(self, groups: Reference, ports: Ports, peer: Peer, *, egress: bool) -> Verdict:
        """Whether resources that carry the groups accept (or, with `egress`, send) TCP on a port from (to) a peer.

        AWS adds up the rules of all groups, so that one group that admits is enough. Several candidates that are not
        certain are asked one by one.
        """
        members = [self.get(key) for key in groups.keys]
        sure = members if groups.decided or groups.certain else []
        answers = [self._union(sure, ports, peer, egress=egress)] if sure else []
        answers += [self._union([member], ports, peer, egress=egress) for member in members if not sure]
        if not answers:
            return unknown(groups.where)
        states = {answer.state for answer in answers}
        if len(states) > 1:
            return unknown(groups.where)
        if groups.unknown and not answers[0].open:
            return unknown(groups.where)
        return answers[0]

    def names(self, groups: Reference, ports: Ports, peer: Peer) -> Verdict:
        """Whether ingress on some ports is granted to a peer's group itself, not only to a range that holds it."""
        members = [self.get(key) for key in groups.keys]
        rules = [(member, rule) for member in members for rule in member.rules if not rule.egress and rule.takes(ports)]
        for member, rule in rules:
            if rule.attached and self._by_group(member, rule, peer):
                return opened(f"{member.name} admits {rule}")
        return closed(*(f"{member.name} has: {rule}" for member, rule in rules))

    def _union(self, members: list[SecurityGroup], ports: Ports, peer: Peer, *, egress: bool) -> Verdict:
        rules = [(member, rule) for member in members for rule in member.rules if rule.egress == egress]
        fitting = [(member, rule, rule.takes(ports)) for member, rule in rules]
        fitting = [(member, rule, takes) for member, rule, takes in fitting if takes is not False]
        named = [self._by_group(member, rule, peer) for member, rule, _ in fitting]
        # A rule of which the port is not known can only say perhaps.
        by_group = [
            None if answer and takes is None else answer for answer, (_, _, takes) in zip(named, fitting, strict=True)
        ]
        for (member, rule, _), answer in zip(fitting, by_group, strict=True):
            if answer and rule.attached:
                return opened(f"{member.name} admits {rule}")
        sure = [entry for _, rule, takes in fitting if takes and rule.attached for entry in rule.ranges]
        every = [entry for _, rule, _ in fitting for entry in rule.ranges]
        covers = [matches(sure, place) for place in peer.places]
        names = ", ".join(member.name for member in members)
        if peer.places and all(covers):
            return opened(*(f"{member.name} admits {rule}" for member, rule, _ in fitting if rule.ranges))
        loose = [matches(every, place) for place in peer.places]
        direction, verb = ("egress", "to") if egress else ("ingress", "from")
        if not peer.places:
            return unknown(peer.where or names)
        if any(answer is None for answer in by_group):
            maybe = next(rule for (_, rule, _), answer in zip(fitting, by_group, strict=True) if answer is None)
            return unknown(
                f"{maybe.resource.name}.{direction if maybe.resource.family in GROUPS else 'securityGroupId'}"
            )
        if all(cover is not False for cover in loose):
            if presumed := self._presumed(fitting, peer, covers):
                return presumed
            maybe = next((rule for _, rule, _ in fitting if rule.ranges), None)
            half = next((str(place) for place, cover in zip(peer.places, loose, strict=True) if not cover), "")
            return unknown(f"the address in {half} that a range of {maybe.resource.name} may hold" if maybe else names)
        incomplete = next((member for member in members if not member.complete), None)
        if incomplete:
            return unknown(incomplete.where)
        if self.adrift:
            return unknown(f"{self.adrift[0].resource.name}.securityGroupId")
        missing = [str(place) for place, cover in zip(peer.places, covers, strict=True) if not cover]
        what = f"tcp {ports[0]}" if ports[0] == ports[1] else f"tcp {ports[0]}-{ports[1]}"
        listing = [f"{member.name} has: {rule}" for member, rule in rules[:5]] or [f"{names} has no {direction} rule"]
        return closed(f"{names} has no {direction} rule for {what} {verb} {', '.join(missing)}", *listing)

    @staticmethod
    def _presumed(
        fitting: list[tuple[SecurityGroup, Rule, bool | None]], peer: Peer, covers: list[bool | None]
    ) -> Verdict | None:
        """A private range on the right port is presumed to hold subnets whose range nobody can know here.

        They are outside the stack, or an address manager will choose their range.
        """
        if not all(
            cover or (place.subnet and place.network is None) for place, cover in zip(peer.places, covers, strict=True)
        ):
            return None
        for member, rule, takes in fitting:
            held = [entry.network for entry in rule.ranges if entry.network is not None and of_a_vpc(entry.network)]
            if takes and rule.attached and held:
                return presumably(f"{held[0]}, which {member.name} admits, holds {peer.label or peer.places[0]}")
        return None

    def _by_group(self, member: SecurityGroup, rule: Rule, peer: Peer) -> bool | None:
        """Whether a rule names a group that the peer carries and that is valid where the rule's group is."""
        named = [key for key in rule.groups.keys if peer.groups.may_mean(key)] if not peer.groups.absent else []
        if rule.itself and peer.groups.may_mean(member.key):
            named.append(member.key)
        if not named:
            return None if rule.groups.unknown and not peer.groups.absent else False
        sure = any(
            (rule.groups.means(key) or (rule.itself and key == member.key)) and peer.groups.means(key) for key in named
        )
        return self._valid(member, peer) if sure else None

    def _valid(self, member: SecurityGroup, peer: Peer) -> bool | None:
        """Whether a reference to the peer's group can match: same VPC, an associated one, or a peered one."""
        if member.vpc is None or peer.vpc is None or member.vpc == peer.vpc or peer.vpc in member.vpcs:
            return True
        carried = [self.get(key) for key in peer.groups.keys]
        if any(member.vpc in group.vpcs for group in carried):
            return True
        return self.networks.peered(member.vpc, peer.vpc)


def _flag(values: Values, key: str) -> bool | None:
    flag = values.raw_flag(key)
    return None if flag is UNKNOWN else bool(flag)
