"""Network ACLs: stateless, first matching rule wins, and only what crosses a subnet's edge meets them.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html and
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..values.reference import Key
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.values import Flag, Number, Text, Values
from ..verdict import Verdict, closed, opened, presumably, unknown
from .address import Network, Place, contains, covered, of_a_vpc, parse, subtract
from .network import SUBNETS, VPCS, Networks

ACL = "ec2.NetworkAcl"
DEFAULT_ACL = "ec2.DefaultNetworkAcl"
ACLS = (ACL, DEFAULT_ACL)
# Ports on which replies come back to a load balancer's nodes.
EPHEMERAL = (1024, 65535)
# So few of them may be refused: a rule against one service's port (3389) hits one connection in tens of thousands.
_SPARED = 1024
_DEFAULT = opened("the default network ACL allows all traffic")


@dataclass(frozen=True)
class Entry:
    """One numbered rule."""

    number: Number
    egress: Flag
    allow: bool | None
    protocol: Text
    low: Number
    high: Number
    ranges: tuple[Network, ...]
    clear: bool
    resource: Resource

    def ports(self) -> tuple[int, int] | None:
        """The TCP ports that the rule is for; an empty range where it is for another protocol; `None` if not known."""
        protocol = str(self.protocol).lower() if self.protocol is not UNKNOWN else None
        if protocol in {"-1", "all"}:
            return (0, 65535)
        if protocol is None:
            return None
        if protocol not in {"6", "tcp"}:
            return (1, 0)
        if not (isinstance(self.low, int) and isinstance(self.high, int)):
            return None
        return (self.low, self.high)

    def __str__(self) -> str:
        ports = self.ports()
        span = "all traffic" if ports == (0, 65535) else f"{self.protocol} {self.low}-{self.high}"
        verb = {True: "allows", False: "denies", None: "decides"}[self.allow]
        return f"rule {self.number} {verb} {span} {'to' if self.egress else 'from'} {', '.join(map(str, self.ranges))}"


@dataclass
class NetworkAcl:
    """An ACL with its rules; `complete` tells whether all of them are known."""

    resource: Resource
    entries: list[Entry] = field(default_factory=list)
    where: str = ""

    @property
    def complete(self) -> bool:
        """Whether every rule is known."""
        return not self.where


# A piece of a flow that no rule has decided yet: addresses and ports.
_Piece = tuple[Network, int, int]


class NetworkAcls:
    """The ACLs of the stack's subnets."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        self.stack = stack
        self.networks = networks

    @cached_property
    def _acls(self) -> dict[Key, NetworkAcl]:
        acls = {resource.urn: self._acl(resource) for resource in self.stack.of(*ACLS)}
        for resource in self.stack.of("ec2.NetworkAclRule"):
            owners = self.stack.refer(resource, "networkAclId", *ACLS, *VPCS)
            entry = self._entry(
                resource, resource, resource.raw_flag("egress"), resource.raw_number("ruleNumber"), "ruleAction"
            )
            for owner in owners.resources:
                acl = acls.get(owner.urn) or self._default_of(owner, acls)
                if acl is None:
                    continue
                acl.entries.append(entry)
                if not owners.decided:
                    acl.where = f"{resource.name}.networkAclId"
        return acls

    def _default_of(self, vpc: Resource, acls: dict[Key, NetworkAcl]) -> NetworkAcl | None:
        """The default ACL to which a rule adds by way of `vpc.default_network_acl_id`."""
        if vpc.family not in VPCS:
            return None
        if vpc.urn not in acls:
            acls[vpc.urn] = NetworkAcl(vpc, [self._allow_all(vpc, egress=egress) for egress in (False, True)])
        return acls[vpc.urn]

    @staticmethod
    def _allow_all(vpc: Resource, *, egress: bool) -> Entry:
        everything = tuple(network for network in (parse("0.0.0.0/0"), parse("::/0")) if network)
        return Entry(100, egress, True, "-1", 0, 0, everything, True, vpc)

    def _acl(self, resource: Resource) -> NetworkAcl:
        acl = NetworkAcl(resource)
        for key in ("ingress", "egress"):
            blocks = resource.raw_blocks(key)
            if blocks is UNKNOWN:
                acl.where = f"{resource.name}.{key}"
                continue
            acl.entries += [
                self._entry(resource, block, key == "egress", block.raw_number("ruleNo"), "action", key)
                for block in blocks
            ]
        return acl

    def _entry(
        self, resource: Resource, values: Values, egress: Flag, number: Number, action: str, key: str | None = None
    ) -> Entry:
        verb = values.raw_text(action)
        ranges = [
            entry
            for name in ("cidrBlock", "ipv6CidrBlock")
            if values.get(name) not in (None, "")
            for entry in self.networks.ranges(resource, key or name, values.raw_texts(name))
        ]
        return Entry(
            number,
            bool(egress) if egress is None else egress,
            None if verb is UNKNOWN else str(verb).lower() == "allow",
            values.raw_text("protocol"),
            values.raw_number("fromPort"),
            values.raw_number("toPort"),
            tuple(entry.network for entry in ranges if entry.network is not None),
            all(entry.network is not None and entry.certain for entry in ranges),
            resource,
        )

    @cached_property
    def _by_subnet(self) -> dict[Key, list[tuple[NetworkAcl, bool]]]:
        """The ACLs that may be a subnet's, with whether that is certain."""
        found: dict[Key, list[tuple[NetworkAcl, bool]]] = defaultdict(list)
        for acl in self._acls.values():
            if acl.resource.family in VPCS:
                continue
            subnets = self.stack.refer(acl.resource, "subnetIds", *SUBNETS)
            for key in subnets.keys:
                found[key].append((acl, subnets.certain))
        for association in self.stack.of("ec2.NetworkAclAssociation"):
            owner = self.stack.refer(association, "networkAclId", *ACLS)
            subnets = self.stack.refer(association, "subnetId", *SUBNETS)
            for key in subnets.keys:
                for resource in owner.resources:
                    found[key].append((self._acls[resource.urn], owner.decided and subnets.decided))
        return found

    @cached_property
    def _defaults(self) -> dict[Key, NetworkAcl]:
        """The default ACL of a VPC, where the stack manages it or adds rules to it."""
        found: dict[Key, NetworkAcl] = {}
        for acl in self._acls.values():
            if acl.resource.family == DEFAULT_ACL:
                for vpc in self.stack.refer(acl.resource, "defaultNetworkAclId", *VPCS).keys:
                    found[vpc] = acl
            elif acl.resource.family in VPCS:
                found.setdefault(acl.resource.urn, acl)
        return found

    def of(self, subnet: Key) -> list[tuple[NetworkAcl, bool]]:
        """The ACL of a subnet with whether that is certain; several candidates; none where AWS's default allows all."""
        listed = self._by_subnet.get(subnet, [])
        sure = [pair for pair in listed if pair[1]]
        if sure:
            return sure
        vpc = self.networks.subnet(subnet).vpc
        fallback = self._defaults.get(vpc or "")
        return [*listed, *([(fallback, not listed)] if fallback else [])]

    def passes(self, subnet: Key, other: Place, ports: tuple[int, int], *, egress: bool, version: int = 4) -> Verdict:
        """Whether the ACL of a subnet lets TCP through to (or from) another place on all of some ports."""
        acls = self.of(subnet)
        if not acls:
            return _DEFAULT
        answers = [self._decide(acl, other, ports, egress=egress, version=version) for acl, _ in acls]
        if len({answer.state for answer in answers}) > 1 or (answers[0].closed and not acls[0][1]):
            return unknown(f"which network ACL {self.networks.subnet(subnet).name} has")
        return answers[0]

    def _decide(self, acl: NetworkAcl, other: Place, ports: tuple[int, int], *, egress: bool, version: int) -> Verdict:
        mine = [entry for entry in acl.entries if entry.egress is not (not egress)]
        direction, verb = ("egress", "to") if egress else ("ingress", "from")
        name = acl.resource.name
        loose = next((entry for entry in mine if self._vague(entry)), None)
        if any(not isinstance(entry.number, int) for entry in mine) and len(mine) > 1:
            return unknown(f"{name} (rule numbers)")
        mine.sort(key=lambda entry: entry.number if isinstance(entry.number, int) else 0)
        target = other.network or parse("0.0.0.0/0" if version == 4 else "::/0")
        if target is None:
            return unknown(f"the range of {other}")
        refused = self._refused([(target, *ports)], mine)
        if not acl.complete:
            return unknown(acl.where)
        if loose is not None:
            return unknown(f"{loose.resource.name} (rule {loose.number})")
        if _tolerable(refused, ports):
            return opened(*[f"{name} {entry}" for entry in mine if entry.allow][:1])
        if not covered(target, [network for network, *_ in refused]):
            return self._partly(name, other, ports, mine)
        network, low, high, entry = refused[0]
        span = f"tcp {low}" if low == high else f"tcp {low}-{high}"
        reason = f"{entry}" if entry else f"no {direction} rule allows it (the last rule denies all)"
        return closed(f"{name} refuses {span} {verb} {network}: {reason}", culprit=acl.resource.urn)

    def _partly(self, name: str, other: Place, ports: tuple[int, int], entries: list[Entry]) -> Verdict:
        """Of an ACL that refuses some addresses: a private range that it allows is presumed to hold what is outside."""
        if other.network is not None:
            return unknown(f"the address in {other} that AWS chooses, of which {name} refuses some")
        ranges = [each for entry in entries if entry.allow for each in entry.ranges if of_a_vpc(each)]
        for each in ranges if other.outside else ():
            if _tolerable(self._refused([(each, *ports)], entries), ports):
                return presumably(f"{each}, which {name} allows, holds {other}")
        return unknown(f"the range of {other}")

    @staticmethod
    def _vague(entry: Entry) -> bool:
        return entry.allow is None or entry.ports() is None or not entry.clear or entry.egress is UNKNOWN

    @staticmethod
    def _refused(pieces: list[_Piece], entries: list[Entry]) -> list[tuple[Network, int, int, Entry | None]]:
        """The pieces of a flow that are denied, each with the rule that denies it, if it is not the last one."""
        refused: list[tuple[Network, int, int, Entry | None]] = []
        for entry in entries:
            span = entry.ports() or (1, 0)
            left: list[_Piece] = []
            for network, low, high in pieces:
                first, last = max(low, span[0]), min(high, span[1])
                hit = [each for each in entry.ranges if each.version == network.version and each.overlaps(network)]  # type: ignore[arg-type]
                if first > last or not hit:
                    left.append((network, low, high))
                    continue
                if low < first:
                    left.append((network, low, first - 1))
                if last < high:
                    left.append((network, last + 1, high))
                rest = [network]
                for each in hit:
                    rest = subtract(rest, each)
                left.extend((piece, first, last) for piece in rest)
                if not entry.allow:
                    refused += [(network if contains(each, network) else each, first, last, entry) for each in hit]
            pieces = left
        return [*refused, *((*piece, None) for piece in pieces)]


def _tolerable(refused: list[tuple[Network, int, int, Entry | None]], ports: tuple[int, int]) -> bool:
    """Whether nothing is refused, or of all the ports for replies only a few."""
    return not refused or (ports == EPHEMERAL and _count(refused) <= _SPARED)


def _count(refused: list[tuple[Network, int, int, Entry | None]]) -> int:
    """How many ports are refused, to some address or other."""
    total, last = 0, -1
    for low, high in sorted({(low, high) for _, low, high, _ in refused}):
        total += max(0, high - max(low, last + 1) + 1)
        last = max(last, high)
    return total
