"""Route tables: where a subnet's packets go, as far as the path asks (a way out, a way to another network).

Source: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..values.reference import Key
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.values import Values
from .address import Network, contains, parse
from .network import SUBNETS, VPCS, Networks

TABLE = "ec2.RouteTable"
DEFAULT_TABLE = "ec2.DefaultRouteTable"
TABLES = (TABLE, DEFAULT_TABLE)
# Properties that name where a route leads to, and what each is.
_TARGETS = {
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


@dataclass(frozen=True)
class Route:
    """One route: its destination (`None` if not known or not IPv4), what it leads to, and the property that says so."""

    destination: Network | None
    vague: bool
    via: str
    property_name: str
    target: Key | None
    resource: Resource


@dataclass
class RouteTable:
    """A table and its routes; `complete` tells whether all of them are known."""

    key: Key
    resource: Resource | None
    routes: list[Route] = field(default_factory=list)
    complete: bool = True


class RouteTables:
    """The route tables of a stack's subnets."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        self.stack = stack
        self.networks = networks

    @cached_property
    def by_key(self) -> dict[Key, RouteTable]:
        """Tables by key, with inline routes and route resources joined."""
        tables = {resource.urn: self._table(resource) for resource in self.stack.of(*TABLES)}
        for resource in self.stack.of("ec2.Route"):
            for key in self.stack.refer(resource, "routeTableId", *TABLES, *VPCS).keys:
                tables.setdefault(key, RouteTable(key, None, complete=key in self.stack.by_urn)).routes.append(
                    self._route(resource, resource, None)
                )
        for resource in self.stack.of("ec2.VpnGatewayRoutePropagation"):
            for key in self.stack.refer(resource, "routeTableId", *TABLES, *VPCS).keys:
                tables.setdefault(key, RouteTable(key, None)).complete = False
        return tables

    def _table(self, resource: Resource) -> RouteTable:
        blocks = resource.raw_blocks("routes")
        propagating = bool(resource.get("propagatingVgws"))
        if blocks is UNKNOWN:
            return RouteTable(resource.urn, resource, complete=False)
        routes = [self._route(resource, block, "routes") for block in blocks]
        return RouteTable(resource.urn, resource, routes, complete=not propagating)

    def _route(self, resource: Resource, values: Values, key: str | None) -> Route:
        cidr = values.raw_text("cidrBlock") if key else values.raw_text("destinationCidrBlock")
        prefix = values.get("destinationPrefixListId")
        name = next((name for name in _TARGETS if values.get(name) not in (None, "")), "")
        if not name and key is None:
            # An unknown value the provider left out of the inputs is still told by what feeds it.
            name = next((name for name in _TARGETS if resource.feeds(name)), "")
        value = values.get(name) if name else None
        target = value if isinstance(value, str) else next(iter(resource.feeds(key or name)), None)
        return Route(
            parse(cidr) if isinstance(cidr, str) and cidr else None,
            cidr is UNKNOWN or prefix is not None,
            _TARGETS.get(name, "?"),
            name,
            target,
            resource,
        )

    @cached_property
    def _by_subnet(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = defaultdict(list)
        for association in self.stack.of("ec2.RouteTableAssociation"):
            tables = self.stack.refer(association, "routeTableId", *TABLES)
            for subnet in self.stack.refer(association, "subnetId", *SUBNETS).keys:
                found[subnet].extend(tables.keys)
        return found

    @cached_property
    def _main(self) -> dict[Key, Key]:
        found: dict[Key, Key] = {}
        for table in self.stack.of(DEFAULT_TABLE):
            for vpc in self.stack.refer(table, "defaultRouteTableId", *VPCS).keys:
                found[vpc] = table.urn
        for association in self.stack.of("ec2.MainRouteTableAssociation"):
            table = self.stack.refer(association, "routeTableId", *TABLES).key
            for vpc in self.stack.refer(association, "vpcId", *VPCS).keys:
                if table:
                    found[vpc] = table
        return found

    def of(self, subnet: Key) -> RouteTable | None:
        """The table of a subnet; `None` where it can not be known. A VPC's main table starts with local routes only."""
        keys = self._by_subnet.get(subnet)
        if keys:
            return self.by_key.get(keys[0], RouteTable(keys[0], None, complete=False)) if len(set(keys)) == 1 else None
        vpc = self.networks.subnet(subnet).vpc
        if vpc is None or vpc not in self.stack.by_urn:
            return None
        main = self._main.get(vpc, vpc)
        return self.by_key.get(main, RouteTable(main, None))

    def way(self, subnet: Key, destination: Network) -> "tuple[Route | None, bool]":
        """The route that packets from a subnet to a destination take, and whether that is certain.

        Without a route (`None`) the answer is certain only if every route is known.
        """
        table = self.of(subnet)
        if table is None:
            return None, False
        fitting = [
            route
            for route in table.routes
            if route.destination is not None and contains(route.destination, destination)
        ]
        if fitting:
            return max(fitting, key=lambda route: route.destination.prefixlen if route.destination else 0), True
        return None, table.complete and not any(route.vague for route in table.routes)
