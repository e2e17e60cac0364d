"""Target groups: what works on paper and breaks with the next change.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
"""

from functools import partial

from ...model.balancing.backend import Leg
from ...model.balancing.target import Target, TargetKind
from ...model.balancing.target_group import TargetGroup
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import Network, contains
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED, NO_ANSWER, TARGETS_UNHEALTHY

_SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html"

_fault = partial(Fault, hop=Hop.TARGET_GROUP, source=_SOURCE)
ALB_ADDRESSES = _fault(
    id="robustness/alb-node-addresses",
    title="The target group holds addresses of an Application Load Balancer's nodes",
    symptom=INTEGRATION_FAILED.says(
        "500 or 504 for more and more requests once AWS replaces the nodes: their addresses change without notice"
    ),
    remedy="Use a target group of type alb, or let a VPC link V2 reach the Application Load Balancer directly.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html",
    not_modelled="addresses that something outside the stack looks up",
)
PROXY_PROTOCOL = _fault(
    id="robustness/proxy-protocol",
    title="The target group sends a proxy protocol header before every request and health check",
    symptom=TARGETS_UNHEALTHY.says("Targets that do not expect it answer 400 and fail their health checks"),
    remedy="Set proxyProtocolV2 to false, unless every target understands the header.",
    not_modelled="what the targets understand",
)
CLIENT_IP = _fault(
    id="robustness/client-ip-kept-outside-vpc",
    title="The target group keeps client addresses for targets outside the load balancer's VPC",
    symptom=NO_ANSWER.says(
        "Callers in the VPC time out: replies of such targets do not come back through the load balancer. Requests by"
        " PrivateLink and health checks pass, so that the targets look healthy"
    ),
    remedy='Set preserveClientIp to "false".',
    not_modelled="peering connections that are not in the stack",
)
SLOW_CHECK = _fault(
    id="robustness/health-check-set-to-fail",
    title="The health check waits for an answer when the next one is due",
    symptom=TARGETS_UNHEALTHY.says("AWS refuses it, or counts a check that fails late"),
    remedy="Set a timeout that is no longer than the interval.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
    not_modelled="what the application answers to the health check",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    for group in {leg.group.key: leg.group for leg in model.legs if leg.group.resource is not None}.values():
        interval, timeout = group.health.interval.known, group.health.timeout.known
        if interval is not None and timeout is not None and timeout > interval:
            line = f"healthCheck.timeout of {timeout} s is longer than its interval of {interval} s"
            judge.report(SLOW_CHECK, group.key, closed(line))
        if group.proxy_protocol.is_(True).open:
            judge.report(PROXY_PROTOCOL, group.key, closed(f"{group.name}.proxyProtocolV2 is true"))
    for leg in model.legs:
        for target in leg.targets if leg.group.resource is not None and leg.group.kind.is_("ip").open else ():
            _nodes(model, leg.group, target, judge)
            _client(model, leg, target, judge)


# What breaks with the next change


def _nodes(model: Model, group: TargetGroup, target: Target, judge: Judge) -> None:
    """An address that was made from what is known of an Application Load Balancer."""
    for source in target.sources:
        if source.urn in model.balancers.by_key and model.balancers.get(source.urn).kind.is_("application").open:
            line = f"{target.registration.name}.targetId is made from {source.name}, an Application Load Balancer"
            judge.report(ALB_ADDRESSES, group.key, closed(line), subjects=[target.urn])


def _client(model: Model, leg: Leg, target: Target, judge: Judge) -> None:
    group, address, vpc = leg.group, target.address.known, leg.balancer.vpc
    keeps = group.preserve_client_ip.is_(True).open and leg.balancer.network.open
    if not keeps or target.kind is not TargetKind.ADDRESS or address is None:
        return
    own = model.networks.bounds(vpc)
    outside = not any(contains(cidr, address) for cidr in own) and (own or target.zone.is_("all").open)
    if outside and (vpc is None or not _peered(model, vpc, address)):
        where = f"{target.name} is in none of {', '.join(map(str, own))}" if own else f"{target.name} is in zone all"
        kept = closed(f"{group.name}.preserveClientIp is true", where)
        judge.report(CLIENT_IP, group.key, kept, subjects=[target.urn])


def _peered(model: Model, vpc: str, address: Network) -> bool:
    """Whether an address lies, or may lie, in a VPC of the same Region that a peering connection joins."""
    joined = [each for each in model.networks.peering_connections if each.region.absent]
    keys = {
        key
        for each in joined
        if each.requester.may_mean(vpc) or each.accepter.may_mean(vpc)
        for key in (*each.requester.keys, *each.accepter.keys)
    }
    bounds = [model.networks.bounds(key) for key in keys - {vpc}]
    return any(not listed or any(contains(cidr, address) for cidr in listed) for listed in bounds)
