"""What has to be in one VPC: subnets and security groups of one thing, and things that call each other by address.

Only what is known is compared: VPCs of the stack, or ids of VPCs outside, and the subnets and groups that are meant for
certain.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..balancing.backend import Backend, Leg
from ..balancing.target import PLACED, Target, TargetKind
from ..compute.scaling_group import instance, scaling_group
from ..compute.service import Service
from ..families import INSTANCE, SCALING_GROUP, SERVICE, SUBNETS, TASK_SET, TRANSIT_ATTACHMENT, TRANSIT_GATEWAY, VPCS
from ..gateway.vpc_link import LinkKind, VpcLink
from ..model import Model
from ..values import NOTHING, Key, Reference, Resource
from ..verdict import Verdict, closed, opened, some, unknown
from .address import contains
from .flow import preserved
from .route_table import INTERNET_GATEWAY, NAT, PEERING, VPN_GATEWAY, RouteTable, RouteTableRoute
from .security_group import DEFAULT_VPC

LINK: Final = "link"
BALANCER: Final = "load balancer"
RUNNING: Final = "what runs"
ENDPOINT: Final = "endpoint"
FUNCTION: Final = "authorizer's function"


@dataclass(frozen=True)
class Carrier:
    """Something with network interfaces: the subnets that it is in, and the groups that it carries.

    `vpc` is the one that it names itself, where it does.
    """

    kind: str
    resource: Resource
    subnets: Reference
    groups: Reference = NOTHING
    vpc: Key | None = None


def carriers(model: Model) -> Iterator[Carrier]:
    """What has network interfaces in a stack, as far as it serves APIs."""
    stack = model.stack
    for link in model.links.by_key.values():
        if link.kind is LinkKind.V2 and link.resource is not None:
            yield Carrier(LINK, link.resource, link.subnets, link.groups)
    for balancer in model.balancers.by_key.values():
        if balancer.resource is not None:
            yield Carrier(BALANCER, balancer.resource, balancer.subnets, balancer.groups)
    for resource in stack.of(SERVICE, TASK_SET):
        network = Service(stack, resource).network_configuration
        if network is not None:
            yield Carrier(RUNNING, resource, network.subnets, network.groups)
    for resource in stack.of(SCALING_GROUP):
        fleet = scaling_group(stack, resource)
        yield Carrier(RUNNING, resource, fleet.subnets, fleet.groups)
    for resource in stack.of(INSTANCE):
        machine = instance(stack, resource)
        yield Carrier(RUNNING, resource, machine.subnets, machine.groups)
    for endpoint in model.endpoints.all:
        yield Carrier(ENDPOINT, endpoint.resource, endpoint.subnets, endpoint.groups, endpoint.vpc)
    asked = (use.authorizer.function for use in model.authorizers.in_use(model.apis))
    for function in {each.function.urn: each.function for each in asked if each is not None}.values():
        yield Carrier(FUNCTION, function.resource, function.subnets, function.groups)


def together(model: Model, carrier: Carrier) -> Verdict:
    """Whether all subnets of a carrier, and all of its groups, are of one VPC."""
    name, subnets = carrier.resource.name, _certain(carrier.subnets)
    found = {model.networks.subnet(key).vpc for key in subnets}
    named = {key for key in {*found, carrier.vpc} if key is not None}
    of_stack = sorted(named & model.networks.vpcs.keys())
    for several in (of_stack, sorted(named - {*of_stack})):  # one of the stack and one outside may be the same
        if len(several) > 1:
            return closed(f"{name} is in {' and in '.join(map(_named, several))}")
    for key in _certain(carrier.groups) if named else ():
        group, mine = model.groups.get(key), [*of_stack, *named][0]
        theirs = DEFAULT_VPC if DEFAULT_VPC in group.vpcs else group.vpc
        if _comparable(model, mine, theirs) and mine not in group.vpcs:
            used = model.groups.used_in(key, mine)
            told = f"{name} is in {_named(mine)}, and {group.name} is a group of {_named(theirs)}"
            return closed(told) if used.closed else used
    return opened()


def _comparable(model: Model, mine: Key, theirs: Key | None) -> bool:
    """Whether two VPCs are known to be one or two: one of the stack is none by an id, which may be the default one."""
    if mine in model.networks.vpcs:
        return theirs in {*model.networks.vpcs, DEFAULT_VPC}
    return theirs is not None and theirs not in {*model.networks.vpcs, DEFAULT_VPC}


def registered(model: Model, leg: Leg, target: Target) -> Verdict:
    """Whether what runs is in the VPC of its target group: an instance registered by address need not be."""
    by_address = target.kind is TargetKind.INSTANCE and not leg.group.kind.is_("instance").open
    if target.kind not in PLACED or by_address or not target.certain:
        return opened()
    theirs = {model.networks.subnet(key).vpc for key in _certain(target.subnets)}
    if len(theirs) != 1 or not {*theirs, leg.group.vpc} <= model.networks.vpcs.keys():
        return opened()
    [vpc] = theirs
    told = f"{target.name} is in {_named(vpc)}, and {leg.group.name} is of {_named(leg.group.vpc)}"
    return opened() if vpc == leg.group.vpc else closed(told)


def reached(model: Model, link: VpcLink | None, called: Reference) -> Verdict:
    """Whether the subnets of a link V2 have routes to those of what it calls in another VPC."""
    vpc = model.networks.vpc_of(called)
    if link is None or link.kind is not LinkKind.V2 or link.vpc == vpc:
        return opened()
    if not {link.vpc, vpc} <= model.networks.vpcs.keys():
        return opened()
    lines = list[str]()
    for subnet in map(model.networks.subnet, link.subnets.keys):
        for other in map(model.networks.subnet, called.keys):
            if other.cidr.known is None:
                return unknown(other.cidr.where)
            if not model.routes.leads(subnet.key, other.cidr.known).closed:
                return opened()
            lines.append(f"{subnet.name}, of {_named(link.vpc)}, has no route to {other.name}, of {_named(vpc)}")
    return closed(*lines) if lines else opened()


def answered(model: Model, backend: Backend, leg: Leg, target: Target) -> Verdict:
    """Whether replies to a link V2 come back through the load balancer.

    A target that sees the link's own address answers it past the balancer, unless it is in the VPC or in a peered one.
    """
    link, address = backend.link, target.address.known
    if link is None or link.kind is not LinkKind.V2 or leg.outer is not None or leg.balancer.network.closed:
        return opened()
    if address is None or not preserved(leg).open:
        return opened()
    bounds = model.networks.bounds(leg.balancer.vpc)
    if not bounds or any(contains(bound, address) for bound in bounds):
        return opened()
    ways = [model.routes.way(key, address).known for key in leg.balancer.subnets.keys]
    beyond = [way.via for way in ways if way is not None and way.via == "transit gateway"]
    if not beyond or len(beyond) < len(ways):
        return opened()
    line = f"{target.name} is behind a {beyond[0]}, in none of {', '.join(map(str, bounds))}"
    return closed(f"{leg.group.name} keeps client addresses, which are those of {link.name}", line)


# By what a gateway is attached to VPCs: its own properties, and the types of attachments that name it by a property.
_ATTACHMENT: Final = "ec2.InternetGatewayAttachment"
_ATTACHED: Final = {
    INTERNET_GATEWAY: (("vpcId",), ((_ATTACHMENT, "internetGatewayId"),)),
    VPN_GATEWAY: (("vpcId",), (("ec2.VpnGatewayAttachment", "vpnGatewayId"), (_ATTACHMENT, "vpnGatewayId"))),
    TRANSIT_GATEWAY: ((), ((TRANSIT_ATTACHMENT, "transitGatewayId"),)),
    PEERING: (("vpcId", "peerVpcId"), ()),
    NAT: (("subnetId", "vpcId"), ()),
}


def attached(model: Model, table: RouteTable, route: RouteTableRoute) -> Verdict:
    """Whether the gateway of the stack that a route leads to is attached to the VPC of its table."""
    gateway, stack = route.target, model.stack
    if gateway is None or gateway.family not in _ATTACHED or table.vpc not in model.networks.vpcs:
        return opened()
    own, others = _ATTACHED[gateway.family]
    named = [stack.refer(gateway, key, *VPCS, *SUBNETS) for key in own]
    named += [
        stack.refer(each, "vpcId", *VPCS)
        for family, key in others
        for each, meant in stack.referring(family, key, gateway.family)
        if meant.may_mean(gateway.urn)
    ]
    if not others and all(each.absent for each in named):
        return opened()
    told = f"{_named(table.key)}, of {_named(table.vpc)}, has a route to {gateway.name}, which is not attached there"
    return some([*(_in_vpc(model, each, table.vpc) for each in named), closed(told)])


def _in_vpc(model: Model, named: Reference, vpc: Key | None) -> Verdict:
    """Whether a reference means a VPC, or a subnet of it."""
    of_subnets = {model.networks.subnet(key).vpc for key in named.keys if not _is_vpc(model, key)}
    if not named.decided or None in of_subnets:
        return unknown(named.where)
    return opened() if vpc in {*of_subnets, *named.keys} else closed()


def _is_vpc(model: Model, key: Key) -> bool:
    return key in model.networks.vpcs or key.startswith("vpc-")


def _certain(reference: Reference) -> list[Key]:
    return [key for key in reference.keys if reference.means(key)]


def _named(vpc: Key | None) -> str:
    return (vpc or "?").rsplit("::", 1)[-1]
