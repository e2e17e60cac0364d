"""Load balancers: do listener, target group, certificate and availability zones fit together?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
"""

from collections.abc import Iterable
from functools import partial

from ..model.balancing.backend import Leg
from ..model.balancing.listener import Listener
from ..model.balancing.load_balancer import LoadBalancer
from ..model.balancing.target import Target, TargetKind
from ..model.gateway.vpc_link import LinkKind, is_id, served
from ..model.hop import Hop
from ..model.model import Model
from ..model.network.network import Subnet
from ..model.values import NOTHING, Key, Reference, Value
from ..model.verdict import Verdict, across, closed, opened, some, unknown
from . import answers, health_checks, listener, log_buckets, target_group, target_protocols
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, INTEGRATION_FAILED

_fault = partial(Fault, hop=Hop.LOAD_BALANCER)
NO_LISTENER = _fault(
    id="load-balancer/no-listener",
    title="The load balancer has no listener",
    symptom=INTEGRATION_FAILED.told("(an HTTP API: 503) after about 10 s for every request"),
    remedy="Add an aws:lb/listener:Listener on the port that the integration's URI names (80 or 443 without one).",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    not_modelled="load balancers that no API leads to",
)
GROUP_OUTSIDE = _fault(
    id="load-balancer/target-group-outside",
    hop=Hop.LISTENER,
    title="The target group, which is of another stack, has no targets that answer",
    symptom=INTEGRATION_FAILED.told("(an HTTP API: 503), or 503 from an Application Load Balancer, for every request"),
    remedy="Judge the stack that makes the target group; what this stack says of it was judged.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
    not_modelled="target groups of other stacks; they are told as undecided",
)
EMPTY_ZONE = _fault(
    id="load-balancer/zone-without-targets",
    title="The load balancer has a zone without targets, and its nodes use targets of their own zone only",
    symptom=INTEGRATION_FAILED.told(
        'or 504 "Network error communicating with endpoint" for the requests that enter in that zone'
    ),
    remedy="Run targets in every zone of the load balancer, or set enableCrossZoneLoadBalancing to true.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html",
    not_modelled="zones that AWS chooses, and how many targets of a service or group each zone gets",
)
OTHER_ZONES = _fault(
    id="load-balancer/targets-in-other-zones",
    title="All targets are in zones where the load balancer has no node, and get no requests",
    symptom=INTEGRATION_FAILED.told("(an HTTP API: 503) for every request; the targets are unused"),
    remedy="Give the load balancer a subnet in the targets' zones, or run targets in its own.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    not_modelled="zones that AWS chooses; addresses behind an Application Load Balancer",
    covers=(EMPTY_ZONE.id, "robustness/zone-without-targets", "robustness/targets-in-other-zones"),
)
LINK_ZONE = _fault(
    id="load-balancer/link-zone-without-service",
    hop=Hop.VPC_LINK,
    title="The VPC link V2 has a subnet in an availability zone where API Gateway makes no links",
    symptom=APPLY_FAILS.told(
        ': BadRequestException, "Subnet is in Availability Zone ... where service is not available"'
    ),
    remedy="Give the link subnets in other zones; the load balancer may keep all of its own.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html",
    not_modelled="subnets whose zone is told by name: names mean other zones in every account",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every listener and target group of the stack, and every load balancer that an API leads to."""
    for balancer in _used(model).values():
        # A listener of which nobody knows the load balancer may be the one.
        perhaps = [unknown(each.balancer.where) for each in balancer.candidates[:1]]
        if not balancer.listeners:
            judge.report(NO_LISTENER, balancer.key, some([*perhaps, closed(f"no listener names {balancer.name}")]))
    for balancer in model.balancers.by_key.values():
        if balancer.kind.is_("network", "application").open:
            listener.check(balancer, judge)
            target_group.check(model, balancer, judge)
    for each in _listeners(model):
        for rule, forward in ((one, forward) for one in each.rules for forward in one.forwards):
            # Nobody here can say what is registered in target groups that the stack does not make.
            if forward.groups.unknown or forward.groups.literals:
                where = forward.groups.where or f"{rule.resource.name}'s target group"
                judge.report(GROUP_OUTSIDE, rule.resource.urn, unknown(where), subjects=[each.resource.urn])
    for leg in model.legs:
        _zones(model, leg, judge)
    answers.check(model, judge)
    health_checks.check(model, judge)
    target_group.shared(model, judge)
    log_buckets.check(model, judge)
    target_protocols.check(model, judge)
    for link in model.links.by_key.values():
        for subnet in map(model.networks.subnet, link.subnets.keys if link.kind is LinkKind.V2 else ()):
            zone = subnet.zone_id.known
            if zone is not None and served(zone).closed:
                judge.report(LINK_ZONE, link.key, closed(f"{subnet.name} is in {zone}"))


def _used(model: Model) -> dict[Key, LoadBalancer]:
    """Load balancers that an API or a link V1 leads to, also those behind another one."""
    found = {backend.balancer.key: backend.balancer for backend in model.backends}
    # A platform's link without an API is for whoever uses it, and adds a listener.
    for link in model.links.by_key.values() if model.apis else ():
        if link.target.key is not None:
            found.setdefault(link.target.key, model.balancers.get(link.target.key))
    for target in (target for leg in model.legs for target in leg.targets):
        if target.kind is TargetKind.LOAD_BALANCER:
            found.setdefault(target.key, model.balancers.get(target.key))
    return {key: balancer for key, balancer in found.items() if balancer.resource is not None}


def _listeners(model: Model) -> Iterable[Listener]:
    """Listeners that an API leads to, also those behind a load balancer that is a target."""
    direct = [backend.listener for backend in model.backends if backend.listener is not None]
    inner = [leg.listener for leg in model.legs if leg.outer is not None]
    return {each.resource.urn: each for each in (*direct, *inner)}.values()


# Zones


def _zones(model: Model, leg: Leg, judge: Judge) -> None:
    """A load balancer needs targets in its zones: in every one if its nodes stay in their zone."""
    balancer, subnets = leg.balancer, leg.balancer.subnets
    if not zonal(leg) or not leg.targets or subnets.unknown or subnets.literals:
        return
    adrift = [unknown(target.target_group.where) for target in model.targets.adrift]
    asked = [
        (subnet, some([*(in_zone(model, target, subnet) for target in leg.targets), *adrift]))
        for subnet in map(model.networks.subnet, subnets.keys)
    ]
    empty = [
        closed(
            f"{balancer.name} has a node in {subnet.zone} ({subnet.name})",
            f"targets of {leg.group.name} are in {', '.join(sorted(there.evidence))}",
        )
        for subnet, there in asked
        if there.closed
    ]
    everywhere = len(empty) == len(asked)
    stays = balancer.network.open and leg.group.cross_zone(balancer.cross_zone).closed
    for told in empty:
        if everywhere:
            judge.report(OTHER_ZONES, balancer.key, told)
        # Of subnets that may be meant one is: it lacks targets for certain if all do.
        if stays and (everywhere or subnets.decided):
            judge.report(EMPTY_ZONE, balancer.key, told)


def zonal(leg: Leg) -> bool:
    """Whether targets in zones without a node are unused: an Application Load Balancer takes addresses of all zones."""
    return leg.balancer.network.open or leg.group.kind.is_("instance").open


def in_zone(model: Model, target: Target, subnet: Subnet) -> Verdict:
    """Whether a target is in the zone of a subnet; the evidence is the zone that it is in."""
    if not target.zone.absent:
        return opened() if target.zone.is_("all").open else _same(target.zone, subnet.zone)
    lives = _subnets(model, target)
    if not target.certain or lives.absent or lives.unknown or lives.literals:
        return unknown(lives.where or target.name)
    return across(
        lives, lambda key: opened() if key == subnet.key else _same(model.networks.subnet(key).zone, subnet.zone), some
    )


def _same(one: Value[str], other: Value[str]) -> Verdict:
    """Whether two zones are one; a name and an id can not be compared."""
    if one.known is None or other.known is None or is_id(one.known) != is_id(other.known):
        return unknown(other.where if one.known else one.where)
    return opened() if one == other else closed(one.known)


def _subnets(model: Model, target: Target) -> Reference:
    if target.kind is TargetKind.LOAD_BALANCER:
        return model.balancers.get(target.key).subnets
    return NOTHING if target.kind in (TargetKind.ADDRESS, TargetKind.FUNCTION) else target.subnets
