"""VPCs and what joins them, subnets and their availability zones, and what the ranges stand for that rules name.

Sources: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html and
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from ..families import SUBNETS, TRANSIT_ATTACHMENT, TRANSIT_GATEWAY, VPCS
from ..values import NOT_SET, Entity, Key, Keyed, Reader, Reference, Resource, Stack, Value, known, not_known
from ..verdict import Verdict, across, closed, every, opened, some, unknown
from .address import Network, Place, Range, contains, parse

# By what a subnet gets a range of IPv6.
_IPV6: Final = ("ipv6CidrBlock", "ipv6NetmaskLength", "ipv6IpamPoolId", "ipv6Native")
_REFERENCING: Final = "securityGroupReferencingSupport"
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")


@dataclass(frozen=True)
class Vpc(Entity):
    """A VPC of the stack with its IPv4 ranges: the first, and those associated with it later."""

    cidrs: tuple[Value[Network], ...]

    @property
    def bounds(self) -> tuple[Network, ...]:
        """The ranges, if all of them are known."""
        found = [cidr.known for cidr in self.cidrs if cidr.known is not None]
        return tuple(found) if len(found) == len(self.cidrs) else ()

    @property
    def private_dns(self) -> Verdict:
        """Whether the names of private zones and endpoints resolve in it.

        A default VPC has both attributes on; another one has DNS support on and host names off.
        """
        defaults = {"enableDnsSupport": True, "enableDnsHostnames": self.resource.family == VPCS[1]}
        answers = [self._dns(key, default=default) for key, default in defaults.items()]
        lines = [line for answer in answers if answer.closed for line in answer.evidence]
        return closed(*lines) if lines else every(answers)

    @property
    def resolver(self) -> Verdict:
        """Whether AWS's own resolver answers in it."""
        return self._dns("enableDnsSupport", default=True)

    def _dns(self, key: str, *, default: bool) -> Verdict:
        flag = self.resource.flag(key)
        answer = flag.or_else(default).is_(True)
        told = "unset, which means false" if flag.absent else "false"
        return answer.because(f"{self.resource.name} has {key} {told}") if answer.closed else answer


@dataclass(frozen=True)
class PeeringConnection(Entity):
    """A connection between the VPC that asked for it and the one that accepted; `region` is set for another Region."""

    requester: Reference
    accepter: Reference
    region: Value[str]

    @property
    def ends(self) -> tuple[Reference, Reference]:
        """Its two VPCs."""
        return self.requester, self.accepter

    def joins(self, one: Key, other: Key) -> Verdict:
        """Whether these are the two VPCs."""
        there = every([self.requester.meaning(one), self.accepter.meaning(other)])
        return there if not there.closed else every([self.requester.meaning(other), self.accepter.meaning(one)])


def cidr_of(resource: Resource, key: str = "cidrBlock") -> Value[Network]:
    """A range that a resource names; where it names none, AWS or an address manager chooses it."""
    value = resource.text(key)
    return not_known(resource.name, key) if value.absent else value.map(parse)


def vpcs(stack: Stack) -> dict[Key, Vpc]:
    """The stack's VPCs by URN. A range of which nobody can say to which VPC it belongs leaves those of all unknown."""
    cidrs: dict[Key, list[Value[Network]]] = {vpc.urn: [cidr_of(vpc)] for vpc in stack.of(*VPCS)}
    for association, owners in stack.referring("ec2.VpcIpv4CidrBlockAssociation", "vpcId", *VPCS):
        for key in cidrs if owners.unknown else owners.keys:
            if key in cidrs:
                cidrs[key].append(cidr_of(association))
    return {vpc.urn: Vpc(vpc, tuple(cidrs[vpc.urn])) for vpc in stack.of(*VPCS)}


