"""Security groups: who is admitted on which port.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html and, for references across VPCs,
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import GROUPS, SUBNETS, VPCS
from ..values import NOTHING, Key, Keyed, Reference, Resource, Value, grouped, known, not_known
from ..verdict import Verdict, agreed, closed, every, opened, presumably, presuming, some, unknown
from .address import ALL_IPV4, ALL_IPV6, Interfaces, Network, Place, Range, hold, literal, of_a_vpc
from .network import NetworkReader
from .security_group_rule import Ports, SecurityGroupRule, SecurityGroupRules, Unread

# What a group is of that names none, where it is not in the stack.
DEFAULT_VPC: Final = "the account's default VPC"


@dataclass(frozen=True)
class SecurityGroup(Keyed):
    """A group with the union of its rules. `vpcs` are keys of those VPCs that it may be used in."""

    vpc: Key | None = None
    vpcs: frozenset[Key] = frozenset()
    rules: tuple[SecurityGroupRule, ...] = ()
    unread: tuple[Unread, ...] = ()

    def blind(self, *, egress: bool) -> list[Unread]:
        """The rules of one direction that are not known."""
        return [each for each in self.unread if each.egress == egress]


@dataclass(frozen=True)
class _Fitting:
    """A rule that is, or may be, for a direction and ports, with whether it is."""

    member: SecurityGroup
    rule: SecurityGroupRule
    fits: Verdict

    def when(self, verdict: Verdict) -> Verdict:
        """Whether it admits somebody, given that its source or destination does."""
        answer = every([verdict, self.fits])
        return answer.because(str(self)) if answer.open else answer

    @property
    def ranges(self) -> Iterable[Range]:
        """Its ranges, which count for certain only if it does."""
        return self.rule.ranges if self.fits.open else [each.perhaps() for each in self.rule.ranges]

    def __str__(self) -> str:
        return f"{self.member.name} admits {self.rule}"


# What rules that are, or may be, for the ports grant, and what those do of which nothing is known.
_Granted = Callable[[list[_Fitting]], Verdict]
_Perhaps = Callable[[Unread], Verdict]


class SecurityGroups(NetworkReader):
    """All groups that the stack makes or names."""

    @cached_property
    def _by_key(self) -> dict[Key, SecurityGroup]:
        """Groups with their inline rules and with the rules that are resources of their own."""
        added = grouped((key, rule) for rule in self.rules.separate for key in rule.owners.keys)
        groups = [
            *(self._group(resource, added.get(resource.urn, ())) for resource in self._stack.of(*GROUPS)),
            *(_by_default(key, vpc, added.get(key, ())) for key, vpc in self._defaults.items()),
        ]
        outside = {key: _outside(key, rules) for key, rules in added.items()}
        return outside | {group.key: group for group in groups}

    @cached_property
    def rules(self) -> SecurityGroupRules:
        """The rules of all of them."""
        return SecurityGroupRules(self._stack, self._networks)

    @cached_property
    def _defaults(self) -> dict[Key, Key | None]:
        """VPCs by the key of their default group, of the stack's and of all that it names."""
        named = [self._stack.refer(each, "vpcId", *VPCS).key for each in self._stack.of("ec2.VpcEndpoint")]
        owners = [*self._networks.vpcs, *(subnet.vpc for subnet in self._networks.subnets.values()), *named, None]
        return {key: vpc for vpc in dict.fromkeys(owners) for key in self._stack.default_group(vpc).literals}

    def _group(self, resource: Resource, added: tuple[SecurityGroupRule, ...]) -> SecurityGroup:
        named = self._stack.refer(resource, "vpcId", *VPCS)
        default = next((each.urn for each in self._stack.of("ec2.DefaultVpc")), None)
        vpc = default if named.absent else named.key
        own = vpc or (DEFAULT_VPC if named.absent and resource.told else None)
        sides = {key: resource.blocks(key) for key in ("ingress", "egress")}
        inline = [
            rule for key, blocks in sides.items() for rule in self.rules.inline(resource, key, blocks.known or ())
        ]
        unread = [
            Unread(blocks.where, key == "egress", self._sources(resource, key))
            for key, blocks in sides.items()
            if blocks.unknown
        ]
        vpcs = frozenset(key for key in (own, *self._associations.get(resource.urn, ())) if key)
        return SecurityGroup(resource.urn, resource, vpc, vpcs, (*inline, *added), tuple(unread))

    def _sources(self, resource: Resource, key: str) -> frozenset[Key]:
        made = self._stack.made_from(resource, key, *GROUPS, *SUBNETS, *VPCS)
        return frozenset(each.urn for each in made)

    @cached_property
    def _associating(self) -> list[tuple[Reference, Reference]]:
        """The VPCs that are associated with groups, each with the groups."""
        return [
            (self._stack.refer(each, "vpcId", *VPCS), groups)
            for each, groups in self._stack.referring("vpc.SecurityGroupVpcAssociation", "securityGroupId", *GROUPS)
        ]

    @cached_property
    def _associations(self) -> dict[Key, tuple[Key, ...]]:
        listed = self._associating
        return grouped((group, vpc) for vpcs, groups in listed for group in groups.keys for vpc in vpcs.keys)

    def used_in(self, key: Key, vpc: Key) -> Verdict:
        """Whether a group may be used in a VPC: it is its own, or associated with it, or perhaps is."""
        maybe = [
            every([groups.meaning(key), vpcs.meaning(vpc)])
            for vpcs, groups in self._associating
            if groups.may_mean(key) and vpcs.may_mean(vpc)
        ]
        return opened() if vpc in self.get(key).vpcs else some(maybe)

    @cached_property
    def adrift(self) -> tuple[SecurityGroupRule, ...]:
        """Rules of which nobody can say to which group they belong."""
        return tuple(rule for rule in self.rules.separate if rule.owners.unknown or rule.owners.presumed)

    def get(self, key: Key) -> SecurityGroup:
        """A group by key; one outside the stack has rules that are not known."""
        return self._by_key.get(key) or _outside(key, ())

    def admits(self, groups: Reference, ports: Ports, peer: Interfaces, *, egress: bool) -> Verdict:
        """Whether resources that carry the groups accept (or, with `egress`, send) TCP on ports from (to) a peer."""

        def granted(fitting: list[_Fitting]) -> Verdict:
            answer = some([*(self._by_group(each, peer) for each in fitting), _by_range(fitting, peer)])
            return answer.because(f"{'to' if egress else 'from'} {_unheld(fitting, peer)}") if answer.closed else answer

        return self._ask(groups, ports, granted, lambda rules: rules.admits(peer), egress=egress)

    def names(self, groups: Reference, ports: Ports, peer: Interfaces) -> Verdict:
        """Whether ingress on some ports is granted to a peer's group itself, not only to a range that holds it."""

        def granted(fitting: list[_Fitting]) -> Verdict:
            answer = some(self._by_group(each, peer) for each in fitting)
            names = ", ".join(self.get(key).name for key in peer.groups.keys)
            return answer.because(f"from {names}") if answer.closed else answer

        return self._ask(groups, ports, granted, lambda rules: rules.admits(peer), egress=False)

    def admits_anybody(self, groups: Reference, ports: Ports, *, ipv6: bool) -> Verdict:
        """Whether ingress on some ports is granted to anybody at all, perhaps by IPv6 as well."""

        def granted(fitting: list[_Fitting]) -> Verdict:
            answer = some(each.when(each.rule.somebody(ipv6=ipv6)) for each in fitting)
            return answer.because("from anybody") if answer.closed else answer

        return self._ask(groups, ports, granted, lambda rules: unknown(rules.where), egress=False)

    def _ask(self, groups: Reference, ports: Ports, granted: _Granted, unread: _Perhaps, *, egress: bool) -> Verdict:
        """What groups that are carried together grant: AWS adds up their rules. Candidates are asked one by one."""
        if groups.absent:
            return unknown(groups.where)
        together = groups.certain or len(groups.keys) == 1
        sets = [groups.keys] if together else [(key,) for key in groups.keys]
        answers = [self._union([self.get(key) for key in keys], ports, granted, unread, egress=egress) for keys in sets]
        blind = [unknown(groups.where)] if groups.unknown else []
        answer = some([*answers, *blind]) if together else agreed([*answers, *blind], groups.where)
        return presuming(groups, answer)

    def _union(
        self, members: list[SecurityGroup], ports: Ports, granted: _Granted, unread: _Perhaps, *, egress: bool
    ) -> Verdict:
        rules = [(each, rule) for each in members for rule in each.rules if rule.egress.may_be(egress)]
        fitting = [_Fitting(each, rule, rule.fits(each.key, ports, egress=egress)) for each, rule in rules]
        perhaps = [unread(rules) for each in members for rules in each.blind(egress=egress)]
        perhaps += [unknown(rule.owners.where) for rule in self.adrift[:1]]
        answer = some([granted([each for each in fitting if not each.fits.closed]), *perhaps])
        if not answer.closed:
            return answer
        names, direction = ", ".join(each.name for each in members), "egress" if egress else "ingress"
        listing = [f"{each.name} has: {rule}" for each, rule in rules[:5]] or [f"{names} has no {direction} rule"]
        what = f"tcp {ports[0]}" if ports[0] == ports[1] else f"tcp {ports[0]}-{ports[1]}"
        return closed(f"{names} has no {direction} rule for {what} {answer.evidence[0]}", *listing)

    def _by_group(self, each: _Fitting, peer: Interfaces) -> Verdict:
        """Whether a rule names a group that the peer carries and that is valid where the rule's group is."""
        rule, theirs = each.rule, peer.groups
        named = [every([rule.names(key), theirs.meaning(key)]) for key in rule.groups.keys]
        if rule.groups.unknown and not theirs.absent:
            named.append(unknown(rule.groups.where))
        answer = some([*named, every([rule.itself.is_(True), theirs.meaning(each.member.key)])])
        valid = self._valid(each.member, peer, egress=rule.egress.is_(True).open)
        return answer if answer.closed else each.when(every([answer, valid]))

    def _valid(self, member: SecurityGroup, peer: Interfaces, *, egress: bool) -> Verdict:
        """Whether a reference to the peer's group can match: same VPC, an associated one, or one that is joined."""
        if member.vpc is None or peer.vpc is None or member.vpc == peer.vpc or peer.vpc in member.vpcs:
            return opened()
        if any(member.vpc in self.get(key).vpcs for key in peer.groups.keys):
            return opened()
        return self._networks.share_groups(member.vpc, peer.vpc, egress=egress)

    def sources(self, groups: Reference, ports: Ports) -> Value[tuple[Network, ...]]:
        """The ranges in which everybody's address lies who is admitted on some ports, where all of them are known."""
        members = [self.get(key) for key in groups.keys]
        blind = next((rules.where for each in members for rules in each.blind(egress=False)), "")
        if blind or self.adrift or not members or not groups.decided:
            return not_known(blind or groups.where)
        found: list[Network] = []
        for each, rule in [(member, rule) for member in members for rule in member.rules]:
            if rule.fits(each.key, ports, egress=False).closed:
                continue
            networks = literal(rule.ranges)
            # Members of a group have addresses of its VPC.
            owners = [*(self.get(key) for key in rule.groups.keys), *([] if rule.itself.is_(False).open else [each])]
            bounds = self._networks.bounds(each.vpc)
            here = all(owner.vpc == each.vpc for owner in owners)
            if rule.groups.unknown or len(networks) < len(rule.ranges) or (owners and not (bounds and here)):
                return not_known(each.name)
            found += [*(bounds if owners else ()), *networks]
        return known(tuple(found))


