"""VPCs, subnets and their availability zones, and how VPCs are joined."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Text, as_text
from .address import Network as Cidr
from .address import Place, Range, parse

VPC = "ec2.Vpc"
SUBNET = "ec2.Subnet"
_DEFAULT_VPC = "ec2.DefaultVpc"
_DEFAULT_SUBNET = "ec2.DefaultSubnet"
SUBNETS = (SUBNET, _DEFAULT_SUBNET)
VPCS = (VPC, _DEFAULT_VPC)


@dataclass(frozen=True)
class Subnet:
    """A subnet: its range (`None` if not known), the key of its VPC and its zone."""

    key: Key
    resource: Resource | None
    cidr: Cidr | None
    cidr6: Cidr | None
    vpc: Key | None
    zone: Text

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key


class Networks:
    """The VPCs and subnets of a stack, and those outside that it names."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._places: dict[tuple[Key, int], Place] = {}

    @cached_property
    def subnets(self) -> dict[Key, Subnet]:
        """Subnets of the stack by URN."""
        return {resource.urn: self._subnet(resource) for resource in self.stack.of(*SUBNETS)}

    def _subnet(self, resource: Resource) -> Subnet:
        cidr, cidr6 = resource.raw_text("cidrBlock"), resource.raw_text("ipv6CidrBlock")
        zone = resource.raw_text("availabilityZone")
        if zone is None:
            zone = resource.raw_text("availabilityZoneId")
        return Subnet(
            resource.urn,
            resource,
            parse(cidr) if isinstance(cidr, str) else None,
            parse(cidr6) if isinstance(cidr6, str) else None,
            self.stack.refer(resource, "vpcId", *VPCS).key,
            as_text(resource.output("availabilityZone")) if zone is None else zone,
        )

    def subnet(self, key: Key) -> Subnet:
        """A subnet by key; one outside the stack has neither range nor VPC."""
        return self.subnets.get(key) or Subnet(key, None, None, None, None, UNKNOWN)

    @cached_property
    def _ranges(self) -> dict[Key, list[str | Unknown]]:
        """IPv4 CIDRs by VPC: the first, and those associated with it later."""
        found: dict[Key, list[str | Unknown]] = defaultdict(list)
        for vpc in self.stack.of(*VPCS):
            cidr = vpc.raw_text("cidrBlock")
            found[vpc.urn].append(UNKNOWN if cidr is None else cidr)
        for association in self.stack.of("ec2.VpcIpv4CidrBlockAssociation"):
            for owner in self.stack.refer(association, "vpcId", *VPCS).keys:
                cidr = association.raw_text("cidrBlock")
                found[owner].append(UNKNOWN if cidr is None else cidr)
        return found

    def bounds(self, vpc: Key | None) -> tuple[Cidr, ...]:
        """The ranges of a VPC, if all of them are known."""
        texts = self._ranges.get(vpc or "", [])
        parsed = [parse(text) if isinstance(text, str) else None for text in texts]
        return tuple(network for network in parsed if network is not None) if None not in parsed else ()

    def place(self, key: Key, version: int = 4) -> Place:
        """Where packets of a subnet come from."""
        if (key, version) not in self._places:
            self._places[key, version] = self._place(key, version)
        return self._places[key, version]

    def _place(self, key: Key, version: int) -> Place:
        subnet = self.subnet(key)
        network = subnet.cidr if version == 4 else subnet.cidr6
        bounds = self.bounds(subnet.vpc) if version == 4 else ()
        label = f"subnet {subnet.name}" + (f" ({network})" if network else "")
        outside = subnet.resource is None and not key.startswith("urn:")
        return Place(network, key, subnet.vpc, bounds, label, outside=outside)

    def ranges(self, resource: Resource, key: str, values: "list[str | Unknown] | Unknown") -> list[Range]:
        """What CIDRs inside a top-level property of a resource stand for."""
        items = [UNKNOWN] if values is UNKNOWN else values
        found = [Range(network) for item in items if isinstance(item, str) and (network := parse(item)) is not None]
        if any(item is UNKNOWN for item in items):
            found.extend(self._unknown_ranges(resource, key, values))
        return found

    def _unknown_ranges(self, resource: Resource, key: str, values: "list[str | Unknown] | Unknown") -> list[Range]:
        reference = self.stack.refer_value(
            resource,
            key,
            UNKNOWN if values is UNKNOWN else [item for item in values if item is UNKNOWN],
            *SUBNETS,
            *VPCS,
        )
        found = [self._range_of(owner, certain=reference.decided) for owner in reference.resources]
        return [*found, Range(certain=False)] if reference.unknown or not found else found

    def _range_of(self, owner: Resource, *, certain: bool) -> Range:
        text = owner.raw_text("cidrBlock")
        network = parse(text) if isinstance(text, str) else None
        return Range(network, None if network else owner.urn, certain=certain)

    def vpc_of(self, subnets: Reference) -> Key | None:
        """The one VPC of some subnets, if it is known."""
        vpcs = {self.subnet(key).vpc for key in subnets.keys}
        return vpcs.pop() if len(vpcs) == 1 else None

    def zones(self, subnets: Reference) -> "set[str] | None":
        """The zones of some subnets, `None` if one is not known."""
        zones = {self.subnet(key).zone for key in subnets.keys}
        texts = {zone for zone in zones if isinstance(zone, str)}
        return texts if len(texts) == len(zones) and not subnets.unknown else None

    @cached_property
    def peerings(self) -> list[tuple[Reference, Reference, Resource]]:
        """The two sides of each peering connection that the stack makes."""
        return [
            (self.stack.refer(peering, "vpcId", *VPCS), self.stack.refer(peering, "peerVpcId", *VPCS), peering)
            for peering in self.stack.of("ec2.VpcPeeringConnection")
        ]

    def peered(self, one: Key, other: Key) -> bool | None:
        """Whether a peering of the same Region joins two VPCs; `None` where one may."""
        answer: bool | None = False
        for side, peer, resource in self.peerings:
            sides = (side.may_mean(one) and peer.may_mean(other)) or (side.may_mean(other) and peer.may_mean(one))
            if not sides:
                continue
            if resource.get("peerRegion") is not None:
                continue
            sure = side.decided and peer.decided
            answer = True if sure else answer or None
        outside = one not in self.stack.by_urn or other not in self.stack.by_urn
        return None if outside and not answer else answer
