"""Route tables: where a subnet's packets go, as far as the path asks (a way out, a way to another network).

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html and, for what lies beyond a peered VPC,
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html; for instances that forward,
https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html; for zones of transit gateways,
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import DEFAULT_TABLE, INSTANCE, SUBNETS, TABLES, TRANSIT_ATTACHMENT, TRANSIT_GATEWAY, VPCS
from ..values import Entity, Key, Reference, Resource, Stack, Value, Values, absent, grouped, known, not_known
from ..verdict import Verdict, closed, opened, unknown
from .address import Network, contains, parse
from .network import NetworkReader

ROUTE: Final = "ec2.Route"
ROUTES: Final = "routes"
NAT: Final = "ec2.NatGateway"
INTERNET_GATEWAY: Final = "ec2.InternetGateway"
VPN_GATEWAY: Final = "ec2.VpnGateway"
GATEWAYS: Final = (INTERNET_GATEWAY, VPN_GATEWAY, "ec2.EgressOnlyInternetGateway", "ec2.CarrierGateway", NAT)
PEERING: Final = "ec2.VpcPeeringConnection"
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
# By what an instance may forward although its own arguments do not say so: rights, and interfaces of their own.
_MAY_FORWARD: Final = ("iamInstanceProfile", "networkInterfaces", "primaryNetworkInterface", "launchTemplate")
_ZONE: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+[a-z]")
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

    `target` is that thing if it is in the stack, `key` what names it, and `nat` what it is if it is a NAT gateway.
    """

    destination: Value[Network]
    via: str
    target: Resource | None = None
    nat: NatGateway | None = None
    internet_gateway: bool = False
    key: Key = ""

    @property
    def by_nat(self) -> bool:
        """Whether it leads to a NAT gateway, of the stack or not."""
        return self.via == _TARGETS["natGatewayId"]

    @property
    def by_peering(self) -> bool:
        """Whether it leads to a peering connection: to the addresses of the peered VPC, and no further."""
        return self.via == _TARGETS["vpcPeeringConnectionId"]

    @property
    def drops(self) -> str:
        """The instance that it leads to and that takes only what is for itself; empty where there is none.

        One that may call AWS may switch that check off by itself.
        """
        host = self.target if self.target is not None and self.target.family == INSTANCE and self.target.told else None
        if host is None or any(not host.value(key).absent for key in _MAY_FORWARD):
            return ""
        checks = host.flag("sourceDestCheck").or_else(True).is_(True)
        return f"{host.name}, whose sourceDestCheck drops what is not for itself" if checks.open else ""

    @property
    def internet_only(self) -> bool:
        """Whether it is known to lead to the internet only, where packets to private addresses are dropped."""
        public_nat = self.nat is not None and self.nat.private.closed
        return public_nat or self.internet_gateway or self.via in _TO_INTERNET


def route_of(stack: Stack, resource: Resource, values: Values, *, inline: bool) -> RouteTableRoute:
    """A route that is a resource of its own, or an object in a table's property."""
    cidr = values.text("cidrBlock" if inline else "destinationCidrBlock")
    prefixes = values.text("destinationPrefixListId")
    destination = cidr.map(parse) if cidr.known or cidr.unknown else absent()
    # A state tells what is not set as an empty text.
    if prefixes.unknown or prefixes.known:
        destination = not_known(values.owner, "destinationPrefixListId")
    name = next((name for name in _TARGETS if not (value := values.text(name)).absent and value.known != ""), "")
    if not name and not inline:
        # An unknown value the provider left out of the inputs is still told by what feeds it.
        name = next((name for name in _TARGETS if resource.feeds(name)), "")
    key = (values.text(name).known if name else None) or next(iter(resource.feeds(ROUTES if inline else name)), "")
    target = stack.by_urn.get(key) or stack.named(key, *GATEWAYS, TRANSIT_GATEWAY, PEERING, INSTANCE)
    gateway = name == "gatewayId" and (target.family == INTERNET_GATEWAY if target else key.startswith("igw-"))
    key = target.urn if target else key
    return RouteTableRoute(destination, _TARGETS.get(name, "?"), target, _nat(stack, target), gateway, key)