def _by_range(fitting: list[_Fitting], peer: Interfaces) -> Verdict:
    """Whether the ranges of some rules together hold all places that a peer may have."""
    if not peer.places:
        return unknown(peer.where)
    answers = _held(fitting, peer)
    answer = every(answers)
    if answer.open:
        return answer.because(*(str(each) for each in fitting if each.rule.ranges))
    nameless = [place for place, held in zip(peer.places, answers, strict=True) if not held.open]
    return (answer.unknown and _presumed(fitting, peer, nameless)) or answer


def _held(fitting: list[_Fitting], peer: Interfaces) -> list[Verdict]:
    ranges = [entry for each in fitting for entry in each.ranges]
    return [hold(ranges, place) for place in peer.places]


def _unheld(fitting: list[_Fitting], peer: Interfaces) -> str:
    """The places that no range holds for certain."""
    return ", ".join(str(place) for place, held in zip(peer.places, _held(fitting, peer), strict=True) if not held.open)


def _presumed(fitting: list[_Fitting], peer: Interfaces, nameless: list[Place]) -> Verdict | None:
    """A private range on the right port is presumed to hold subnets whose range nobody can know here.

    They are outside the stack, or an address manager will choose their range.
    """
    if any(not place.subnet or place.network.known is not None for place in nameless):
        return None
    for each in fitting:
        held = [network for network in literal(each.rule.ranges) if of_a_vpc(network)]
        if each.fits.open and held:
            return presumably(f"{held[0]}, which {each.member.name} admits, holds {peer}")
    return None


def _outside(key: Key, rules: tuple[SecurityGroupRule, ...]) -> SecurityGroup:
    where = f"the rules of {key}, which is not in this stack"
    return SecurityGroup(key, None, rules=rules, unread=(Unread(where, egress=False), Unread(where, egress=True)))


def _by_default(key: Key, vpc: Key | None, added: tuple[SecurityGroupRule, ...]) -> SecurityGroup:
    """A default group as AWS makes it: it admits itself and sends anywhere."""
    own = Reference(literals=(key,))

    def rule(*, egress: bool, ranges: tuple[Range, ...]) -> SecurityGroupRule:
        return SecurityGroupRule(
            own, known(egress), known("-1"), known(0), known(0), ranges, NOTHING, known(not egress)
        )

    anything = (Range(known(ALL_IPV4)), Range(known(ALL_IPV6)))
    rules = (rule(egress=False, ranges=()), rule(egress=True, ranges=anything), *added)
    return SecurityGroup(key, None, vpc, frozenset({vpc} if vpc else ()), rules)
