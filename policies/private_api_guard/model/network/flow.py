"""A flow from a load balancer to a target, and whether groups and network ACLs let it through.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..balancing.backend import Backend, Leg
from ..balancing.target import Target, TargetKind, place_of
from ..gateway.vpc_link import LinkKind
from ..model import Model
from ..values.reference import NOTHING, Key, Reference
from ..verdict import Verdict, every
from .address import Place
from .network_acl import EPHEMERAL
from .security_group import Peer, Ports


@dataclass(frozen=True)
class Side:
    """One end of a flow: its places, subnets and groups. `guarded` is False where no security group applies."""

    places: tuple[Place, ...]
    subnets: Reference
    groups: Reference
    vpc: Key | None
    label: str

    @property
    def guarded(self) -> bool:
        """Whether a security group stands here."""
        return not self.groups.absent

    @property
    def peer(self) -> Peer:
        """This end as the other end's rules see it."""
        where = self.subnets.where or self.label
        return Peer(self.places, self.groups, self.vpc, f"{self.label}: {', '.join(map(str, self.places[:4]))}", where)


def balancer_side(leg: Leg) -> Side:
    """The nodes of a leg's load balancer."""
    balancer = leg.balancer
    return Side(balancer.places, balancer.subnets, balancer.groups, balancer.vpc, f"load balancer {balancer.name}")


def target_side(model: Model, target: Target, version: int = 4) -> Side:
    """The addresses of a target; a load balancer that is a target is where its nodes are."""
    if target.kind is TargetKind.LOAD_BALANCER:
        inner = model.balancers.get(target.key)
        if inner.resource is None:
            lost = Reference(unknown=True, where=target.name)
            return Side((), lost, lost, None, target.name)
        return Side(inner.places, inner.subnets, inner.groups, inner.vpc, f"load balancer {inner.name}")
    vpc = model.networks.vpc_of(target.subnets)
    label = f"{target.kind} {target.name}"
    return Side(place_of(model.networks, target, version), target.subnets, target.groups, vpc, label)


def link_side(model: Model, backend: Backend) -> Side | None:
    """The network interfaces of a VPC link V2."""
    link = backend.link
    if link is None or link.kind is not LinkKind.V2:
        return None
    places = tuple(model.networks.place(key) for key in link.subnets.keys)
    return Side(places, link.subnets, link.groups, link.vpc, f"VPC link {link.name}")


def facing(model: Model, side: Side, other: Side) -> Side:
    """The part of one end that shares a zone with the other: without cross-zone, nothing else talks to it.

    All of it where a zone is not known, or none is shared.
    """
    zones = model.networks.zones(other.subnets)
    if not zones or model.networks.zones(side.subnets) is None:
        return side
    kept = [place for place in side.places if not place.subnet or model.networks.subnet(place.subnet).zone in zones]
    return replace(side, places=tuple(kept)) if kept else side


def pairs(model: Model, source: Side, sink: Side, *, cross_zone: bool) -> Iterator[tuple[Key, Key]]:
    """Subnets between which packets go. Within one subnet none meets an ACL; without cross-zone, zones stay apart."""
    for one in source.subnets.keys:
        for other in sink.subnets.keys or ("",):
            if one == other:
                continue
            zones = model.networks.subnet(one).zone, model.networks.subnet(other).zone
            apart = all(isinstance(zone, str) for zone in zones) and zones[0] != zones[1]
            if cross_zone or not apart:
                yield one, other


def acl_verdict(model: Model, source: Side, sink: Side, ports: Ports, *, cross_zone: bool, version: int = 4) -> Verdict:
    """Whether the ACLs of both ends let requests and their replies through, in every pair of subnets."""
    ends = source.subnets.keys, sink.subnets.keys or sink.places
    asked = (ends, ports, cross_zone, version)
    if asked not in model.acl_verdicts:
        model.acl_verdicts[asked] = _acl_verdict(model, source, sink, ports, cross_zone=cross_zone, version=version)
    return model.acl_verdicts[asked]


def _acl_verdict(model: Model, source: Side, sink: Side, ports: Ports, *, cross_zone: bool, version: int) -> Verdict:
    answers: list[Verdict] = []
    for one, other in pairs(model, source, sink, cross_zone=cross_zone):
        here = model.networks.place(one, version)
        there = model.networks.place(other, version) if other else None
        for place in [there] if there else sink.places:
            answers.append(model.acls.passes(one, place, ports, egress=True, version=version))
            answers.append(model.acls.passes(one, place, EPHEMERAL, egress=False, version=version))
        if there:
            answers.append(model.acls.passes(other, here, ports, egress=False, version=version))
            answers.append(model.acls.passes(other, here, EPHEMERAL, egress=True, version=version))
    return every(answers)


def sources(model: Model, leg: Leg, backend: Backend) -> list[Side]:
    """Who the target sees: the load balancer's nodes or, where client addresses are kept, the link's interfaces.

    PrivateLink traffic (V1) always comes from the nodes. A rule that names the balancer's group admits both.
    """
    nodes = balancer_side(leg)
    side = link_side(model, backend) if leg.outer is None and leg.balancer.network.open else None
    if side is None or preserved(leg) is False:
        return [nodes]
    seen = Side(side.places, side.subnets, nodes.groups if nodes.guarded else NOTHING, side.vpc, side.label)
    return [seen]


def preserved(leg: Leg) -> bool | None:
    """Whether a Network Load Balancer keeps client addresses on the way to a group's targets."""
    flag, kind = leg.group.preserve_client_ip, leg.group.kind
    if not flag.absent:
        return flag.known
    if kind.is_("ip").open:
        return leg.group.protocol.is_("UDP", "TCP_UDP").open
    return kind.is_("instance", "alb").open
