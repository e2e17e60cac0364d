"""VPC links: does each name a load balancer that it can be made for?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
"""

from collections import defaultdict
from functools import partial

from ...model.gateway.vpc_link import LinkKind, VpcLink
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, opened, unknown
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED, LINK_FAILED

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html"

_fault = partial(Fault, hop=Hop.VPC_LINK, source=_GUIDE)
NOT_NETWORK = _fault(
    id="integration/link-not-to-network-load-balancer",
    title="The VPC link (V1) names something that is not a Network Load Balancer",
    symptom=LINK_FAILED.told('; requests get 500 {"message":"Internal server error"} ("NLB ARN is malformed")'),
    remedy="Name a Network Load Balancer in targetArn, or use a VPC link V2 (aws:apigatewayv2/vpcLink:VpcLink) with"
    " the integration's integrationTarget.",
)
SHARED = _fault(
    id="integration/load-balancer-shared",
    title="The Network Load Balancer of the VPC link (V1) already stands behind another link or endpoint service",
    symptom=LINK_FAILED.told(
        '; requests get 500 {"message":"Internal server error"} ("NLB is already associated with another VPC Endpoint'
        ' Service")'
    ),
    remedy="Let all integrations use one link to this load balancer, or give the link a load balancer of its own.",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
    not_modelled="links and endpoint services of other stacks on the same load balancer",
)
OUTSIDE = _fault(
    id="integration/load-balancer-outside",
    title="The load balancer, which is of another stack, has no listener that leads to targets",
    symptom=INTEGRATION_FAILED.told("(an HTTP API: 503) for every request"),
    remedy="Judge the stack that makes the load balancer; what this stack says of it was judged.",
    not_modelled="what stands behind a load balancer of another stack; it is told as undecided",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every link V1 of the stack, used or not: one that fails stops the apply."""
    users: dict[str, list[VpcLink]] = defaultdict(list)
    for key in sorted(model.links.by_key):
        link = model.links.by_key[key]
        if link.kind is not LinkKind.V1:
            continue
        network = to_network(model, link)
        judge.report(NOT_NETWORK, link.key, network)
        if link.target.key is None or network.closed:
            continue
        balancer = model.balancers.get(link.target.key)
        if network.open and balancer.resource is None and not balancer.listeners:
            judge.report(OUTSIDE, link.key, unknown(f"what stands behind {balancer.key}"))
        users[link.target.key].append(link)
    _shared(model, users, judge)


def to_network(model: Model, link: VpcLink) -> Verdict:
    """Whether a link V1 names a Network Load Balancer."""
    if link.kind is not LinkKind.V1 or link.target.absent:
        return opened()
    where = link.target.where
    if link.not_a_balancer is not None:
        return closed(f"{where} is made from {link.not_a_balancer}")
    if link.target.key is None:
        return unknown(where)
    balancer = model.balancers.get(link.target.key)
    if balancer.resource is None and ":loadbalancer/net/" not in link.target.key:
        return closed(f"{where} is {link.target.key}")
    if balancer.network.closed:
        return closed(f"{where} is {balancer.name}, of type {balancer.kind}")
    return balancer.network


def _shared(model: Model, users: dict[str, list[VpcLink]], judge: Judge) -> None:
    for key, links in users.items():
        name, last = model.balancers.get(key).name, links[-1]
        told = [f"{link.name} and {links[0].name} both name {name}" for link in links[1:]]
        others = ", ".join(f"endpoint service {each.name}" for each in model.endpoint_services.get(key, ()))
        if others:
            told.append(f"{others} names {name} as well as {last.name}")
        if told:
            judge.report(SHARED, last.key, closed(*told), subjects=[link.key for link in links])
