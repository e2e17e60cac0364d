"""The way out of a VPC: routes to a NAT gateway or an internet gateway, and the network ACLs along it.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html,
https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html,
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html and
https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
"""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from ..model import Model
from ..values import Key, not_known
from ..verdict import Verdict, across, closed, every, opened, some, unknown
from .address import PUBLIC_RANGES, Network, Place
from .flow import Client
from .network_acl import NetworkAcls
from .route_table import RouteTableRoute
from .security_group_rule import Ports

HTTPS: Final[Ports] = (443, 443)
# Stands for every public address where a route is looked for: AWS's services have addresses in many ranges.
_SOMEWHERE: Final[Network] = ip_network("52.94.0.1/32")
PUBLIC: Final = Place(not_known("public addresses"), bounds=PUBLIC_RANGES, label="public addresses")


class WayOut:
    """Answers about the ways out of the VPCs of one stack."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def of(self, client: Client) -> Verdict:
        """Whether packets find a way out of the VPC; where only some subnets have one, it counts."""
        return across(client.side.subnets, lambda subnet: self._way(client, subnet), some)

    def even(self, client: Client) -> Verdict:
        """Whether the subnets are alike: none is without a way out while others have one."""
        ways = [self._way(client, subnet) for subnet in client.side.subnets.keys]
        missing = [line for way in ways if way.closed for line in way.evidence]
        return closed(*missing) if missing and some(ways).open else opened()

    def passes(self, client: Client, place: Place, *, outside: bool) -> Verdict:
        """Whether ACLs let requests out of its subnets to a place, and the replies in; `outside` is by the way out."""

        def ask(acls: NetworkAcls, subnet: Key) -> Verdict:
            own = acls.leaves(subnet, place, HTTPS, replies=client.side.replies)
            return every([own, *(self._by_nat_gateway(acls, client, subnet, place) if outside else ())])

        return self._model.acls.tried(lambda acls: across(client.side.subnets, lambda subnet: ask(acls, subnet)))

    def _by_nat_gateway(self, acls: NetworkAcls, client: Client, subnet: Key, place: Place) -> Iterator[Verdict]:
        """What the ACL of a NAT gateway's subnet says of both of its sides."""
        way = self._model.routes.way(subnet, _SOMEWHERE).known
        nat = way.nat.subnet if way and way.nat else None
        if nat is None:
            return
        if nat != subnet:
            inside = self._model.networks.place(subnet)
            yield acls.passes(nat, inside, HTTPS, egress=False)
            yield acls.passes(nat, inside, client.side.replies, egress=True)
        yield acls.leaves(nat, place, HTTPS)

    def _way(self, client: Client, subnet: Key) -> Verdict:
        way = self._model.routes.way(subnet, _SOMEWHERE)
        name = self._model.networks.subnet(subnet).name
        if way.known is None:
            return closed(f"{name} has no route out of the VPC") if way.absent else unknown(f"the routes of {name}")
        if way.known.by_nat:
            return self._by_nat(way.known, name)
        if way.known.by_peering:
            return closed(f"{name} has a route to a peering connection, which leads to the peered VPC only")
        if lost := self._model.routes.lost(subnet, way.known):
            return closed(f"{name} has a route to {lost}")
        if not way.known.internet_gateway:
            return opened(f"{name} has a route out by a {way.known.via}")
        line = f"{name} has a route to an internet gateway"
        if client.public.closed:
            return closed(f"{line}, but {client.side.label} has no public address")
        return client.public.because(line) if client.public.open else client.public

    def _by_nat(self, route: RouteTableRoute, name: str) -> Verdict:
        """A NAT gateway is a way out if its own subnet has a route to an internet gateway."""
        nat = route.nat
        if nat is None:
            return opened(f"{name} has a route out by a NAT gateway")
        if nat.private.open:
            return unknown(f"where the private NAT gateway {nat.name} leads to")
        onward = self._model.routes.way(nat.subnet, _SOMEWHERE) if nat.subnet else None
        if onward and (onward.absent or (onward.known and (onward.known.by_nat or onward.known.by_peering))):
            return closed(f"{name} has a route to {nat.name}, whose own subnet has no route to an internet gateway")
        return opened(f"{name} has a route out by the NAT gateway {nat.name}")
