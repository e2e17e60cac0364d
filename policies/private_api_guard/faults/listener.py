"""Listeners and their rules: protocol, certificate, and somewhere to send requests to.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
"""

from functools import partial

from ..model.balancing.listener import Listener, ListenerRule
from ..model.balancing.load_balancer import LoadBalancer
from ..model.balancing.rules import within_quotas
from ..model.hop import Hop
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_CREATE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html"
PROTOCOLS_OF = {
    "network": ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
    "application": ("HTTP", "HTTPS"),
}

_fault = partial(Fault, hop=Hop.LISTENER, source=_CREATE)
PROTOCOL = _fault(
    id="load-balancer/listener-protocol",
    title="The listener has a protocol that its type of load balancer does not know",
    symptom=APPLY_FAILS.told(": ValidationError, the listener protocol is not valid for the load balancer"),
    remedy="Use TCP or TLS on a Network Load Balancer, HTTP or HTTPS on an Application Load Balancer.",
)
NO_CERTIFICATE = _fault(
    id="load-balancer/no-certificate",
    title="The listener speaks TLS and has no default certificate",
    symptom=APPLY_FAILS.told(": CertificateNotFound, a certificate must be specified for HTTPS and TLS listeners"),
    remedy="Set certificateArn; an aws:lb/listenerCertificate:ListenerCertificate only adds to it.",
)
FORWARDS_NOWHERE = _fault(
    id="load-balancer/forwards-to-nothing",
    title="The listener forwards requests to no target group",
    symptom=APPLY_FAILS.told(", or 503 from the load balancer where all weights are 0"),
    remedy="Name a target group in the forward action, with a weight above 0.",
)
ACTION = _fault(
    id="load-balancer/action-of-application-load-balancer",
    title="A Network Load Balancer is asked for what only an Application Load Balancer does: rules, answers or"
    " redirects",
    symptom=APPLY_FAILS.told(": a listener of a Network Load Balancer can only forward"),
    remedy="Forward to a target group, or use an Application Load Balancer.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
)
QUOTAS = _fault(
    id="load-balancer/too-many-conditions",
    title="A listener or one of its rules has more conditions, values or target groups than AWS takes",
    symptom=APPLY_FAILS.told(": ValidationError, a rule can only have 5 condition values, or TooManyTargetGroups"),
    remedy="Split the rule into several, or use wildcards: a rule has at most 5 values and 6 wildcards in all its"
    " conditions, one condition each on host, path, method and source address, and 5 target groups in an action.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
)


def check(balancer: LoadBalancer, judge: Judge) -> None:
    """Asks every listener of a load balancer, and every rule."""
    for listener in balancer.listeners:
        urn, protocol = listener.resource.urn, listener.protocol
        if protocol.is_(*PROTOCOLS_OF[str(balancer.kind)]).closed:
            judge.report(PROTOCOL, urn, closed(f"{listener.name} is on {balancer.name}, of type {balancer.kind}"))
        elif protocol.is_("HTTPS", "TLS").open and listener.certificate.absent:
            judge.report(NO_CERTIFICATE, urn, closed(f"{listener.name} has no certificateArn"))
        for rule in listener.rules:
            _rule(balancer, listener, rule, judge)


def _rule(balancer: LoadBalancer, listener: Listener, rule: ListenerRule, judge: Judge) -> None:
    urn, subjects = rule.resource.urn, (listener.resource.urn,)
    if balancer.network.open and (rule.answers.open or not rule.default):
        told = ", ".join(sorted({str(kind) for kind in rule.types.known or ()}))
        judge.report(ACTION, urn, closed(f"{rule.resource.name} ({told}) is on {balancer.name}"), subjects=subjects)
        return
    if balancer.network.closed and not (fits := within_quotas(rule)).open:
        judge.report(QUOTAS, urn, fits, subjects=subjects)
    if rule.leads_nowhere.open:
        judge.report(FORWARDS_NOWHERE, urn, ~rule.leads_nowhere, subjects=subjects)
