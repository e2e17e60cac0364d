"""Addresses as targets: may they be registered, and is there a way to them?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
"""

from collections.abc import Iterator
from functools import partial

from ...model.balancing.backend import Leg
from ...model.balancing.target import Target, TargetKind, place_of
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import VPC_RANGES, Network, contains
from ...model.values import Reference
from ...model.verdict import closed
from ..fault import Fault, Found, Judge
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
    title="There is no route between the load balancer's subnets and a target outside the VPC",
    symptom=INTEGRATION_FAILED.told("after about 10 s; the target is unhealthy as well"),
    remedy="Add a route to the other network, on each side, by the transit gateway, VPN gateway or peering connection"
    " that leads there.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    not_modelled="routes that a VPN gateway propagates; the way beyond the gateway, and the way back from what is not"
    " in the stack",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every address that is registered in a target group on a path."""
    asked: dict[tuple[str, str], tuple[Leg, Target]] = {}
    for leg in model.legs:
        for target in leg.targets:
            elsewhere = target.kind is TargetKind.INSTANCE and leg.group.kind.is_("ip").open
            if elsewhere or (target.kind is TargetKind.ADDRESS and target.address.known is not None):
                asked.setdefault((target.registration.urn, leg.balancer.key), (leg, target))
    for leg, target in asked.values():
        found = _address(model, leg, target) if target.address.known else _elsewhere(model, leg, target)
        for fault, urn, verdict in found:
            check = "both" if fault is ROUTE and verdict.closed else "request"
            judge.report(fault, urn, verdict, subjects=[target.urn, leg.group.key], check=check)


def _address(model: Model, leg: Leg, target: Target) -> Iterator[Found]:
    bounds, address, urn = (
        model.networks.bounds(leg.group.vpc or leg.balancer.vpc),
        target.address.known,
        target.registration.urn,
    )
    # A VPC outside the stack, or one whose range AWS will choose, may hold the address.
    if address is None or address.version != 4 or not bounds or any(contains(bound, address) for bound in bounds):
        return
    if not any(contains(private, address) for private in VPC_RANGES):
        yield PUBLIC, urn, closed(f"{target.registration.name} registers {address}")
    elif target.zone.absent:
        yield ZONE, urn, closed(f"{address} lies outside {', '.join(str(bound) for bound in bounds)}")
    else:
        yield from _routes(model, leg.balancer.subnets, address)


def _elsewhere(model: Model, leg: Leg, target: Target) -> Iterator[Found]:
    """The address of an instance of the stack that is in another VPC than the load balancer."""
    vpc, here = model.networks.vpc_of(target.subnets), leg.group.vpc or leg.balancer.vpc
    if not target.certain or vpc == here or not {vpc, here} <= model.networks.vpcs.keys():
        return
    if target.zone.absent:
        yield ZONE, target.registration.urn, closed(f"{target.name} is in another VPC than {leg.group.name}")
        return
    asked, replies = place_of(model.networks, target), model.networks.places(leg.balancer.subnets)
    for subnets, places in ((leg.balancer.subnets, asked), (target.subnets, replies)):
        for address in (place.network.known for place in places):
            yield from _routes(model, subnets, address) if address is not None else ()


def _routes(model: Model, subnets: Reference, address: Network) -> Iterator[Found]:
    """A route from each of some subnets; the finding stands at the table that lacks it."""
    for subnet in map(model.networks.subnet, subnets.keys):
        if subnet.resource is None:
            continue
        answer, table = model.routes.leads(subnet.key, address), model.routes.of(subnet.key).known
        if not answer.unknown:
            yield ROUTE, table.resource.urn if table and table.resource else subnet.resource.urn, answer
