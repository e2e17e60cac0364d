"""Availability zones: does the chain survive the loss of one?

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
"""

from collections.abc import Iterable
from functools import partial

from ...model.balancing.backend import Leg
from ...model.balancing.target import PLACED, Target, TargetKind
from ...model.gateway.vpc_link import LinkKind
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Reference
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..load_balancer import zonal
from ..symptoms import INTEGRATION_FAILED, WORKS

_SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html"

_fault = partial(Fault, source=_SOURCE)
ONE_ZONE = _fault(
    id="robustness/one-zone",
    hop=Hop.TARGET,
    title="Something on the request path runs in one availability zone only",
    symptom=INTEGRATION_FAILED.says("Every request fails while that zone is impaired"),
    remedy="Give it subnets in at least two availability zones.",
    not_modelled="subnets whose zones are not known, except that a single subnet is in a single zone; single instances",
    covers=("robustness/zone-without-targets", "robustness/targets-in-other-zones"),
)
EMPTY_ZONE = _fault(
    id="robustness/zone-without-targets",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer has a zone without targets, and works there only across zones",
    symptom=WORKS.told("today; requests that enter in that zone fail once cross-zone load balancing is switched off"),
    remedy="Run targets in every zone of the load balancer, or take the load balancer out of the zone.",
    not_modelled="targets that are addresses, and zones that are not known",
)
UNUSED_ZONE = _fault(
    id="robustness/targets-in-other-zones",
    hop=Hop.TARGET,
    title="Some targets are in a zone where the load balancer has no node, and get no requests",
    symptom=WORKS.told("by the other targets; those in that zone are unused"),
    remedy="Give the load balancer a subnet in that zone, or run no targets there.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    not_modelled="targets that are addresses, and zones that are not known",
)


def check(model: Model, judge: Judge) -> None:
    """Asks links, load balancers and targets of every path."""
    for backend in model.backends:
        link, balancer = backend.link, backend.balancer
        if link is not None and link.kind is LinkKind.V2:
            _single(model, judge, link.key, link.name, link.subnets)
        for leg in backend.legs:
            _leg(model, judge, leg)
        if balancer.resource is not None:
            _single(model, judge, balancer.key, balancer.name, balancer.subnets)


def _leg(model: Model, judge: Judge, leg: Leg) -> None:
    for target in leg.targets:
        if target.kind in (TargetKind.SERVICE, TargetKind.SCALING_GROUP) and target.certain:
            _single(model, judge, target.urn, target.name, target.subnets)
    balancer = leg.balancer
    if balancer.resource is not None and leg.outer is not None:
        _single(model, judge, balancer.key, balancer.name, balancer.subnets)
    entered, served = model.networks.zones(balancer.subnets).known, _zones(model, leg.targets)
    if not entered or not served or not balancer.subnets.decided:
        return
    lines = f"{balancer.name} is in {_listed(entered)}", f"the targets of {leg.group.name} are in {_listed(served)}"
    subjects = [leg.group.key, *(target.urn for target in leg.targets)]
    if entered - served and leg.group.cross_zone(balancer.cross_zone).open:
        judge.report(EMPTY_ZONE, balancer.key, closed(*lines), subjects=subjects)
    if served - entered and zonal(leg):
        judge.report(UNUSED_ZONE, balancer.key, closed(*lines), subjects=subjects)


def _single(model: Model, judge: Judge, urn: str, name: str, subnets: Reference) -> None:
    if not subnets.decided or not subnets.keys:
        return
    zones = model.networks.zones(subnets).known
    if len(subnets.keys) == 1:
        subnet = model.networks.subnet(subnets.keys[0])
        if subnet.resource is None and not subnet.key.startswith("subnet-"):
            # It stands for all the subnets of something outside the stack.
            return
        where = f" ({subnet.zone})" if subnet.zone.known else ""
        judge.report(ONE_ZONE, urn, closed(f"{name} has one subnet, {subnet.name}{where}"))
    elif zones is not None and len(zones) == 1:
        judge.report(ONE_ZONE, urn, closed(f"all {len(subnets.keys)} subnets of {name} are in {_listed(zones)}"))


def _zones(model: Model, targets: tuple[Target, ...]) -> frozenset[str]:
    """The zones of some targets; none where one of them has zones that are not known."""
    found = [
        model.networks.zones(each.subnets).known
        for each in targets
        if each.kind in PLACED and each.certain and each.subnets.decided
    ]
    zones = [each for each in found if each]
    return frozenset().union(*zones) if len(zones) == len(targets) else frozenset()


def _listed(zones: Iterable[str]) -> str:
    return ", ".join(sorted(zones))
