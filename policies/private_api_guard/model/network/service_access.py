"""How what runs in a VPC reaches an AWS service: an endpoint in the VPC, or a way out of it.

Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html,
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html and
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
"""

import enum
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network

from ..model import Model
from ..values.reference import Key, Reference
from ..values.unknown import UNKNOWN, Unknown
from ..verdict import State, Verdict, closed, opened, unknown
from .address import Network, Place, subtract
from .flow import Side, acl_verdict
from .network import SUBNETS, VPCS
from .route_table import DEFAULT_TABLE, TABLES, Route, RouteTable
from .security_group import Peer, Ports
from .vpc_endpoint import ENDPOINT, VpcEndpoint

HTTPS: Ports = (443, 443)
S3 = "s3"
_GATEWAYS = ("ec2.InternetGateway", "ec2.VpnGateway", "ec2.EgressOnlyInternetGateway", "ec2.CarrierGateway")
_NAT = "ec2.NatGateway"
# Stands for every public address where a route is looked for: AWS's services have addresses in many ranges.
_SOMEWHERE: Network = ip_network("52.94.0.1/32")
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")


def _public() -> tuple[Network, ...]:
    left: list[Network] = [ip_network("0.0.0.0/1"), ip_network("128.0.0.0/2"), ip_network("192.0.0.0/3")]
    for private in _PRIVATE:
        left = subtract(left, ip_network(private))
    return tuple(left)


PUBLIC: tuple[Network, ...] = _public()
_PUBLIC_PLACE = Place(None, bounds=PUBLIC, label="public addresses")


class Lack(enum.Enum):
    """What stands between something in a VPC and an AWS service."""

    ENDPOINT = "no endpoint and no way out"
    UNUSABLE = "an endpoint that can not be used"
    REFUSED = "the endpoint's security group"
    EGRESS = "its own security group"
    ACL = "a network ACL"


@dataclass(frozen=True)
class Access:
    """Whether a service is reached; where not, what lacks and at which resource (`None`: at whoever asks).

    `outside` tells that packets take the way out of the VPC.
    """

    verdict: Verdict
    lack: Lack | None = None
    at: Key | None = None
    outside: bool = False


@dataclass(frozen=True)
class Client:
    """What calls AWS from inside a VPC. `public` tells whether it has a public address."""

    side: Side
    public: bool | Unknown

    @property
    def inside(self) -> bool:
        """Whether all of its subnets are named and one VPC of the stack holds them."""
        subnets = self.side.subnets
        return self.side.vpc is not None and not (subnets.unknown or subnets.literals or subnets.absent)


