"""How what runs in a VPC reaches an AWS service: an endpoint in the VPC, or a way out of it.

Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html,
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html and
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
"""

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import DEFAULT_TABLE, ENDPOINT, TABLES, VPCS
from ..iam.call import Call
from ..model import Model
from ..values import NOT_SET, Key, Reference, Value, not_known
from ..verdict import Verdict, across, closed, every, opened, presumably, some, unknown
from .address import PUBLIC_RANGES, Interfaces, Place
from .flow import Client, crosses, endpoint_of
from .route_table import GATEWAYS
from .vpc_endpoint import VpcEndpoint
from .way_out import HTTPS, PUBLIC, WayOut

_ANYWHERE: Final = Place(not_known("where AWS services are reached"), label="any address")


class Lack(enum.Enum):
    """What stands between something in a VPC and an AWS service."""

    ENDPOINT = "no endpoint and no way out"
    UNUSABLE = "an endpoint that can not be used"
    REFUSED = "the endpoint's security group"
    EGRESS = "its own security group"
    ACL = "a network ACL"
    POLICY = "the endpoint's policy"
    NAMES = "the resolver of its VPC"


@dataclass(frozen=True)
class Access:
    """Whether a service is reached, and what lacks where it is not; the culprit is what has to be changed.

    `outside` tells that packets take the way out of the VPC.
    """

    verdict: Verdict
    lack: Lack | None = None
    outside: bool = False


