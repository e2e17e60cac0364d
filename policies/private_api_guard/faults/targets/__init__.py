"""Targets: is something registered, on the port it listens to, and can it start? One concern a file."""

from ...model.model import Model
from ..fault import Fault, Judge
from . import addresses, registration, services, task_start

_CONCERNS = (registration, services, task_start, addresses)
FAULTS: tuple[Fault, ...] = tuple(
    fault for concern in _CONCERNS for fault in concern.FAULTS if fault.policy == "targets"
)


def check(model: Model, judge: Judge) -> None:
    """Asks every concern."""
    for concern in _CONCERNS:
        concern.check(model, judge)