@dataclass(frozen=True)
class Subnet(Keyed):
    """A subnet: its ranges, the key of its VPC where that is known, and its zone by name and by id."""

    cidr: Value[Network]
    cidr6: Value[Network]
    vpc: Key | None
    zone: Value[str]
    zone_id: Value[str]

    @property
    def zone_in_region(self) -> Verdict:
        """Whether the zone that it names is one of its Region: `eu-west-1a` of `eu-west-1`."""
        region = self.resource.text("region").known if self.resource is not None else None
        if region is None or self.zone.known is None or _REGION.match(self.zone.known) is None:
            return opened()
        told = f"{self.name} is of {region}, and names the zone {self.zone}"
        return opened() if self.zone.known.startswith(region) else closed(told)

    @property
    def has_ipv6(self) -> Verdict:
        """Whether it has a range of IPv6; one that the stack does not make, or AWS made along, may have."""
        if self.resource is None or self.resource.silent or self.resource.family != SUBNETS[0]:
            return unknown(f"the IPv6 range of {self.name}")
        given = some(self.resource.value(key).holds(bool) for key in _IPV6)
        made = self.resource.computed("ipv6CidrBlock").known or any(map(self.resource.feeds, _IPV6))
        return opened() if given.closed and made else given.because(f"{self.name} has no range of IPv6")

    def place(self, version: int, bounds: tuple[Network, ...]) -> Place:
        """Where its packets of an IP version come from, within the bounds of its VPC."""
        network = self.cidr if version == 4 else self.cidr6
        label = f"subnet {self.name}" + (f" ({network})" if network.known else "")
        outside = self.resource is None and not self.key.startswith("urn:")
        return Place(network, self.key, self.vpc, bounds if version == 4 else (), label, outside=outside)


