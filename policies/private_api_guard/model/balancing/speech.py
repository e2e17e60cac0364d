"""Whether what listens behind a port speaks TLS or plain text: the listener says it, or the targets behind TCP.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
"""

import enum

from ..model import Model
from .backend import Backend, Leg
from .load_balancer import Listener
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
    if listener is None or not isinstance(listener.protocol, str):
        return None, ""
    direct = _OF_LISTENER.get(listener.protocol)
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
            if isinstance(inner, Listener) and isinstance(inner.protocol, str):
                return _OF_LISTENER.get(inner.protocol), f"listener {inner.name} behind {leg.listener.name}"
    return _of_checks(leg.group, leg)


def _of_checks(group: TargetGroup, leg: Leg) -> tuple[Speech | None, str]:
    """Health checks on the port of the requests show what answers there."""
    if not isinstance(group.health.protocol, str) or not leg.targets:
        return None, ""
    speech = {"HTTP": Speech.PLAIN, "HTTPS": Speech.TLS}.get(group.health.protocol)
    port = group.health.port
    same = all(port is None or (port, port) == target.ports for target in leg.targets)
    return (speech if same else None), f"{group.name} checks {group.health.protocol} on the port of the requests"
