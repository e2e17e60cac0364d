"""Load balancers behind VPC links: a way past the API's key, authorizer and resource policy."""

from functools import partial

from ...model.balancing.load_balancer import LoadBalancer
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import ALL_IPV4, ALL_IPV6, covered, literal
from ...model.network.security_group import SecurityGroup
from ...model.verdict import closed, every
from ..fault import Fault, Judge
from ..symptoms import WORKS

_fault = partial(Fault, hop=Hop.LOAD_BALANCER)
INTERNET_FACING = _fault(
    id="exposure/internet-facing-load-balancer",
    title="A load balancer behind a VPC link is internet-facing",
    symptom=WORKS.told(
        "for callers of the API; whoever knows the load balancer's name calls the backend without key or authorizer"
    ),
    remedy="Set internal to true (the load balancer is replaced): a VPC link needs no internet-facing one.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html",
)
OPEN_GROUP = _fault(
    id="exposure/open-load-balancer-group",
    title="The security group of an API's internal load balancer admits every address",
    symptom=WORKS.told(
        "for callers of the API; every host with a route (peering, transit gateway, VPN) passes by key and authorizer"
    ),
    remedy="Admit the VPC link's group or subnets only. Behind a VPC link V1 no rule is needed at all with"
    " enforceSecurityGroupInboundRulesOnPrivateLinkTraffic off.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer that an API leads to."""
    of_private: dict[str, bool] = {}
    balancers: dict[str, LoadBalancer] = {}
    for chain in model.chains:
        for backend in chain.backends:
            for balancer in (backend.balancer, *(leg.balancer for leg in backend.legs)):
                balancers[balancer.key] = balancer
                of_private[balancer.key] = of_private.get(balancer.key, False) or chain.api.private
    for key, balancer in balancers.items():
        _balancer(model, balancer, judge, private=of_private[key])


def _balancer(model: Model, balancer: LoadBalancer, judge: Judge, *, private: bool) -> None:
    if balancer.resource is None or balancer.resource.silent:
        return
    internal = balancer.internal.or_else(False).is_(True)
    if internal.closed:
        state = "unset, which means false" if balancer.internal.absent else "false"
        judge.report(INTERNET_FACING, balancer.key, internal.because(f"{balancer.name} has internal {state}"))
    for key in balancer.groups.keys if balancer.groups.decided and (internal.open or private) else ():
        group = model.groups.get(key)
        if group.resource is not None:
            _group(group, balancer, judge)


def _group(group: SecurityGroup, balancer: LoadBalancer, judge: Judge) -> None:
    rules = [
        rule for rule in group.rules if every([rule.egress.is_(False), rule.owners.meaning(group.key), rule.tcp]).open
    ]
    networks = literal(each for rule in rules for each in rule.ranges if each.certain)
    if any(covered(everything, networks) for everything in (ALL_IPV4, ALL_IPV6)):
        wide = [rule for rule in rules if any(network.prefixlen <= 1 for network in literal(rule.ranges))]
        lines = [f"{group.name} of {balancer.name} admits {rule}" for rule in wide[:4]]
        judge.report(OPEN_GROUP, group.key, closed(*lines), subjects=[balancer.key])