class Networks(Reader):
    """The VPCs and subnets of a stack, and those outside that it names."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self.place = cache(self._place)

    @cached_property
    def vpcs(self) -> dict[Key, Vpc]:
        """VPCs of the stack by URN."""
        return vpcs(self._stack)

    @cached_property
    def subnets(self) -> dict[Key, Subnet]:
        """Subnets of the stack by URN."""
        return {resource.urn: self._subnet(resource) for resource in self._stack.of(*SUBNETS)}

    def _subnet(self, resource: Resource) -> Subnet:
        name, zone_id = resource.text("availabilityZone"), resource.text("availabilityZoneId")
        named = resource.computed("availabilityZone") if zone_id.absent else zone_id
        return Subnet(
            resource.urn,
            resource,
            cidr_of(resource),
            cidr_of(resource, "ipv6CidrBlock"),
            self._stack.refer(resource, "vpcId", *VPCS).key,
            named if name.absent else name,
            resource.computed("availabilityZoneId") if zone_id.absent else zone_id,
        )

    def subnet(self, key: Key) -> Subnet:
        """A subnet by key; one outside the stack has neither range nor VPC."""
        if key in self.subnets:
            return self.subnets[key]
        nothing = not_known(key)
        return Subnet(key, None, nothing, nothing, None, nothing, nothing)

    def bounds(self, vpc: Key | None) -> tuple[Network, ...]:
        """The ranges of a VPC, if all of them are known."""
        found = self.vpcs.get(vpc or "")
        return found.bounds if found else ()

    def _place(self, key: Key, version: int = 4) -> Place:
        """Where packets of a subnet come from."""
        subnet = self.subnet(key)
        return subnet.place(version, self.bounds(subnet.vpc))

    def places(self, subnets: Reference, version: int = 4) -> tuple[Place, ...]:
        """Where packets of some subnets come from."""
        return tuple(self.place(key, version) for key in subnets.keys)

    def ranges(self, resource: Resource, key: str, values: Value[tuple[Value[str], ...]]) -> tuple[Range, ...]:
        """What CIDRs inside a top-level property of a resource stand for."""
        items = values.known or ()
        literal = [Range(cidr) for item in items if (cidr := item.map(parse)).known is not None]
        unread = values if values.unknown else [item for item in items if item.unknown]
        return (*literal, *(self._unread(resource, key, unread) if unread else ()))

    def _unread(self, resource: Resource, key: str, values: object) -> Iterable[Range]:
        owners = self._stack.refer_value(resource, key, values, *SUBNETS, *VPCS)
        for owner in owners.resources:
            network = cidr_of(owner)
            yield Range(network, None if network.known else owner.urn, certain=owners.decided)
        # A value that is made from a VPC need not be its range.
        if owners.unknown or all(owner.family in VPCS for owner in owners.resources):
            yield Range(not_known(resource.name, key), certain=False)

    def vpc_of(self, subnets: Reference) -> Key | None:
        """The one VPC of some subnets, if it is known."""
        found = {self.subnet(key).vpc for key in subnets.keys}
        return found.pop() if len(found) == 1 else None

    def region(self, subnets: Reference) -> Value[str]:
        """The Region that the zones of some subnets are in, absent where none tells it."""
        names = [match[0] for key in subnets.keys if (match := _REGION.match(self.subnet(key).zone.known or ""))]
        return known(names[0]) if len(set(names)) == 1 else NOT_SET

    def zones(self, subnets: Reference) -> Value[frozenset[str]]:
        """The zones of some subnets, known if all are."""
        zones = [self.subnet(key).zone for key in subnets.keys]
        blind = next((zone for zone in zones if zone.known is None), None)
        if subnets.unknown or blind:
            return not_known(blind.where if blind else subnets.where)
        return known(frozenset(zone.known for zone in zones if zone.known is not None))

    @cached_property
    def peering_connections(self) -> tuple[PeeringConnection, ...]:
        """The peering connections that the stack makes."""
        return tuple(
            PeeringConnection(each, asking, self._stack.refer(each, "peerVpcId", *VPCS), each.text("peerRegion"))
            for each, asking in self._stack.referring("ec2.VpcPeeringConnection", "vpcId", *VPCS)
        )

    def beyond(self, connection: Resource | None, destination: Network) -> bool:
        """Whether a destination is known to be in neither VPC of a peering connection."""
        ends = [end for each in self.peering_connections if each.resource is connection for end in each.ends]
        bounds = [self.bounds(end.key) for end in ends]
        return (
            bool(ends) and all(bounds) and not any(contains(each, destination) for listed in bounds for each in listed)
        )

    def share_groups(self, one: Key, other: Key, *, egress: bool) -> Verdict:
        """Whether rules in one VPC may name groups of another: the two are peered.

        Over a transit gateway ingress rules may, where it and both attachments support that.
        """
        ends = [(mine, theirs) for mine in self._attached(one) for theirs in self._attached(other)]
        return some([self.peered(one, other), *(self._over(*each) for each in ends if not egress)])

    def _attached(self, vpc: Key) -> list[Resource]:
        named = self._stack.referring(TRANSIT_ATTACHMENT, "vpcId", *VPCS)
        return [attachment for attachment, vpcs in named if vpcs.may_mean(vpc)]

    def _over(self, *ends: Resource) -> Verdict:
        """Whether two attachments are to one gateway that supports it; of one outside the stack nobody can say."""
        mine, theirs = (self._stack.refer(each, "transitGatewayId", TRANSIT_GATEWAY) for each in ends)

        def supports(key: Key) -> Verdict:
            gateway = self._stack.by_urn.get(key)
            given = gateway.text(_REFERENCING).or_else("disable").is_("enable") if gateway else unknown(key)
            return every([mine.meaning(key), given])

        kept = (each.text(_REFERENCING).or_else("enable").is_("enable") for each in ends)
        return every([across(theirs, supports), *kept])

    def peered(self, one: Key, other: Key) -> Verdict:
        """Whether a peering connection of the same Region joins two VPCs; others may join those outside the stack."""
        answers = [every([each.joins(one, other), ~each.region.holds(bool)]) for each in self.peering_connections]
        outside = [key for key in (one, other) if key not in self.vpcs]
        return some([*answers, *(unknown(f"the peering connections of {key}") for key in outside)])


class NetworkReader(Reader):
    """What reads a stack with its networks."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        super().__init__(stack)
        self._networks = networks
