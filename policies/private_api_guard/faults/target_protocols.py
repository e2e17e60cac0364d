"""Target groups: do requests and health checks speak the same, and the version of HTTP that API Gateway speaks?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
"""

from collections.abc import Iterator
from functools import partial

from ..model.balancing.rules import taking
from ..model.balancing.transport import checked_as_called
from ..model.chain import Chain
from ..model.hop import Hop
from ..model.model import Model
from ..model.sent import listeners, sent
from ..model.verdict import Verdict, closed, every, some
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, LOAD_BALANCER_ANSWERS, TARGETS_UNHEALTHY

_fault = partial(
    Fault,
    hop=Hop.TARGET_GROUP,
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
)
CHECK = _fault(
    id="load-balancer/health-check-of-other-transport",
    title="Requests reach a port of the targets by TLS and health checks in plain text, or the other way round",
    symptom=TARGETS_UNHEALTHY.says(
        "The targets never become healthy, or answer every request with an error: a port speaks one of the two"
    ),
    remedy="Check HTTPS where the group's protocol is HTTPS or TLS, else HTTP; or check a port of its own.",
    not_modelled="health checks by TCP; targets that take both on one port",
)
VERSION = _fault(
    id="load-balancer/http-version",
    title="The target group takes HTTP/2 or gRPC only, and API Gateway speaks HTTP/1.1",
    symptom=LOAD_BALANCER_ANSWERS.says("464 of the Application Load Balancer for every request"),
    remedy='Leave protocolVersion out, or set it to "HTTP1".',
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
)
STICKINESS = _fault(
    id="load-balancer/stickiness-of-other-protocol",
    title="The target group has a kind of stickiness that its protocol does not know",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, the stickiness type is not supported for the protocol"),
    remedy="Use source_ip with TCP and UDP, lb_cookie or app_cookie with HTTP and HTTPS, or set enabled to false.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    for leg in model.legs:
        if leg.group.resource is not None:
            checked = checked_as_called(leg)
            if checked.closed:
                judge.report(CHECK, leg.group.key, checked, subjects=[leg.listener.key], check="both")
            if leg.group.keeps_clients.closed:
                judge.report(STICKINESS, leg.group.key, leg.group.keeps_clients)
    for chain in model.chains:
        for group, verdict in _versions(model, chain):
            judge.report(VERSION, group, verdict)


def _versions(model: Model, chain: Chain) -> Iterator[tuple[str, Verdict]]:
    """The target groups that refuse what an integration sends, where all rules that may take it lead to such groups."""
    request = sent(chain, named=bool(model.domains.by_api.get(chain.api.key)))
    for listener in listeners(model.balancers, chain):
        rules = taking(listener, request)
        refused = [
            some(
                model.target_groups.get(key).protocol_version.map(str.upper).is_("HTTP2", "GRPC")
                for forward in rule.forwards
                for key in forward.groups.keys
            )
            for rule in rules
        ]
        if refused and every(refused).open:
            for key in dict.fromkeys(key for rule in rules for key in rule.target_groups):
                version = model.target_groups.get(key).protocol_version
                yield key, closed(f"{version.where} is {version}, behind {listener.name}")
