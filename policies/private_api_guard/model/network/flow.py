"""Ends of flows (load balancers, targets, links, endpoints, what calls AWS), and whether network ACLs let these pass.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html,
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html and
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..balancing.backend import Backend, Leg
from ..balancing.load_balancer import LoadBalancer
from ..balancing.target import Target, TargetKind, place_of
from ..compute.lambda_function import LambdaFunction
from ..compute.scaling_group import launch_template
from ..compute.service import Service
from ..gateway.vpc_link import LinkKind, VpcLink
from ..model import Model
from ..values import NOTHING, Key, Reference, Resource
from ..verdict import Verdict, across, closed, every, opened, presumably, some
from .address import LINUX, WINDOWS, Interfaces
from .network_acl import NetworkAcls
from .security_group_rule import Ports
from .vpc_endpoint import VpcEndpoint


def nodes_of(balancer: LoadBalancer) -> Interfaces:
    """The nodes of a load balancer."""
    label = f"load balancer {balancer.name}"
    return Interfaces(balancer.places, balancer.groups, balancer.vpc, label, balancer.subnets)


def target_of(model: Model, target: Target, version: int = 4) -> Interfaces:
    """The interfaces of a target; a load balancer that is a target is where its nodes are."""
    if target.kind is TargetKind.LOAD_BALANCER:
        inner = model.balancers.get(target.key)
        lost = Reference(unknown=True, where=target.name)
        return nodes_of(inner) if inner.resource else Interfaces((), lost, None, target.name, lost)
    places, vpc = place_of(model.networks, target, version), model.networks.vpc_of(target.subnets)
    return Interfaces(places, target.groups, vpc, f"{target.kind} {target.name}", target.subnets)


def link_of(model: Model, backend: Backend) -> Interfaces | None:
    """The interfaces of the VPC link V2 that leads to a backend; a link V1 has none."""
    return interfaces_of(model, backend.link)


def interfaces_of(model: Model, link: VpcLink | None) -> Interfaces | None:
    """The interfaces of a VPC link V2; a link V1 has none."""
    if link is None or link.kind is not LinkKind.V2:
        return None
    return Interfaces(model.networks.places(link.subnets), link.groups, link.vpc, f"VPC link {link.name}", link.subnets)


def endpoint_of(model: Model, endpoint: VpcEndpoint) -> Interfaces:
    """The interfaces of a VPC endpoint."""
    places = model.networks.places(endpoint.subnets)
    return Interfaces(places, endpoint.groups, endpoint.vpc, f"endpoint {endpoint.name}", endpoint.subnets)


def facing(model: Model, side: Interfaces, other: Interfaces) -> Interfaces:
    """The part of one end that shares a zone with the other: without cross-zone, nothing else talks to it.

    All of it where a zone is not known, or none is shared.
    """
    zones = model.networks.zones(other.subnets).known
    if not zones or model.networks.zones(side.subnets).known is None:
        return side
    kept = [each for each in side.places if not each.subnet or model.networks.subnet(each.subnet).zone.known in zones]
    return replace(side, places=tuple(kept)) if kept else side


def crosses(
    model: Model, source: Interfaces, sink: Interfaces, ports: Ports, *, cross_zone: bool = True, version: int = 4
) -> Verdict:
    """Whether the ACLs of both ends let requests and their replies through, in every pair of subnets.

    Within one subnet none meets an ACL. Without cross-zone, zones stay apart.
    """

    def between(acls: NetworkAcls, one: Key, other: Key) -> Verdict:
        zones = {model.networks.subnet(key).zone.known for key in (one, other)}
        apart = len(zones) == 2 and None not in zones and not cross_zone
        return opened() if one == other or apart else acls.crosses(one, other, ports, version, source.replies)

    def leaving(acls: NetworkAcls, one: Key) -> Verdict:
        if sink.subnets.keys:
            return _across(sink.subnets, lambda other: between(acls, one, other))
        return every(acls.leaves(one, place, ports, version, source.replies) for place in sink.places)

    return model.acls.tried(lambda acls: _across(source.subnets, lambda one: leaving(acls, one)))


def _across(subnets: Reference, ask: Callable[[Key], Verdict]) -> Verdict:
    """The answer for some subnets; those that can not be named are presumed to have the default ACL, as most have."""
    named = Reference(subnets.resources, subnets.literals, subnets.certain, False, subnets.where, subnets.presumed)
    answer = across(named, ask)
    return every([answer, presumably(f"{subnets.where} has the default network ACL")]) if subnets.unknown else answer


def seen_by_targets(model: Model, leg: Leg, backend: Backend) -> Interfaces:
    """Who the target sees: the load balancer's nodes or, where client addresses are kept, the link's interfaces.

    PrivateLink traffic (V1) always comes from the nodes. A rule that names the balancer's group admits both.
    """
    nodes = nodes_of(leg.balancer)
    link = link_of(model, backend) if leg.outer is None and leg.balancer.network.open else None
    if link is None or preserved(leg).closed:
        return nodes
    return replace(link, groups=nodes.groups if nodes.guarded else NOTHING)


def preserved(leg: Leg) -> Verdict:
    """Whether a Network Load Balancer keeps client addresses on the way to a group's targets."""
    flag, kind = leg.group.preserve_client_ip, leg.group.kind
    by_protocol = every([kind.is_("ip"), leg.group.protocol.is_("UDP", "TCP_UDP")])
    return some([by_protocol, kind.is_("instance", "alb")]) if flag.absent else flag.is_(True)


@dataclass(frozen=True)
class Client:
    """Network interfaces in a VPC. `public` tells whether they have public addresses."""

    side: Interfaces
    public: Verdict

    @property
    def vpc(self) -> Key | None:
        """The VPC of its subnets, if all of them are named and one VPC holds them."""
        subnets = self.side.subnets
        return None if subnets.unknown or subnets.literals or subnets.absent else self.side.vpc


def of_task(model: Model, target: Target, service: Service) -> Client | None:
    """Who fetches what a task needs: on Fargate the task itself, else the container instance; `None` if not known."""
    side = replace(target_of(model, target), replies=WINDOWS if service.windows.open else LINUX)
    network = service.network_configuration
    if service.fargate.open:
        never = closed(f"{service.name} has no networkConfiguration")
        return Client(side, network.assign_public_ip.is_(True) if network else never)
    if service.fargate.unknown or network is not None:
        return None
    hosts = service.hosts
    return Client(side, _public_instances(model, hosts[0], side)) if len(hosts) == 1 else None


def of_function(model: Model, function: LambdaFunction) -> Client | None:
    """A function's network interfaces, which never have public addresses; `None` for a function in no VPC."""
    subnets = function.subnets
    if subnets.absent:
        return None
    places, vpc = model.networks.places(subnets), model.networks.vpc_of(subnets)
    side = Interfaces(places, function.groups, vpc, f"function {function.name}", subnets)
    return Client(side, closed("functions have no public addresses"))


def _public_instances(model: Model, group: Resource, side: Interfaces) -> Verdict:
    """Whether instances of an Auto Scaling group get public addresses: by their launch template, else their subnets."""
    template = launch_template(model.stack, group)
    if template is not None and not template.associate_public_ip_address.absent:
        return template.associate_public_ip_address.is_(True)
    subnets = [model.networks.subnet(key).resource for key in side.subnets.keys]
    return some(each.flag("mapPublicIpOnLaunch").is_(True) for each in subnets if each)
