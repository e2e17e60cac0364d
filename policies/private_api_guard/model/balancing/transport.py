"""Whether what listens behind a port speaks TLS or plain text: the listener says it, or the targets behind TCP.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
"""

import enum
from typing import Final

from ..verdict import Verdict, agreed, closed, opened, unknown
from .backend import Backend, Leg
from .listener import Listener
from .load_balancer import LoadBalancers
from .target import TargetKind


class Transport(enum.Enum):
    """What a connection must begin with."""

    PLAIN = "plain text"
    TLS = "TLS"
    DATAGRAMS = "UDP"


_OF_LISTENER: Final = {
    "HTTP": Transport.PLAIN, "HTTPS": Transport.TLS, "TLS": Transport.TLS, "UDP": Transport.DATAGRAMS,
}  # fmt: skip
# What answers plain text on a port of TLS.
_PLAIN_ANSWER_OF_TLS: Final = 400
_OF_CHECK: Final = {"HTTP": Transport.PLAIN, "HTTPS": Transport.TLS}


def speaks(backend: Backend, wanted: Transport, balancers: LoadBalancers) -> Verdict:
    """Whether a backend speaks it; unknown where nothing tells."""
    listener = backend.listener
    if listener is None or listener.protocol.known is None:
        return unknown(listener.protocol.where if listener else f"what listens on {backend.balancer.name}")
    if listener.protocol.known in _OF_LISTENER:
        return _of_listener(listener, f"listener {listener.name}", wanted)
    direct = (leg for leg in backend.legs if leg.outer is None)
    return agreed((_of_leg(leg, wanted, balancers) for leg in direct), f"what the targets of {listener.name} speak")


def _of_listener(listener: Listener, name: str, wanted: Transport) -> Verdict:
    return _answer(_OF_LISTENER.get(listener.protocol.known or ""), name, wanted)


def _of_leg(leg: Leg, wanted: Transport, balancers: LoadBalancers) -> Verdict:
    """A TCP listener passes on what comes; then the targets decide."""
    for target in leg.targets:
        if target.kind is TargetKind.LOAD_BALANCER and target.ports.known is not None:
            inner = balancers.get(target.key).at(target.ports.known[0])
            if inner is not None and inner.protocol.known is not None:
                return _of_listener(inner, f"listener {inner.name} behind {leg.listener.name}", wanted)
    return _of_checks(leg, wanted)


def _of_checks(leg: Leg, wanted: Transport) -> Verdict:
    """Health checks on the port of the requests show what answers there."""
    protocol, same = leg.group.health.protocol.known, leg.targets and _on_port_of_requests(leg)
    name = f"{leg.group.name} checks {protocol} on the port of the requests"
    return _answer(_OF_CHECK.get(protocol or "") if same else None, name, wanted)


def checked_as_called(leg: Leg) -> Verdict:
    """Whether health checks of the port of the requests speak what requests do, where something tells both."""
    group, called = leg.group, _to_targets(leg)
    checked = _OF_CHECK.get(
        group.health.protocol.or_else("HTTP" if group.protocol.is_("HTTPS").open else "").known or ""
    )
    if called is None or checked is None or called in (checked, Transport.DATAGRAMS) or not _on_port_of_requests(leg):
        return opened()
    if checked is Transport.PLAIN and not group.health.refuses(_PLAIN_ANSWER_OF_TLS).open:
        return opened()
    name, listener = group.name, leg.listener.name
    return closed(f"{listener} calls the targets of {name} by {called.value}; it checks them by {checked.value}")


def _to_targets(leg: Leg) -> Transport | None:
    """What requests speak to the targets; a TLS listener over a TCP group hands on plain text."""
    if leg.group.kind.is_("alb", "lambda").open:
        return None
    spoken = _OF_LISTENER.get(leg.group.protocol.known or "")
    passed = leg.group.protocol.is_("TCP").open and leg.listener.protocol.is_("TLS").open
    return Transport.PLAIN if passed else spoken


def _on_port_of_requests(leg: Leg) -> bool:
    port = leg.group.health.port
    same = all((port.known, port.known) == target.ports.known for target in leg.targets)
    return port.absent or bool(port.known is not None and leg.targets and same)


def _answer(spoken: Transport | None, name: str, wanted: Transport) -> Verdict:
    if spoken is None:
        return unknown(f"what {name} speaks")
    return opened() if spoken is wanted else closed(f"{name} speaks {spoken.value}")