class ServiceAccess:
    """Answers for the VPCs of one stack. Of a VPC outside it nothing is known, and nothing is asked."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def reaches(self, client: Client, service: str) -> Access | None:
        """Whether a client reaches a service such as `ecr.api`; `None` where its VPC is not in the stack."""
        if not client.inside or client.side.vpc not in self.model.stack.by_urn:
            return None
        listed = self._of(service, client.side.vpc)
        if service == S3 and (answer := self._by_gateway(client, listed)) is not None:
            return answer
        usable = [each for each in listed if each.interface and each.private_dns is True and not each.subnets.absent]
        if usable:
            return self._by_endpoint(client, usable[0])
        way = self.way_out(client)
        if way.open:
            return self._egress(client, _PUBLIC_PLACE, way, outside=True)
        maybe = self._maybe(client.side.vpc, listed)
        if maybe or way.unknown:
            return Access(unknown(maybe) if maybe else way)
        return self._missing(service, listed, way)

    def unmanaged(self, client: Client) -> bool:
        """Whether the stack leaves it to others how its VPC reaches AWS: no route, no gateway, no endpoint."""
        stack = self.model.stack
        managed = stack.of(*TABLES, "ec2.Route", *_GATEWAYS, _NAT)
        return not managed and not any(
            each.service != "execute-api" and each.vpc in (client.side.vpc, None) for each in self.model.endpoints.all
        )

    def internet(self, client: Client) -> Access | None:
        """Whether a client reaches public addresses; `None` where its VPC is not in the stack."""
        if not client.inside or client.side.vpc not in self.model.stack.by_urn:
            return None
        way = self.way_out(client)
        if way.open:
            return self._egress(client, _PUBLIC_PLACE, way, outside=True)
        return Access(way) if way.unknown else Access(way, Lack.ENDPOINT)

    def way_out(self, client: Client) -> Verdict:
        """Whether packets find a way out of the VPC; where only some subnets have one, it counts."""
        answers = [self._way(client, key) for key in client.side.subnets.keys]
        for state in (State.OPEN, State.UNKNOWN):
            for answer in answers:
                if answer.state is state:
                    return answer
        lines = dict.fromkeys(line for answer in answers for line in answer.evidence)
        return closed(*lines)

    def stranded(self, client: Client) -> list[str]:
        """Why some subnets have no way out while others have one."""
        if not client.inside:
            return []
        answers = [self._way(client, key) for key in client.side.subnets.keys]
        if not any(answer.open for answer in answers):
            return []
        return [line for answer in answers if answer.closed for line in answer.evidence]

    # Endpoints

    @cached_property
    def _by_vpc(self) -> dict[Key | None, dict[object, list[VpcEndpoint]]]:
        """Endpoints by VPC and service; other partitions put their own name before the service's."""
        found: dict[Key | None, dict[object, list[VpcEndpoint]]] = {}
        for endpoint in self.model.endpoints.all:
            found.setdefault(endpoint.vpc, {}).setdefault(_short(endpoint.service), []).append(endpoint)
        return found

    def _of(self, service: object, vpc: Key | None) -> list[VpcEndpoint]:
        """Endpoints of a service that are or may be in a VPC."""
        return [each for key in (vpc, None) for each in self._by_vpc.get(key, {}).get(service, ())]

    def _maybe(self, vpc: Key | None, listed: list[VpcEndpoint]) -> str:
        """The property that keeps it from being known whether an endpoint can be used."""
        for each in listed:
            if each.interface and each.private_dns is UNKNOWN:
                return f"{each.name}.privateDnsEnabled"
            if each.vpc is None:
                return f"{each.name}.vpcId"
        vague = self._of(UNKNOWN, vpc)
        return f"{vague[0].name}.serviceName" if vague else self._hub(vpc)

    def _hub(self, vpc: Key | None) -> str:
        """A private zone or forwarding rule by which the VPC may use endpoints that another one has."""
        stack = self.model.stack
        for rule in stack.of("route53.ResolverRuleAssociation"):
            if stack.refer(rule, "vpcId", *VPCS).may_mean(vpc or ""):
                return f"the names that {rule.name} resolves"
        for association in stack.of("route53.ZoneAssociation"):
            zones = stack.refer(association, "zoneId", "route53.Zone")
            if (zones.literals or zones.unknown) and stack.refer(association, "vpcId", *VPCS).may_mean(vpc or ""):
                return f"the names that {association.name} resolves"
        for zone in stack.of("route53.Zone"):
            name = zone.raw_text("name")
            if isinstance(name, str) and name.rstrip(".").endswith(("amazonaws.com", "amazonaws.com.cn")):
                return f"the names that {zone.name} resolves"
        return ""

    def _by_endpoint(self, client: Client, endpoint: VpcEndpoint) -> Access:
        """Endpoints with the same groups and subnets, as most have, are asked once."""
        sides = (client.side.groups, client.side.subnets, endpoint.groups, endpoint.subnets)
        key = tuple((each.keys, each.certain) for each in sides)
        if key not in self._asked:
            self._asked[key] = self._ask(client, endpoint)
        answer = self._asked[key]
        return Access(opened(f"{endpoint.name} is reached by private DNS")) if answer.verdict.open else answer

    @cached_property
    def _asked(self) -> dict[object, Access]:
        return {}

    def _ask(self, client: Client, endpoint: VpcEndpoint) -> Access:
        there = endpoint_side(self.model, endpoint)
        ours, theirs = client.side.groups, endpoint.groups
        groups = self.model.groups
        egress = groups.admits(ours, HTTPS, there.peer, egress=True)
        ingress = groups.admits(theirs, HTTPS, client.side.peer, egress=False)
        if ingress.closed:
            return Access(ingress, Lack.REFUSED, _first(theirs, endpoint.key))
        if egress.closed:
            return Access(egress, Lack.EGRESS, _first(ours, None))
        for answer, side in ((ingress, theirs), (egress, ours)):
            # The rules of a group outside the stack are not judged.
            if answer.unknown and not side.literals:
                return Access(answer)
        acl = acl_verdict(self.model, client.side, there, HTTPS, cross_zone=True)
        if acl.closed:
            return Access(acl, Lack.ACL, acl.culprit)
        return Access(opened())

    def _by_gateway(self, client: Client, listed: list[VpcEndpoint]) -> Access | None:
        """S3 through a gateway endpoint, where each subnet's route table has it; `None` where none has."""
        gateways = [each for each in listed if not each.interface]
        tables = [self.model.routes.of(key) for key in client.side.subnets.keys]
        for endpoint in gateways:
            on = self.tables_of(endpoint)
            if all(table is not None and self._has(on, table) for table in tables):
                place = Place(None, endpoint.key, bounds=PUBLIC, label=f"S3 (by {endpoint.name})")
                return self._egress(client, place, opened(f"{endpoint.name} is on the subnets' route tables"))
        if gateways and any(table is None for table in tables):
            return Access(unknown("the route tables of the subnets"))
        return None

    def tables_of(self, endpoint: VpcEndpoint) -> list[Reference]:
        """The route tables that a gateway endpoint adds its route to."""
        stack = self.model.stack
        return [
            stack.refer(endpoint.resource, "routeTableIds", *TABLES, *VPCS),
            *(
                stack.refer(association, "routeTableId", *TABLES, *VPCS)
                for association in stack.of("ec2.VpcEndpointRouteTableAssociation")
                if stack.refer(association, "vpcEndpointId", ENDPOINT).may_mean(endpoint.key)
            ),
        ]

    def _has(self, on: list[Reference], table: RouteTable) -> bool:
        names = [table.key]
        if table.resource is not None and table.resource.family == DEFAULT_TABLE:
            names += self.model.stack.refer(table.resource, "defaultRouteTableId", *VPCS).keys
        return any(reference.may_mean(name) for reference in on for name in names)

    def _egress(self, client: Client, place: Place, way: Verdict, *, outside: bool = False) -> Access:
        verdict = self.model.groups.admits(client.side.groups, HTTPS, Peer((place,), label=str(place)), egress=True)
        if verdict.closed:
            return Access(verdict, Lack.EGRESS, _first(client.side.groups, None))
        return Access(opened(*way.evidence, *verdict.evidence[:1]), outside=outside)

    @staticmethod
    def _missing(service: str, listed: list[VpcEndpoint], way: Verdict) -> Access:
        for each in listed:
            if each.interface and each.subnets.absent:
                return Access(closed(f"{each.name} is in no subnet", *way.evidence), Lack.UNUSABLE, each.key)
            if each.interface:
                reason = f"{each.name} has no private DNS: the service's own name still leads to its public addresses"
                return Access(closed(reason, *way.evidence), Lack.UNUSABLE, each.key)
            return Access(
                closed(f"{each.name} is not on the subnets' route tables", *way.evidence), Lack.UNUSABLE, each.key
            )
        return Access(closed(f"there is no endpoint of {service} in the VPC", *way.evidence), Lack.ENDPOINT)

    # The way out

    def _way(self, client: Client, subnet: Key) -> Verdict:
        route, certain = self.model.routes.way(subnet, _SOMEWHERE)
        name = self.model.networks.subnet(subnet).name
        if route is None:
            where = f"the routes of {name}"
            return closed(f"{name} has no route out of the VPC") if certain else unknown(where)
        if route.property_name == "natGatewayId":
            return self._by_nat(route, name)
        if not self._internet(route):
            return opened(f"{name} has a route out by a {route.via}")
        if client.public is UNKNOWN:
            return unknown(f"whether {client.side.label} has a public address")
        if client.public:
            return opened(f"{name} has a route to an internet gateway")
        return closed(f"{name} has a route to an internet gateway, but {client.side.label} has no public address")

    def _internet(self, route: Route) -> bool:
        """Whether a route leads to an internet gateway."""
        if route.property_name != "gatewayId":
            return False
        resource = self.model.stack.by_urn.get(route.target or "") or self.model.stack.named(
            route.target or "", *_GATEWAYS
        )
        if resource is not None:
            return resource.family == "ec2.InternetGateway"
        return str(route.target).startswith("igw-")

    def _by_nat(self, route: Route, name: str) -> Verdict:
        """A NAT gateway is a way out if its own subnet has a route to an internet gateway."""
        stack = self.model.stack
        nat = stack.by_urn.get(route.target or "") or stack.named(route.target or "", _NAT)
        if nat is None or nat.family != _NAT:
            return opened(f"{name} has a route out by a NAT gateway")
        if nat.raw_text("connectivityType") == "private":
            return unknown(f"where the private NAT gateway {nat.name} leads to")
        home = stack.refer(nat, "subnetId", *SUBNETS).key
        onward, certain = self.model.routes.way(home, _SOMEWHERE) if home else (None, False)
        if (onward is None and certain) or (onward is not None and onward.property_name == "natGatewayId"):
            return closed(f"{name} has a route to {nat.name}, whose own subnet has no route to an internet gateway")
        return opened(f"{name} has a route out by the NAT gateway {nat.name}")


def endpoint_side(model: Model, endpoint: VpcEndpoint) -> Side:
    """The network interfaces of an interface endpoint."""
    places = tuple(model.networks.place(key) for key in endpoint.subnets.keys)
    return Side(places, endpoint.subnets, endpoint.groups, endpoint.vpc, f"endpoint {endpoint.name}")


def _short(service: object) -> object:
    """A service's name without partition and Region: `ecr.api` for `cn.com.amazonaws.cn-north-1.ecr.api`."""
    if isinstance(service, str) and ".amazonaws." in service:
        return service.split(".amazonaws.", 1)[1].partition(".")[2]
    return service


def _first(groups: Reference, fallback: Key | None) -> Key | None:
    return groups.resources[0].urn if groups.resources else fallback
