"""Addresses as targets: may they be registered, and is there a way to them?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
"""

from functools import partial

from ...model.balancing.backend import Leg
from ...model.balancing.target import Target, TargetKind, place_of
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import VPC_RANGES, Network, contains
from ...model.verdict import closed, opened
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED

_REGISTER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"

_fault = partial(Fault, hop=Hop.TARGET)
PUBLIC = _fault(
    id="targets/public-address",
    title="A target is a public address, which a target group does not take",
    symptom=APPLY_FAILS.told(": ValidationError, the address is not within the VPC nor in a private range"),
    remedy="Register private addresses (10/8, 172.16/12, 192.168/16, 100.64/10), or call it without a VPC link.",
    source=_REGISTER,
)
ZONE = _fault(
    id="targets/zone-not-all",
    title="A target outside the VPC is registered without the zone all",
    symptom=APPLY_FAILS.told(": ValidationError, the address is not within any subnet of the VPC"),
    remedy='Set availabilityZone to "all" on the attachment.',
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html",
)
ROUTE = _fault(
    id="targets/no-route-to-address",
    title="The load balancer's subnets have no route to a target outside the VPC",
    symptom=INTEGRATION_FAILED.told("after about 10 s; the target is unhealthy as well"),
    remedy="Add a route to the target's network by the transit gateway, VPN gateway or peering connection that leads"
    " there.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    not_modelled="routes that a VPN gateway propagates; the way beyond the gateway, and the way back",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every address that is registered in a target group on a path."""
    asked: set[tuple[str, str]] = set()
    for leg in model.legs:
        for target in leg.targets:
            key, address = (target.registration.urn, leg.balancer.key), target.address.known
            if key in asked:
                continue
            if target.kind is TargetKind.ADDRESS and address is not None:
                asked.add(key)
                _address(model, leg, target, address, judge)
            elif target.kind is TargetKind.INSTANCE and leg.group.kind.is_("ip").open:
                asked.add(key)
                _elsewhere(model, leg, target, judge)


def _address(model: Model, leg: Leg, target: Target, address: Network, judge: Judge) -> None:
    vpc = leg.group.vpc or leg.balancer.vpc
    bounds = model.networks.bounds(vpc)
    if address.version != 4 or any(contains(bound, address) for bound in bounds):
        return
    urn, subjects = target.registration.urn, [target.urn, leg.group.key]
    if not any(contains(private, address) for private in VPC_RANGES):
        if bounds:
            judge.report(PUBLIC, urn, closed(f"{target.registration.name} registers {address}"), subjects=subjects)
        return
    if not bounds:
        # A VPC outside the stack, or one whose range AWS will choose, may hold the address.
        return
    if target.zone.absent:
        evidence = f"{address} lies outside {', '.join(str(bound) for bound in bounds)}"
        judge.report(ZONE, urn, closed(evidence), subjects=subjects)
        return
    _routes(model, leg, target, address, judge)


def _elsewhere(model: Model, leg: Leg, target: Target, judge: Judge) -> None:
    """The address of an instance of the stack that is in another VPC than the load balancer."""
    vpc, here = model.networks.vpc_of(target.subnets), leg.group.vpc or leg.balancer.vpc
    if not target.certain or vpc is None or here is None or vpc == here:
        return
    if not (vpc in model.networks.vpcs and here in model.networks.vpcs):
        return
    if target.zone.absent:
        evidence = f"{target.name} is in another VPC than {leg.group.name}"
        subjects = [target.urn, leg.group.key]
        judge.report(ZONE, target.registration.urn, closed(evidence), subjects=subjects)
        return
    for place in place_of(model.networks, target):
        if place.network.known is not None:
            _routes(model, leg, target, place.network.known, judge)


def _routes(model: Model, leg: Leg, target: Target, address: Network, judge: Judge) -> None:
    """A route from each of the load balancer's subnets; the finding stands at the table that lacks it."""
    subjects = [target.urn, leg.group.key]
    for key in leg.balancer.subnets.keys:
        subnet = model.networks.subnet(key)
        if subnet.resource is None:
            continue
        way, table = model.routes.way(key, address), model.routes.of(key).known
        urn = table.resource.urn if table and table.resource else subnet.resource.urn
        if way.absent:
            line = f"{subnet.name} has no route to {address}"
            judge.report(ROUTE, urn, closed(line), subjects=subjects, check="both")
        elif way.known and way.known.internet_only:
            line = f"{subnet.name} sends {address} to a {way.known.via}, which leads to the internet only"
            judge.report(ROUTE, urn, closed(line), subjects=subjects, check="both")
        elif way.known:
            line = f"{subnet.name} has a route to {address} by a {way.known.via}"
            judge.report(ROUTE, urn, opened(line), subjects=subjects)
