"""Subnets: one of each zone for load balancers and interface endpoints, two for an ALB, with IPv6 where that is asked.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html and
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

from functools import partial

from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Reference
from ...model.verdict import Verdict, closed, every, opened
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

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
_NO_IPV6 = partial(
    Fault,
    remedy="Give each of its subnets a range of IPv6 (ipv6CidrBlock), or leave out ipAddressType.",
    not_modelled="subnets that the stack does not make",
)
NO_IPV6 = _NO_IPV6(
    id="load-balancer/subnet-without-ipv6",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer is to have IPv6 addresses in a subnet that has none",
    symptom=APPLY_FAILS.told(": InvalidSubnet, you must specify subnets with an associated IPv6 CIDR block"),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html",
)
ENDPOINT_NO_IPV6 = _NO_IPV6(
    id="endpoint-access/subnet-without-ipv6",
    hop=Hop.ENDPOINT,
    title="The interface endpoint is to have IPv6 addresses in a subnet that has none",
    symptom=APPLY_FAILS.told(": InvalidParameter, the subnet has no IPv6 CIDR block"),
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
)
_DUALSTACK = ("dualstack", "dualstack-without-public-ipv4")


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer and interface endpoint of the stack."""
    for balancer in model.balancers.by_key.values():
        if balancer.resource is not None:
            judge.report(TWICE, balancer.key, _apart(model, balancer.name, balancer.subnets))
            if balancer.address_type.is_(*_DUALSTACK).open:
                judge.report(NO_IPV6, balancer.key, _with_ipv6(model, balancer.subnets))
            if balancer.kind.is_("application").open and len(balancer.subnets.resources) == 1:
                several = balancer.subnets.literals or not balancer.subnets.decided
                alone = closed(f"{balancer.name} is in {balancer.subnets.resources[0].name} alone")
                judge.report(ONE_SUBNET, balancer.key, opened() if several else alone)
    for endpoint in model.endpoints.all:
        if endpoint.interface.open:
            judge.report(ENDPOINT_TWICE, endpoint.key, _apart(model, endpoint.name, endpoint.subnets))
            if endpoint.asks_ipv6.open:
                judge.report(ENDPOINT_NO_IPV6, endpoint.key, _with_ipv6(model, endpoint.subnets))


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


def _with_ipv6(model: Model, subnets: Reference) -> Verdict:
    """Whether no subnet is known to lack IPv6."""
    found = [model.networks.subnet(key).has_ipv6 for key in subnets.keys if subnets.decided]
    return every(each for each in found if not each.unknown)
