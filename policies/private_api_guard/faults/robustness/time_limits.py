"""Time limits: what AWS refuses, and what makes another one answer before API Gateway's own 504.

Sources:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
"""

from collections.abc import Iterator

from ...model.balancing.backend import Backend, Leg
from ...model.gateway.api import Api
from ...model.gateway.integration import Integration
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, LOAD_BALANCER_ANSWERS

_LEAST = 50
_QUOTA = 29_000
_MOST_HTTP_API = 30_000
_MOST_STREAMED = 900_000
_MOST_BUFFERED = 300_000
# Seconds after which a load balancer closes a connection on which nothing moves, where nothing else is set.
_ALB_IDLE = 60
_NLB_IDLE = 350
_QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"

REFUSED = Fault(
    id="robustness/timeout-out-of-range",
    hop=Hop.INTEGRATION,
    title="The integration's timeout is one that API Gateway refuses, or takes only with a raised quota",
    symptom=APPLY_FAILS.told(": BadRequestException, Timeout should be between 50 ms and the account's limit"),
    remedy="Set timeoutMilliseconds to 50 to 29000 (an HTTP API: 30000). For more, raise the quota L-E5AE38E3; an"
    " edge-optimized API can not have it.",
    source=_QUOTAS,
    not_modelled="the quota of the account",
)
HIDDEN = Fault(
    id="robustness/idle-timeout-hides-504",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer gives up before the integration's timeout",
    symptom=LOAD_BALANCER_ANSWERS.says(
        "A slow backend shows as the load balancer's own 504 (an NLB: 504 Network error communicating with endpoint),"
        " not as INTEGRATION_TIMEOUT: gateway responses and alarms on it do not apply"
    ),
    remedy="Make the idle timeout of the load balancer (of the NLB's listener) longer than the integration's timeout.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every integration, and every load balancer that it goes through."""
    # What WebSocket APIs take is not modelled.
    for api in (each for each in model.apis if not each.websocket):
        for integration in (method.integration for method in api.methods if method.integration is not None):
            timeout = _timeout(api, integration)
            refused = _refused(api, integration, timeout) if timeout is not None else ""
            if refused:
                line = f"{integration.resource.name}: the timeout is {timeout} ms{refused}"
                judge.report(REFUSED, integration.resource.urn, closed(line))
    asked = {
        (backend.key, timeout): (backend, timeout, chain.method.integration)
        for chain in reversed(model.chains)
        if chain.method.integration and (timeout := _timeout(chain.api, chain.method.integration)) is not None
        for backend in chain.backends
    }
    for backend, timeout, integration in reversed(asked.values()):
        _idle(backend, timeout, integration, judge)


def _timeout(api: Api, integration: Integration) -> int | None:
    """The timeout in milliseconds; `None` where it is not known."""
    return integration.timeout.or_else(_MOST_HTTP_API if api.http else _QUOTA).known


def _refused(api: Api, integration: Integration, timeout: int) -> str:
    """Why API Gateway refuses a timeout, or takes it only with a raised quota; empty where it takes it."""
    if timeout < _LEAST:
        return f", less than {_LEAST} ms"
    if timeout <= (_MOST_HTTP_API if api.http else _QUOTA):
        return ""
    if api.http:
        return f"; an HTTP API takes {_MOST_HTTP_API} ms at most"
    if api.endpoint_type.is_("EDGE").open:
        return f"; an edge-optimized API takes {_QUOTA} ms at most"
    most = _MOST_STREAMED if integration.response_transfer_mode.is_("STREAM").open else _MOST_BUFFERED
    return (
        f"; no quota admits more than {most} ms" if timeout > most else f"; more than {_QUOTA} ms needs a raised quota"
    )


def _idle(backend: Backend, timeout: int, integration: Integration, judge: Judge) -> None:
    for leg in backend.legs:
        for urn, name, seconds in _limits(leg):
            if seconds * 1000 < timeout:
                line = f"{name} closes after {seconds} s, {integration.resource.name} waits {timeout} ms"
                judge.report(HIDDEN, urn, closed(line), subjects=[leg.balancer.key])


def _limits(leg: Leg) -> Iterator[tuple[str, str, int]]:
    balancer, listener = leg.balancer, leg.listener
    idle, tcp = balancer.idle_timeout.or_else(_ALB_IDLE).known, listener.idle_timeout.or_else(_NLB_IDLE).known
    if balancer.resource is None:
        return
    if balancer.kind.is_("application").open and idle is not None:
        yield balancer.key, balancer.name, idle
    elif balancer.network.open and listener.protocol.is_("TCP").open and tcp is not None:
        yield listener.resource.urn, listener.resource.name, tcp