class ServiceAccess:
    """Answers for the VPCs of one stack. Of a VPC outside it nothing is known, and nothing is asked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.way = WayOut(model)

    def knows(self, client: Client) -> bool:
        """Whether a client's VPC is in the stack."""
        return client.vpc in self.model.stack.by_urn

    def outside(self, client: Client) -> bool:
        """Whether it is known that a client's subnets are not in the stack."""
        subnets = client.side.subnets
        return bool(subnets.literals) and not subnets.resources and not subnets.unknown

    def unmanaged(self, client: Client) -> bool:
        """Whether the stack leaves it to others how its VPC reaches AWS: no route, no gateway, no endpoint."""
        listed = [each for each in self.model.endpoints.all if each.service.is_("execute-api").closed]
        managed = self.model.stack.of(*TABLES, "ec2.Route", *GATEWAYS)
        return client.vpc is not None and not managed and all(each.vpc not in (client.vpc, None) for each in listed)

    def reaches(
        self, client: Client, service: str, region: Value[str] = NOT_SET, calls: tuple[Call, ...] = ()
    ) -> Access:
        """Whether a client reaches a service such as `ecr.api`: by a gateway, an endpoint with its name, or outside.

        The service is that of a Region, without one the client's. An endpoint has to let the calls through.
        """
        resolves = self._resolves(client)
        if resolves.closed:
            return Access(resolves, Lack.NAMES)
        wanted = self.model.networks.region(client.side.subnets) if region.absent else region
        there = [each for each in self._by_service.get(service, ()) if each.vpc in (client.vpc, None)]
        elsewhere = [each for each in there if wanted.known and each.region.is_(wanted.known).closed]
        listed = sorted((each for each in there if each not in elsewhere), key=lambda each: each.interface.open)
        asked = [(each, self._usable(client, each)) for each in listed]
        for endpoint, usable in asked:
            if usable.open:
                return self._admitting(endpoint, calls, self._by(client, endpoint, usable))
        way = self.way.of(client)
        answer = some((*(usable for _, usable in asked), self._unseen(client.vpc), way))
        if answer.open:
            return self._egress(client, PUBLIC, way, outside=True)
        if answer.unknown:
            return Access(answer)
        if not asked:
            other = [f"{each.name} is one of {each.region}, not of {wanted}" for each in elsewhere]
            missing = f"there is no endpoint of {service} in the VPC"
            return Access(closed(*(other or [missing]), *way.evidence), Lack.ENDPOINT)
        endpoint, usable = asked[0]
        return Access(closed(*usable.evidence, *way.evidence, culprit=endpoint.key), Lack.UNUSABLE)

    def leaves(self, client: Client) -> Access:
        """Whether the client's own groups let requests out at all, which can be asked of any VPC."""
        groups, there = client.side.groups, Interfaces((_ANYWHERE,), label=str(_ANYWHERE))
        sends = _of_stack(groups, self.model.groups.admits(groups, HTTPS, there, egress=True))
        return Access(sends.at(_first(groups)), Lack.EGRESS) if sends.closed else Access(opened())

    def internet(self, client: Client) -> Access:
        """Whether a client reaches public addresses, which it knows by name."""
        resolves, way = self._resolves(client), self.way.of(client)
        if resolves.closed:
            return Access(resolves, Lack.NAMES)
        if way.open:
            return self._egress(client, PUBLIC, way, outside=True)
        return Access(way, Lack.ENDPOINT if way.closed else None)

    def _resolves(self, client: Client) -> Verdict:
        """Whether names resolve in the client's VPC: by AWS's resolver, or by others that DHCP options name."""
        vpc = self.model.networks.vpcs.get(client.vpc or "")
        others = self.model.stack.of("ec2.VpcDhcpOptionsAssociation", "ec2.DefaultVpcDhcpOptions")
        return opened() if vpc is None or others else vpc.resolver.at(vpc.key)

    # Endpoints

    def _admitting(self, endpoint: VpcEndpoint, calls: tuple[Call, ...], reached: Access) -> Access:
        """What was found, if the policies of an endpoint let some calls of its service through."""
        own = (endpoint.service.known or "").partition(".")[0]
        for policy in self.model.access_policies.of_endpoint(endpoint):
            for call in calls:
                document = policy.document.known if call.service == own else None
                answer = document.permits(call.actions, call.arn, policy.where) if document else opened()
                if answer.closed and policy.sure and reached.lack is None:
                    return Access(answer.at(policy.resource.urn), Lack.POLICY)
        return reached

    @cached_property
    def _by_service(self) -> dict[str | None, list[VpcEndpoint]]:
        """Endpoints by service; `None` for those of which it is not known."""
        found: dict[str | None, list[VpcEndpoint]] = {}
        for endpoint in self.model.endpoints.all:
            found.setdefault(endpoint.service.known, []).append(endpoint)
        return found

    def _usable(self, client: Client, endpoint: VpcEndpoint) -> Verdict:
        """Whether the service's name leads a client to an endpoint; one of an unknown VPC is presumed to be there."""
        answer = self._leads_to(client, endpoint)
        if endpoint.vpc is not None or answer.unknown:
            return answer
        return presumably(f"{endpoint.name} is in the VPC") if answer.open else unknown(f"{endpoint.name}.vpcId")

    def _leads_to(self, client: Client, endpoint: VpcEndpoint) -> Verdict:
        if not endpoint.interface.open:
            return self._on_tables(client, endpoint) if endpoint.interface.closed else endpoint.interface
        if endpoint.subnets.absent:
            return closed(f"{endpoint.name} is in no subnet")
        vpc = self.model.networks.vpcs.get(endpoint.vpc or "")
        if vpc is not None and vpc.private_dns.closed and endpoint.private_dns.open:
            return vpc.private_dns
        named = self.model.endpoint_names.lead_to(endpoint)
        if named.closed:
            line = f"{endpoint.name} has no private DNS: the service's own name still leads to its public addresses"
            return named.because(line)
        return (
            named.because(*named.evidence or (f"{endpoint.name} is reached by private DNS",)) if named.open else named
        )

    def _unseen(self, vpc: Key | None) -> Verdict:
        """Whether there is an endpoint of a service that is not known, or one that another VPC has and shares."""
        vague = [each for each in self._by_service.get(None, ()) if each.vpc in (vpc, None)]
        return unknown(f"{vague[0].name}.serviceName") if vague else self._shared(vpc or "")

    def _shared(self, vpc: Key) -> Verdict:
        """Whether a private zone or forwarding rule lets the VPC use endpoints that another one has."""
        stack = self.model.stack
        for rule in stack.of("route53.ResolverRuleAssociation"):
            if stack.refer(rule, "vpcId", *VPCS).may_mean(vpc):
                return unknown(f"the names that {rule.name} resolves")
        for association in stack.of("route53.ZoneAssociation"):
            zones = stack.refer(association, "zoneId", "route53.Zone")
            if (zones.literals or zones.unknown) and stack.refer(association, "vpcId", *VPCS).may_mean(vpc):
                return unknown(f"the names that {association.name} resolves")
        for zone in stack.of("route53.Zone"):
            name = zone.text("name").known or ""
            if name.rstrip(".").endswith(("amazonaws.com", "amazonaws.com.cn")):
                return unknown(f"the names that {zone.name} resolves")
        return closed()

    def _by(self, client: Client, endpoint: VpcEndpoint, usable: Verdict) -> Access:
        """Whether groups and ACLs let a client through to an endpoint that it can use."""
        if not endpoint.interface.open:
            label = f"S3 (by {endpoint.name})"
            place = Place(not_known(endpoint.name), endpoint.key, bounds=PUBLIC_RANGES, label=label)
            return self._egress(client, place, usable)
        there = endpoint_of(self.model, endpoint)
        ours, theirs = client.side.groups, endpoint.groups
        admits = self.model.groups.admits
        admitted = _of_stack(theirs, admits(theirs, HTTPS, client.side, egress=False))
        refusals = {
            Lack.REFUSED: admitted.at(_first(theirs) or endpoint.key),
            Lack.EGRESS: _of_stack(ours, admits(ours, HTTPS, there, egress=True)).at(_first(ours)),
            Lack.ACL: crosses(self.model, client.side, there, HTTPS),
        }
        answer = every((usable, *refusals.values()))
        refusal = next((lack for lack, each in refusals.items() if each.closed), None)
        return Access(answer.because(*usable.evidence) if answer.open else answer, refusal)

    def _egress(self, client: Client, place: Place, way: Verdict, *, outside: bool = False) -> Access:
        groups, there = client.side.groups, Interfaces((place,), label=str(place))
        sends = _of_stack(groups, self.model.groups.admits(groups, HTTPS, there, egress=True))
        if sends.closed:
            return Access(sends.at(_first(groups)), Lack.EGRESS)
        passes = self.way.passes(client, place, outside=outside)
        if passes.closed:
            return Access(passes, Lack.ACL)
        if sends.unknown:
            sends = presumably(f"the security groups of {client.side.label} let packets out to {place}")
        return Access(every([way, sends]).because(*way.evidence, *sends.evidence[:1]), outside=outside)

    def _on_tables(self, client: Client, endpoint: VpcEndpoint) -> Verdict:
        """Whether every subnet's route table has the route that a gateway endpoint adds."""
        answer = across(client.side.subnets, lambda subnet: self._on_table(endpoint, subnet))
        if answer.unknown:
            return answer
        state = "on" if answer.open else "not on"
        return answer.because(f"{endpoint.name} is {state} the subnets' route tables")

    def _on_table(self, endpoint: VpcEndpoint, subnet: Key) -> Verdict:
        table = self.model.routes.of(subnet).known
        if table is None:
            return unknown("the route tables of the subnets")
        names = [table.key]
        if table.resource is not None and table.resource.family == DEFAULT_TABLE:
            names += self.model.stack.refer(table.resource, "defaultRouteTableId", *VPCS).keys
        return some(self._names(endpoint, listed, name) for listed in self._tables_of(endpoint) for name in names)

    def _names(self, endpoint: VpcEndpoint, listed: Reference, table: Key) -> Verdict:
        """Whether a list of route tables names one; of several unknown ones, each is presumed to be meant."""
        named = listed.meaning(table)
        return presumably(f"{endpoint.name} is on {table.rsplit('::', 1)[-1]}") if named.unknown else named

    def _tables_of(self, endpoint: VpcEndpoint) -> list[Reference]:
        """The route tables that a gateway endpoint adds its route to."""
        stack = self.model.stack
        own = stack.refer(endpoint.resource, "routeTableIds", *TABLES, *VPCS)
        listed = endpoint.resource.texts("routeTableIds")
        blind = listed.unknown or any(each.unknown for each in listed.known or ())
        if blind and all(each.family in VPCS for each in own.resources):
            # A list that is made from a VPC alone need not be its main table: any of its tables may be in it.
            own = Reference(unknown=True, where=own.where)
        by, named = "ec2.VpcEndpointRouteTableAssociation", ("vpcEndpointId", ENDPOINT)
        return [own, *stack.associated(endpoint.resource, "routeTableId", *TABLES, *VPCS, by=by, named=named)]


def _of_stack(groups: Reference, verdict: Verdict) -> Verdict:
    """The rules of a group outside the stack are not judged."""
    return opened() if verdict.unknown and groups.literals else verdict


def _first(groups: Reference) -> Key | None:
    return groups.resources[0].urn if groups.resources else None