def _nat(stack: Stack, resource: Resource | None) -> NatGateway | None:
    if resource is None or resource.family != NAT:
        return None
    private = resource.text("connectivityType").or_else("public").is_("private")
    return NatGateway(resource, stack.refer(resource, "subnetId", *SUBNETS).key, private)


@dataclass(frozen=True)
class RouteTable:
    """A table and its routes; `vpc` is the key of its VPC where that is known.

    `unread` names the property that keeps some of them from being known; it is empty where all are.
    """

    key: Key
    resource: Resource | None = None
    routes: tuple[RouteTableRoute, ...] = ()
    unread: str = ""
    vpc: Key | None = None

    def way(self, destination: Network) -> Value[RouteTableRoute]:
        """The route to a destination: the longest prefix wins. Absent where there is none to any part of it."""
        fitting = [
            (each.destination.known.prefixlen, each)
            for each in self.routes
            if each.destination.known is not None and contains(each.destination.known, destination)
        ]
        if fitting:
            return known(max(fitting, key=lambda pair: pair[0])[1])
        vague = next((each.destination.where for each in self.routes if each.destination.unknown), self.unread)
        if not vague and any(
            contains(destination, each.destination.known) for each in self.routes if each.destination.known
        ):
            vague = f"the routes of {self.key} to parts of {destination}"
        return not_known(vague) if vague else absent(self.key)


