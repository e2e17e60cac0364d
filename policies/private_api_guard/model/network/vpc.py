"""VPCs, and the peering connections that join them."""

from dataclasses import dataclass

from ..values import Entity, Key, Reference, Resource, Stack, Value, not_known
from ..verdict import Verdict, closed, every
from .address import Network, parse

VPC = "ec2.Vpc"
_DEFAULT_VPC = "ec2.DefaultVpc"
VPCS = (VPC, _DEFAULT_VPC)


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
        defaults = {"enableDnsSupport": True, "enableDnsHostnames": self.resource.family == _DEFAULT_VPC}
        answers = [self._dns(key, default=default) for key, default in defaults.items()]
        lines = [line for answer in answers if answer.closed for line in answer.evidence]
        return closed(*lines) if lines else every(answers)

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
    for association in stack.of("ec2.VpcIpv4CidrBlockAssociation"):
        owners = stack.refer(association, "vpcId", *VPCS)
        for key in cidrs if owners.unknown else owners.keys:
            if key in cidrs:
                cidrs[key].append(cidr_of(association))
    return {vpc.urn: Vpc(vpc, tuple(cidrs[vpc.urn])) for vpc in stack.of(*VPCS)}
