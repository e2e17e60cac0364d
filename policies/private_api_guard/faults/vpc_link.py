"""VPC links: does each name a load balancer that it can be made for?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
"""

from collections import defaultdict

from ..model.balancing.load_balancer import BALANCER
from ..model.gateway.vpc_link import VpcLink
from ..model.model import Model
from ..model.values.resource import Resource
from ..model.values.unknown import UNKNOWN
from .fault import Fault, Judge

HOP = "vpc-link"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html"
_FAILED = "The link ends in status FAILED, and the apply fails; requests get"
_ERROR = '500 {"message":"Internal server error"}'

NOT_NETWORK = Fault(
    "integration/link-not-to-network-load-balancer",
    "The VPC link (V1) names something that is not a Network Load Balancer",
    f'{_FAILED} {_ERROR} ("NLB ARN is malformed")',
    "Name a Network Load Balancer in targetArn, or use a VPC link V2 (aws:apigatewayv2/vpcLink:VpcLink) with the"
    " integration's integrationTarget.",
    _GUIDE,
)
SHARED = Fault(
    "integration/load-balancer-shared",
    "The Network Load Balancer of the VPC link (V1) already stands behind another link or endpoint service",
    f'{_FAILED} {_ERROR} ("NLB is already associated with another VPC Endpoint Service")',
    "Let all integrations use one link to this load balancer, or give the link a load balancer of its own.",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
    "links and endpoint services of other stacks on the same load balancer",
)
OUTSIDE = Fault(
    "integration/load-balancer-outside",
    "The load balancer, which is of another stack, has no listener that leads to targets",
    f"{_ERROR} (an HTTP API: 503) for every request",
    "Judge the stack that makes the load balancer; what this stack says of it was judged.",
    _GUIDE,
    "what stands behind a load balancer of another stack; it is told as undecided",
)
FAULTS = (NOT_NETWORK, SHARED, OUTSIDE)


def check(model: Model, judge: Judge) -> None:
    """Asks every link V1 of the stack, used or not: one that fails stops the apply."""
    users: dict[str, list[VpcLink]] = defaultdict(list)
    for key in sorted(model.links.by_key):
        link = model.links.by_key[key]
        if link.version == 1 and link.resource is not None and _target(model, link, link.resource, judge):
            users[link.target.key or ""].append(link)
    _shared(model, users, judge)


def _target(model: Model, link: VpcLink, resource: Resource, judge: Judge) -> bool:
    """Files what is wrong with a link's target; answers whether it is or may be a Network Load Balancer."""
    where = link.target.where or f"{resource.name}.targetArn"
    other = model.stack.misled(resource, "targetArn", BALANCER)
    if other is not None:
        judge.closed(NOT_NETWORK, link.key, f"{where} is made from {other}", hop=HOP)
        return False
    if link.target.key is None:
        if not link.target.absent:
            judge.undecided(NOT_NETWORK, link.key, where, hop=HOP)
        return False
    balancer = model.balancers.get(link.target.key)
    if balancer.resource is None and ":loadbalancer/net/" not in link.target.key:
        judge.closed(NOT_NETWORK, link.key, f"{where} is {link.target.key}", hop=HOP)
        return False
    if balancer.network is False:
        judge.closed(NOT_NETWORK, link.key, f"{where} is {balancer.name}, of type {balancer.kind}", hop=HOP)
        return False
    if balancer.network is UNKNOWN:
        judge.undecided(NOT_NETWORK, link.key, f"{balancer.name}.loadBalancerType", hop=HOP)
    elif balancer.resource is None and not balancer.listeners:
        judge.undecided(OUTSIDE, link.key, f"what stands behind {balancer.key}", hop=HOP)
    return True


def _shared(model: Model, users: dict[str, list[VpcLink]], judge: Judge) -> None:
    services: dict[str, list[Resource]] = defaultdict(list)
    for service in model.stack.of("ec2.VpcEndpointService"):
        balancers = model.stack.refer(service, "networkLoadBalancerArns", BALANCER)
        for key in balancers.keys if balancers.decided else ():
            services[key].append(service)
    for key, links in users.items():
        others = [f"endpoint service {service.name}" for service in services.get(key, ())]
        told = [f"{link.name} and {links[0].name} both name {model.balancers.get(key).name}" for link in links[1:]]
        if others:
            told.append(f"{', '.join(others)} names {model.balancers.get(key).name} as well as {links[-1].name}")
        if told:
            judge.closed(SHARED, links[-1].key, *told, hop=HOP, subjects=[link.key for link in links])
