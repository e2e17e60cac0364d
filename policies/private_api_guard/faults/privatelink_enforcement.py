"""PrivateLink: does the Network Load Balancer's security group let the VPC link's traffic in?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html
"""

from ..model.balancing.backend import Backend
from ..model.balancing.load_balancer import ENFORCEMENT as _FLAG
from ..model.gateway.vpc_link import LinkKind
from ..model.hop import Hop
from ..model.model import Model
from ..model.network.address import ANYWHERE
from ..model.network.interfaces import Interfaces
from ..model.values.resource import Resource
from ..model.verdict import closed, every, opened, unknown
from .fault import Fault, Judge
from .symptoms import INTEGRATION_FAILED

_REMEDY = f'Set {_FLAG} to "off" on the load balancer; its targets\' security groups still decide who reaches them.'
_SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
# Asked about where a load balancer has no listener yet: only a rule for all ports admits it.
_ANY_PORT = 443

ENFORCED = Fault(
    id="privatelink-enforcement/enforced",
    hop=Hop.LOAD_BALANCER,
    title=(
        "The load balancer applies its security group's inbound rules to PrivateLink traffic, which they do not admit"
    ),
    symptom=INTEGRATION_FAILED.told(
        "after about 10 s for every request, while all targets are healthy;"
        " SecurityGroupBlockedFlowCount_Inbound_TCP of the load balancer rises"
    ),
    remedy=_REMEDY,
    source=_SOURCE,
)
UNSET = Fault(
    id="privatelink-enforcement/unset",
    hop=Hop.LOAD_BALANCER,
    title=f"The load balancer leaves {_FLAG} unset, which means on, and its inbound rules do not admit the VPC link",
    symptom=INTEGRATION_FAILED.told(
        "after about 10 s for every request, while all targets are healthy;"
        " SecurityGroupBlockedFlowCount_Inbound_TCP of the load balancer rises"
    ),
    remedy=_REMEDY,
    source=_SOURCE,
)
FAULTS = (ENFORCED, UNSET)


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer behind a VPC link V1."""
    for backend in model.backends:
        if (
            backend.through(LinkKind.V1)
            and backend.balancer.resource is not None
            and not backend.balancer.network.closed
        ):
            _balancer(model, backend, backend.balancer.resource, judge)


def _balancer(model: Model, backend: Backend, resource: Resource, judge: Judge) -> None:
    balancer = backend.balancer
    if balancer.groups.absent:
        line = f"{resource.name} has no security group: nothing is checked on the way in"
        judge.report(ENFORCED, resource.urn, opened(line))
        return
    flag = balancer.enforcement
    # AWS keeps an earlier value where the program sets none; without one it means on.
    kept = flag.absent and resource.outputs.get(_FLAG) == "off"
    if kept or flag.holds(lambda value: value.lower() == "off").open:
        line = f"{resource.name} does not apply its inbound rules to PrivateLink traffic (off)"
        judge.report(ENFORCED, resource.urn, opened(line))
        return
    # Where the URI's port is not known, whichever listener it leads to meets the same group.
    ports = (
        [backend.port.known]
        if backend.port.known is not None
        else [listener.port.known for listener in balancer.listeners]
    )
    anywhere = Interfaces((ANYWHERE,), label="PrivateLink")
    verdict = every(
        model.groups.admits(balancer.groups, (port, port), anywhere, egress=False)
        for port in ports or [_ANY_PORT]
        if isinstance(port, int)
    )
    fault = UNSET if flag.absent else ENFORCED
    if flag.unknown and not verdict.open:
        judge.report(fault, resource.urn, unknown(flag.where, *verdict.evidence))
        return
    state = "unset, which means on" if flag.absent else f"{flag}"
    evidence = f"{_FLAG} is {state}; the source is an address of API Gateway's that no range of yours covers"
    if verdict.closed:
        judge.report(fault, resource.urn, closed(evidence, *verdict.evidence))
    else:
        judge.report(fault, resource.urn, verdict)
