"""PrivateLink: does the Network Load Balancer's security group let the VPC link's traffic in?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html
"""

from functools import partial

from ..model.balancing.backend import Backend
from ..model.balancing.load_balancer import ENFORCEMENT as _FLAG
from ..model.gateway.vpc_link import LinkKind
from ..model.hop import Hop
from ..model.model import Model
from ..model.network.address import ANYWHERE, Interfaces
from ..model.verdict import every, opened, some
from .fault import Fault, Judge
from .symptoms import INTEGRATION_FAILED

_REMEDY = f'Set {_FLAG} to "off" on the load balancer; its targets\' security groups still decide who reaches them.'
_SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
# Asked about where a load balancer has no listener yet: only a rule for all ports admits it.
_ANY_PORT = 443

_BLOCKED = INTEGRATION_FAILED.told(
    "after about 10 s for every request, while all targets are healthy; SecurityGroupBlockedFlowCount_Inbound_TCP"
    " of the load balancer rises"
)
_fault = partial(Fault, hop=Hop.LOAD_BALANCER, symptom=_BLOCKED, remedy=_REMEDY, source=_SOURCE)
ENFORCED = _fault(
    id="privatelink-enforcement/enforced",
    title="The load balancer applies its security group's inbound rules to PrivateLink traffic, which they do not"
    " admit",
)
UNSET = _fault(
    id="privatelink-enforcement/unset",
    title=f"The load balancer leaves {_FLAG} unset, which means on, and its inbound rules do not admit the VPC link",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer behind a VPC link V1."""
    for backend in model.backends:
        if backend.through(LinkKind.V1) and backend.balancer.resource and not backend.balancer.network.closed:
            _balancer(model, backend, judge)


def _balancer(model: Model, backend: Backend, judge: Judge) -> None:
    balancer, flag = backend.balancer, backend.balancer.enforcement
    off = flag.is_("off")
    if balancer.groups.absent:
        off = opened(f"{balancer.name} has no security group: nothing is checked on the way in")
    elif off.open:
        off = opened(f"{balancer.name} does not apply its inbound rules to PrivateLink traffic (off)")
    if off.open:
        judge.report(ENFORCED, balancer.key, off)
        return
    # Where the URI's port is not known, whichever listener it leads to meets the same group.
    ports = [
        port.known for port in (backend.port, *(each.port for each in balancer.listeners)) if port.known is not None
    ]
    anywhere = Interfaces((ANYWHERE,), label="PrivateLink")
    asked = ports[:1] if backend.port.known is not None else ports or [_ANY_PORT]
    admitted = every(model.groups.admits(balancer.groups, (port, port), anywhere, egress=False) for port in asked)
    verdict = some([off, admitted])
    if verdict.closed:
        state = "unset, which means on" if flag.absent else flag
        line = f"{_FLAG} is {state}; the source is an address of API Gateway's that no range of yours covers"
        verdict = admitted.because(line, *admitted.evidence)
    judge.report(UNSET if flag.absent else ENFORCED, balancer.key, verdict)
