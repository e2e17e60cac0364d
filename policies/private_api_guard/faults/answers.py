"""Listeners of Application Load Balancers: do they hand what an integration sends to targets, or answer it themselves?

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
"""

from dataclasses import replace
from functools import partial

from ..model.balancing.listener import Listener
from ..model.balancing.rules import Request, hands_on, taking
from ..model.chain import Chain
from ..model.elsewhere import REGISTERS
from ..model.hop import Hop
from ..model.model import Model
from ..model.sent import listeners, sent, sources
from ..model.verdict import every, presumably, some
from .fault import Fault, Judge
from .symptoms import BACKEND_ANSWERS, WORKS

_fault = partial(
    Fault,
    hop=Hop.INTEGRATION,
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
)
NEVER_FORWARDS = _fault(
    id="load-balancer/answers-itself",
    title="The listener answers what the integration sends by itself, and asks no target",
    symptom=BACKEND_ANSWERS.says(
        "A redirect or an error of the load balancer itself (server: awselb) for every request of that method"
    ),
    remedy="Name the listener that forwards, or add a rule that fits host and path as API Gateway sends them: an HTTP"
    " API puts the name of its stage before the path, unless overwrite:path maps it.",
    not_modelled="conditions on headers and query strings, and on addresses behind another load balancer: they may fit",
)
FIXED = _fault(
    id="robustness/fixed-answer",
    title="The listener answers what the integration sends with a fixed response, and asks no target",
    symptom=WORKS.says("Every request of that method gets the fixed response"),
    remedy="Forward to a target group, unless the answer is meant.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks the listeners on every chain for the requests of that chain."""
    for chain in model.chains:
        if chain.method.integration is not None:
            request = sent(chain, named=bool(model.domains.by_api.get(chain.api.key)))
            for listener in listeners(model.balancers, chain):
                _answers(
                    model, chain, listener, replace(request, sources=sources(model.networks, chain, listener)), judge
                )


def _answers(model: Model, chain: Chain, listener: Listener, request: Request, judge: Judge) -> None:
    given = next(model.elsewhere.given(REGISTERS, listener.resource.urn), None)
    told = (
        [presumably(f"{given.name} was given {listener.resource.name} and is presumed to add rules")] if given else []
    )
    found = some([hands_on(listener, request), *told])
    refused = every(rule.refuses for rule in taking(listener, request))
    fault = NEVER_FORWARDS if not found.closed or refused.open else FIXED
    if found.closed and chain.method.integration is not None:
        judge.report(fault, chain.method.integration.resource.urn, found)
