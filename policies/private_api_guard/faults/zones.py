"""Subnets and their availability zones: one a zone for each load balancer and interface endpoint, two for an ALB.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html and
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

from functools import partial

from ..model.hop import Hop
from ..model.model import Model
from ..model.values import Reference
from ..model.verdict import Verdict, closed, opened
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_balancer = partial(
    Fault,
    hop=Hop.LOAD_BALANCER,
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest or ValidationError"),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
    covers=("robustness/one-zone",),
)
ONE_SUBNET = _balancer(
    id="load-balancer/one-subnet",
    title="The Application Load Balancer is in one subnet only",
    remedy="Name subnets of at least two availability zones.",
    not_modelled="load balancers on Outposts and in Local Zones, which have one",
)
TWICE = _balancer(
    id="load-balancer/zone-twice",
    title="The load balancer has two subnets of one availability zone",
    remedy="Name one subnet of each zone.",
    not_modelled="zones that are not known before the update",
)
ENDPOINT_TWICE = Fault(
    id="endpoint-access/zone-twice",
    hop=Hop.ENDPOINT,
    title="The interface endpoint has two subnets of one availability zone",
    symptom=APPLY_FAILS.told(": DuplicateSubnetsInSameZone"),
    remedy="Name one subnet of each zone.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html",
    not_modelled="zones that are not known before the update",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer and interface endpoint of the stack."""
    for balancer in model.balancers.by_key.values():
        if balancer.resource is not None:
            judge.report(TWICE, balancer.key, _apart(model, balancer.name, balancer.subnets))
            if balancer.kind.is_("application").open and len(balancer.subnets.resources) == 1:
                several = balancer.subnets.literals or not balancer.subnets.decided
                alone = closed(f"{balancer.name} is in {balancer.subnets.resources[0].name} alone")
                judge.report(ONE_SUBNET, balancer.key, opened() if several else alone)
    for endpoint in model.endpoints.all:
        if endpoint.interface.open:
            judge.report(ENDPOINT_TWICE, endpoint.key, _apart(model, endpoint.name, endpoint.subnets))


def _apart(model: Model, name: str, subnets: Reference) -> Verdict:
    """Whether no two of some subnets are known to be in one zone."""
    found: dict[str, str] = {}
    for key in subnets.keys if subnets.decided else ():
        subnet = model.networks.subnet(key)
        zone = subnet.zone.known or subnet.zone_id.known
        if zone and zone in found:
            return closed(f"{name} is in {found[zone]} and {subnet.name}, both of {zone}")
        if zone:
            found[zone] = subnet.name
    return opened()
