"""Routes of route tables, in all the ways in which one can be written."""

from dataclasses import dataclass
from typing import Final

from ..values import Entity, Key, Resource, Stack, Value, Values, absent, not_known
from ..verdict import Verdict
from .address import Network, parse
from .network import SUBNETS

ROUTE: Final = "ec2.Route"
ROUTES: Final = "routes"
NAT: Final = "ec2.NatGateway"
_INTERNET_GATEWAY: Final = "ec2.InternetGateway"
GATEWAYS: Final = (_INTERNET_GATEWAY, "ec2.VpnGateway", "ec2.EgressOnlyInternetGateway", "ec2.CarrierGateway", NAT)
# Properties that name where a route leads to, and what each is.
_TARGETS: Final = {
    "natGatewayId": "NAT gateway",
    "gatewayId": "gateway",
    "transitGatewayId": "transit gateway",
    "vpcPeeringConnectionId": "peering connection",
    "networkInterfaceId": "network interface",
    "coreNetworkArn": "core network",
    "localGatewayId": "local gateway",
    "carrierGatewayId": "carrier gateway",
    "egressOnlyGatewayId": "egress-only gateway",
    "vpcEndpointId": "endpoint",
}
# Private addresses are dropped there.
_TO_INTERNET: Final = (_TARGETS["egressOnlyGatewayId"], _TARGETS["carrierGatewayId"])


@dataclass(frozen=True)
class NatGateway(Entity):
    """A NAT gateway of the stack; a `private` one leads to other networks, not to the internet."""

    subnet: Key | None
    private: Verdict


@dataclass(frozen=True)
class RouteTableRoute:
    """One route: its IPv4 destination, absent where it has none, and the kind of thing that it leads to.

    `target` is that thing if it is in the stack, and `nat` what it is if it is a NAT gateway.
    """

    destination: Value[Network]
    via: str
    target: Resource | None = None
    nat: NatGateway | None = None
    internet_gateway: bool = False

    @property
    def by_nat(self) -> bool:
        """Whether it leads to a NAT gateway, of the stack or not."""
        return self.via == _TARGETS["natGatewayId"]

    @property
    def internet_only(self) -> bool:
        """Whether it is known to lead to the internet only, where packets to private addresses are dropped."""
        public_nat = self.nat is not None and self.nat.private.closed
        return public_nat or self.internet_gateway or self.via in _TO_INTERNET


def route_of(stack: Stack, resource: Resource, values: Values, *, inline: bool) -> RouteTableRoute:
    """A route that is a resource of its own, or an object in a table's property."""
    cidr = values.text("cidrBlock" if inline else "destinationCidrBlock")
    prefixes = values.value("destinationPrefixListId")
    destination = cidr.map(parse) if cidr.known or cidr.unknown else absent()
    if not prefixes.absent:
        destination = not_known(values.owner, "destinationPrefixListId")
    name = next((name for name in _TARGETS if not (value := values.text(name)).absent and value.known != ""), "")
    if not name and not inline:
        # An unknown value the provider left out of the inputs is still told by what feeds it.
        name = next((name for name in _TARGETS if resource.feeds(name)), "")
    key = (values.text(name).known if name else None) or next(iter(resource.feeds(ROUTES if inline else name)), "")
    target = stack.by_urn.get(key) or stack.named(key, *GATEWAYS)
    gateway = name == "gatewayId" and (target.family == _INTERNET_GATEWAY if target else key.startswith("igw-"))
    return RouteTableRoute(destination, _TARGETS.get(name, "?"), target, _nat(stack, target), gateway)


def _nat(stack: Stack, resource: Resource | None) -> NatGateway | None:
    if resource is None or resource.family != NAT:
        return None
    private = resource.text("connectivityType").or_else("public").is_("private")
    return NatGateway(resource, stack.refer(resource, "subnetId", *SUBNETS).key, private)
