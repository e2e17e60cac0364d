"""Network ACLs: stateless, first matching rule wins, and only what crosses a subnet's edge meets them.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html and
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, product
from typing import Final

from ..families import ACLS, SUBNETS, VPCS
from ..values import Entity, Key, Reference, Stack, grouped
from ..verdict import Verdict, agreed, closed, every, opened, presumably, unknown
from .address import ALL_IPV4, ALL_IPV6, EPHEMERAL, Network, Place, covered, literal, of_a_vpc
from .network import NetworkReader, Networks
from .network_acl_entry import NetworkAclEntry, Piece, allow_all, inline, separate

_DEFAULT_ACL: Final = ACLS[1]
# One in so many ports may be refused: a rule against one service's port (3389) hits one connection in thousands.
_SPARED: Final = 63
_DEFAULT: Final = opened("the default network ACL allows all traffic")
# A piece of a flow that is refused, with the rule that denies it, if it is not the last one.
_Refused = tuple[Piece, NetworkAclEntry | None]


@dataclass(frozen=True)
class NetworkAcl(Entity):
    """An ACL, or a VPC that stands for its default one.

    `unread` names the property that keeps some of its rules from being known; it is empty where all are.
    """

    entries: tuple[NetworkAclEntry, ...] = ()
    unread: str = ""

    def passes(self, other: Place, ports: tuple[int, int], *, egress: bool, version: int = 4) -> Verdict:
        """Whether it lets TCP through to (or from) a place on all of some ports."""
        name, mine = self.resource.name, [entry for entry in self.entries if entry.egress.may_be(egress)]
        vague = next((answer for entry in mine if not (answer := entry.clear).open), None)
        if any(entry.number.known is None for entry in mine) and len(mine) > 1:
            return unknown(f"{name} (rule numbers)")
        if self.unread or vague:
            return unknown(self.unread) if self.unread else vague or _DEFAULT
        mine.sort(key=lambda entry: entry.number.known or 0)
        asked = [(target, _refused((target, *ports), mine)) for target in _targets(other, version)]
        if all(_tolerable(refused, ports) for _, refused in asked):
            return opened(*[f"{name} {entry}" for entry in mine if entry.allow.known][:1])
        if not all(covered(target, [network for (network, *_), _ in refused]) for target, refused in asked):
            return self._partly(other, ports, mine)
        (network, low, high), entry = asked[0][1][0]
        direction, verb = ("egress", "to") if egress else ("ingress", "from")
        span = f"tcp {low}" if low == high else f"tcp {low}-{high}"
        reason = f"{entry}" if entry else f"no {direction} rule allows it (the last rule denies all)"
        return closed(
            f"{name} refuses {span} {verb} {other.label if other.bounds else network}: {reason}",
            culprit=self.resource.urn,
        )

    def _partly(self, other: Place, ports: tuple[int, int], entries: list[NetworkAclEntry]) -> Verdict:
        """Where some addresses are refused: a private range that is allowed is presumed to hold what is outside."""
        name = self.resource.name
        if other.network.known is not None:
            return unknown(f"the address in {other} that AWS chooses, of which {name} refuses some")
        allowed = [each for entry in entries if entry.allow.known for each in literal(entry.ranges) if of_a_vpc(each)]
        for each in allowed if other.outside else ():
            if _tolerable(_refused((each, *ports), entries), ports):
                return presumably(f"{each}, which {name} allows, holds {other}")
        return unknown(f"the range of {other}")


# ACLs, and the subnets that one property names.
_Associated = tuple[Reference, Reference]
# So many subnets in unknown lists are tried in all ways: each is in or out.
_MOST_TRIED: Final = 4


class NetworkAcls(NetworkReader):
    """The ACLs of the stack's subnets."""

    def __init__(self, stack: Stack, networks: Networks, associated: list[_Associated] | None = None) -> None:
        super().__init__(stack, networks)
        self._assumed = associated
        # Most flows share their subnets.
        self.crosses = cache(self._cross)

    @cached_property
    def by_key(self) -> dict[Key, NetworkAcl]:
        """ACLs by URN, with the rules that are resources of their own; a VPC stands for its default ACL."""
        rules = list(self._stack.referring("ec2.NetworkAclRule", "networkAclId", *ACLS, *VPCS))
        added = grouped(
            (owner.urn, separate(self._networks, rule)) for rule, owners in rules for owner in owners.resources
        )
        unread = {owner.urn: owners.where for _, owners in rules if not owners.decided for owner in owners.resources}
        adrift = next((owners.where for _, owners in reversed(rules) if owners.unknown), "")
        own = {
            acl.urn: [inline(self._networks, acl, key) for key in ("ingress", "egress")]
            for acl in self._stack.of(*ACLS)
        }
        found: dict[Key, NetworkAcl] = {}
        for key in dict.fromkeys((*own, *added)):
            sides = own.get(key)
            listed = [entry for side in sides for entry in side.known or ()] if sides else allow_all(key)
            blind = next((side.where for side in sides or () if side.unknown), "")
            blind = unread.get(key) or blind or adrift
            found[key] = NetworkAcl(self._stack.by_urn[key], (*listed, *added.get(key, ())), blind)
        return found

    def tried(self, ask: Callable[["NetworkAcls"], Verdict]) -> Verdict:
        """An answer; one that hangs on which subnets an unknown list has is what all that it may have say alike."""
        answer = ask(self)
        if not answer.unknown or not self._ways:
            return answer
        found = agreed([ask(each) for each in self._ways], answer.where)
        return answer if found.unknown else found

    @cached_property
    def _ways(self) -> list["NetworkAcls"]:
        """Each way in which lists that are one unknown can have the subnets that they are made from."""
        vague = [pair for pair in self._associated if not pair[1].decided]
        if not vague or any(subnets.unknown or not acls.decided for acls, subnets in vague):
            return []
        if sum(len(subnets.keys) for _, subnets in vague) > _MOST_TRIED:
            return []
        sure = [pair for pair in self._associated if pair[1].decided]
        tried = ([*sure, *way] for way in product(*(_shares(acls, subnets) for acls, subnets in vague)))
        return [NetworkAcls(self._stack, self._networks, way) for way in tried if _apart(way)]

    @cached_property
    def _associated(self) -> list[_Associated]:
        """ACLs with the subnets that they are for."""
        if self._assumed is not None:
            return self._assumed
        return [
            *((Reference((acl,)), self._stack.refer(acl, "subnetIds", *SUBNETS)) for acl in self._stack.of(*ACLS)),
            *(
                (self._stack.refer(each, "networkAclId", *ACLS), subnets)
                for each, subnets in self._stack.referring("ec2.NetworkAclAssociation", "subnetId", *SUBNETS)
            ),
        ]

    @cached_property
    def _by_subnet(self) -> dict[Key, tuple[tuple[Reference, bool], ...]]:
        """The ACLs that may be a subnet's, with whether that is certain."""
        return grouped(
            (key, (acls, acls.decided and subnets.means(key)))
            for acls, subnets in self._associated
            for key in subnets.keys
        )

    @cached_property
    def _adrift(self) -> list[Reference]:
        """ACLs of which nobody can say for which subnets they are."""
        return [acls for acls, subnets in self._associated if subnets.unknown]

    @cached_property
    def _defaults(self) -> dict[Key, NetworkAcl]:
        """The default ACL of a VPC, where the stack manages it or adds rules to it."""
        managed = {
            vpc: self.by_key[acl.urn]
            for acl, vpcs in self._stack.referring(_DEFAULT_ACL, "defaultNetworkAclId", *VPCS)
            for vpc in vpcs.keys
        }
        return {**{key: acl for key, acl in self.by_key.items() if acl.resource.family in VPCS}, **managed}

    def passes(self, subnet: Key, other: Place, ports: tuple[int, int], *, egress: bool, version: int = 4) -> Verdict:
        """Whether the ACL of a subnet lets TCP through to (or from) another place on all of some ports."""

        def ask(acl: NetworkAcl | None) -> Verdict:
            return acl.passes(other, ports, egress=egress, version=version) if acl else _DEFAULT

        listed = self._by_subnet.get(subnet, ())
        sure = [acls for acls, certain in listed if certain]
        maybe = [] if sure else [*(acls for acls, _ in listed), *self._adrift]
        answers = [ask(self.by_key[acl.urn]) for acls in sure or maybe for acl in acls]
        answers += [unknown(acls.where) for acls in maybe if acls.unknown]
        if not sure:
            answers.append(ask(self._defaults.get(self._networks.subnet(subnet).vpc or "")))
        return agreed(answers, f"which network ACL {self._networks.subnet(subnet).name} has")

    def _cross(
        self, one: Key, other: Key, ports: tuple[int, int], version: int = 4, replies: tuple[int, int] = EPHEMERAL
    ) -> Verdict:
        """Whether the ACLs of two subnets let requests from the first to the second through, and the replies."""
        here, there = (self._networks.place(key, version) for key in (one, other))
        return every(
            [
                self.leaves(one, there, ports, version, replies),
                self.passes(other, here, ports, egress=False, version=version),
                self.passes(other, here, replies, egress=True, version=version),
            ]
        )

    def leaves(
        self, subnet: Key, place: Place, ports: tuple[int, int], version: int = 4, replies: tuple[int, int] = EPHEMERAL
    ) -> Verdict:
        """Whether the ACL of a subnet lets requests out of it to a place, and the replies in."""
        return every(
            [
                self.passes(subnet, place, ports, egress=True, version=version),
                self.passes(subnet, place, replies, egress=False, version=version),
            ]
        )