class RouteTables(NetworkReader):
    """The route tables of a stack's subnets."""

    @cached_property
    def by_key(self) -> dict[Key, RouteTable]:
        """Tables by key, with inline routes and route resources joined. A VPC stands for its main table."""
        routes = [(route_of(self._stack, each, each, inline=False), owners) for each, owners in self._routes]
        added = grouped((key, route) for route, owners in routes for key in owners.keys)
        learnt = self._stack.referring("ec2.VpnGatewayRoutePropagation", "routeTableId", *TABLES, *VPCS)
        unread = {key: f"the routes that {each.name} propagates" for each, owners in learnt for key in owners.keys}
        keys = dict.fromkeys((*(table.urn for table in self._stack.of(*TABLES)), *added, *unread))
        return {key: self._table(key, added.get(key, ()), unread.get(key, "")) for key in keys}

    @cached_property
    def _routes(self) -> list[tuple[Resource, Reference]]:
        return list(self._stack.referring(ROUTE, "routeTableId", *TABLES, *VPCS))

    @cached_property
    def _adrift(self) -> str:
        """The property that would tell to which table a route belongs."""
        return next((owners.where for _, owners in self._routes if owners.unknown), "")

    def _table(self, key: Key, added: tuple[RouteTableRoute, ...], unread: str) -> RouteTable:
        resource = self._stack.by_urn.get(key)
        if resource is None:
            return RouteTable(key, None, added, f"the routes of {key}")
        unread = unread or self._adrift
        if resource.family not in TABLES:
            return RouteTable(key, None, added, unread, key)
        blocks = resource.blocks(ROUTES)
        inline = [route_of(self._stack, resource, block, inline=True) for block in blocks.known or ()]
        learnt = not resource.value("propagatingVgws").holds(bool).closed
        blind = f"the routes that {resource.name} learns" if learnt else blocks.where if blocks.unknown else unread
        named = "defaultRouteTableId" if resource.family == DEFAULT_TABLE else "vpcId"
        return RouteTable(key, resource, (*inline, *added), blind, self._stack.refer(resource, named, *VPCS).key)

    @cached_property
    def _associated(self) -> list[tuple[Reference, Reference]]:
        """Tables with the subnets that they are for."""
        return [
            (self._stack.refer(each, "routeTableId", *TABLES), subnets)
            for each, subnets in self._stack.referring("ec2.RouteTableAssociation", "subnetId", *SUBNETS)
        ]

    @cached_property
    def _by_subnet(self) -> dict[Key, tuple[Reference, ...]]:
        return grouped((subnet, tables) for tables, subnets in self._associated for subnet in subnets.keys)

    @cached_property
    def _main(self) -> dict[Key, Reference]:
        """The main table of a VPC, where the stack manages or replaces it."""
        found: dict[Key, Reference] = {}
        for table, vpcs in self._stack.referring(DEFAULT_TABLE, "defaultRouteTableId", *VPCS):
            found |= dict.fromkeys(vpcs.keys, Reference((table,)))
        for association, vpcs in self._stack.referring("ec2.MainRouteTableAssociation", "vpcId", *VPCS):
            found |= dict.fromkeys(vpcs.keys, self._stack.refer(association, "routeTableId", *TABLES))
        return found

    def of(self, subnet: Key) -> Value[RouteTable]:
        """The table of a subnet, if it is known. A VPC's main table starts with local routes only."""
        listed = self._by_subnet.get(subnet, ())
        keys = dict.fromkeys(key for tables in listed for key in tables.keys)
        blind = next((tables.where for tables in listed if tables.unknown), "")
        if not listed:
            blind = next((subnets.where for _, subnets in self._associated if subnets.unknown), "")
            vpc = self._networks.subnet(subnet).vpc
            main = self._main.get(vpc or "")
            main_key = main.key if main else vpc if vpc in self._networks.vpcs else None
            keys = dict.fromkeys([main_key] if main_key else [])
        if blind or len(keys) != 1:
            return not_known(blind or f"the route table of {self._networks.subnet(subnet).name}")
        [key] = keys
        return known(self.by_key.get(key) or self._table(key, (), ""))

    def way(self, subnet: Key, destination: Network) -> Value[RouteTableRoute]:
        """The route that packets from a subnet to a destination take; absent where there is none."""
        table = self.of(subnet)
        return table.known.way(destination) if table.known else not_known(table.where)

    def lost(self, subnet: Key, route: RouteTableRoute) -> str:
        """Where packets to elsewhere get lost that take a route, and why; empty where none is known to.

        A transit gateway takes those only that come from a zone in which it has an interface.
        """
        here = self._networks.subnet(subnet)
        zone = here.zone.known
        if route.via != _TARGETS["transitGatewayId"] or zone is None or _ZONE.fullmatch(zone) is None:
            return route.drops
        attachments = [
            self._stack.refer(each, "subnetIds", *SUBNETS)
            for each, vpcs in self._stack.referring(TRANSIT_ATTACHMENT, "vpcId", *VPCS)
            if vpcs.means(here.vpc or "")
            and self._stack.refer(each, "transitGatewayId", TRANSIT_GATEWAY).means(route.key)
        ]
        zones = self._networks.zones(attachments[0]).known if len(attachments) == 1 and attachments[0].decided else None
        if zones is None or zone in zones or not all(map(_ZONE.fullmatch, zones)):
            return ""
        return f"a transit gateway that is attached in {', '.join(sorted(zones))}, not in {zone}"

    def leads(self, subnet: Key, destination: Network) -> Verdict:
        """Whether packets from a subnet have a route to private addresses outside its VPC."""
        way, name = self.way(subnet, destination), self._networks.subnet(subnet).name
        if way.known is None:
            return closed(f"{name} has no route to {destination}") if way.absent else unknown(way.where)
        if way.known.internet_only:
            return closed(f"{name} sends {destination} to a {way.known.via}, which leads to the internet only")
        if lost := self.lost(subnet, way.known):
            return closed(f"{name} sends {destination} to {lost}")
        if self._networks.beyond(way.known.target, destination):
            return closed(f"{name} sends {destination} to a {way.known.via}, which leads to the peered VPC only")
        return opened(f"{name} has a route to {destination} by a {way.known.via}")
