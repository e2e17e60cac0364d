"""Sources: do targets admit PrivateLink traffic by the addresses that AWS's documentation names?

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
"""

from dataclasses import replace

from ...model.balancing.backend import Leg
from ...model.gateway.vpc_link import LinkKind
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.flow import nodes_of, target_of
from ...model.values import NOTHING
from ..fault import Fault, Judge
from ..symptoms import WORKS

ONLY_GROUP = Fault(
    id="robustness/only-load-balancer-group",
    hop=Hop.NETWORK,
    title="The targets admit the load balancer's security group only, while it does not apply its inbound rules to"
    " PrivateLink traffic",
    symptom=WORKS.told(
        "known: the load balancer's interfaces carry the group. AWS documents that such traffic comes from the private"
        " addresses of its nodes"
    ),
    remedy="Add ingress on the targets' port from the CIDRs of the load balancer's subnets, beside the rule for its"
    " group.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks the targets of every Network Load Balancer behind a VPC link V1."""
    for backend in model.backends:
        balancer = backend.balancer
        off = not balancer.groups.absent and balancer.enforcement.is_("off").open
        network = balancer.resource is not None and balancer.network.open
        for leg in backend.legs if off and network and backend.through(LinkKind.V1) else ():
            if leg.outer is None:
                _targets(model, leg, judge)


def _targets(model: Model, leg: Leg, judge: Judge) -> None:
    nodes = nodes_of(leg.balancer)
    addresses = replace(nodes, groups=NOTHING)
    for target in leg.targets:
        side, ports = target_of(model, target, leg.group.version), target.ports.known
        if ports is None or target.address.known is not None or not side.guarded or not side.groups.resources:
            continue
        verdict = model.groups.admits(side.groups, ports, addresses, egress=False)
        if verdict.closed and model.groups.admits(side.groups, ports, nodes, egress=False).open:
            judge.report(ONLY_GROUP, side.groups.resources[0].urn, verdict, subjects=[target.urn])