def _shares(acls: Reference, subnets: Reference) -> list[_Associated]:
    """An association with each choice of the subnets that it may be for; it is for one at least."""
    listed = subnets.resources
    chosen = (each for many in range(1, len(listed) + 1) for each in combinations(listed, many))
    return [(acls, Reference(each, subnets.literals)) for each in chosen]


def _apart(associated: list[_Associated]) -> bool:
    """Whether no subnet has two ACLs."""
    keys = [key for _, subnets in associated for key in subnets.keys]
    return len(keys) == len(set(keys))


def _targets(other: Place, version: int) -> list[Network]:
    """The ranges in which an address of a place lies for certain."""
    if other.network.known is not None:
        return [other.network.known]
    everywhere = ALL_IPV4 if version == 4 else ALL_IPV6
    return [bound for bound in other.bounds if bound.version == version] or [everywhere]


def _refused(flow: Piece, entries: list[NetworkAclEntry]) -> list[_Refused]:
    """The pieces of a flow that are denied."""
    refused: list[_Refused] = []
    pieces = [flow]
    for entry in entries:
        left: list[Piece] = []
        for piece in pieces:
            decided, rest = entry.split(piece)
            left += rest
            if not entry.allow.known:
                refused += [(each, entry) for each in decided]
        pieces = left
    return [*refused, *((piece, None) for piece in pieces)]


def _tolerable(refused: list[_Refused], ports: tuple[int, int]) -> bool:
    """Whether nothing is refused, or of many ports only a few."""
    return not refused or _count(refused) * _SPARED <= ports[1] - ports[0] + 1


def _count(refused: list[_Refused]) -> int:
    """How many ports are refused, to some address or other."""
    total, last = 0, -1
    for low, high in sorted({(low, high) for (_, low, high), _ in refused}):
        total += max(0, high - max(low, last + 1) + 1)
        last = max(last, high)
    return total
