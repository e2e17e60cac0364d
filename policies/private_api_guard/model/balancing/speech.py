"""Whether what listens behind a port speaks TLS or plain text: the listener says it, or the targets behind TCP.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
"""

import enum

from ..model import Model
from .backend import Backend, Leg
from .target_group import TargetGroup


class Speech(enum.Enum):
    """What a connection must begin with."""

    PLAIN = "plain text"
    TLS = "TLS"
    DATAGRAMS = "UDP"


_OF_LISTENER = {"HTTP": Speech.PLAIN, "HTTPS": Speech.TLS, "TLS": Speech.TLS, "UDP": Speech.DATAGRAMS}


def of_backend(model: Model, backend: Backend) -> tuple[Speech | None, str]:
    """What a backend speaks, and what tells it; `None` where nothing does."""
    listener = backend.listener
    if listener is None or listener.protocol.known is None:
        return None, ""
    direct = _OF_LISTENER.get(listener.protocol.known)
    if direct is not None:
        return direct, f"listener {listener.name}"
    answers = [_of_leg(model, leg) for leg in backend.legs if leg.outer is None]
    kinds = {speech for speech, _ in answers}
    return answers[0] if len(kinds) == 1 else (None, "")


def _of_leg(model: Model, leg: Leg) -> tuple[Speech | None, str]:
    """A TCP listener passes on what comes; then the targets decide."""
    for target in leg.targets:
        if target.kind == "balancer" and target.ports is not None:
            inner = model.balancers.get(target.key).at(target.ports[0])
            if inner is not None and inner.protocol.known is not None:
                return _OF_LISTENER.get(inner.protocol.known), f"listener {inner.name} behind {leg.listener.name}"
    return _of_checks(leg.group, leg)


def _of_checks(group: TargetGroup, leg: Leg) -> tuple[Speech | None, str]:
    """Health checks on the port of the requests show what answers there."""
    protocol, port = group.health.protocol.known, group.health.port
    if protocol is None or not leg.targets:
        return None, ""
    speech = {"HTTP": Speech.PLAIN, "HTTPS": Speech.TLS}.get(protocol)
    same = all(port.absent or (port.known, port.known) == target.ports for target in leg.targets)
    return (speech if same else None), f"{group.name} checks {protocol} on the port of the requests"
