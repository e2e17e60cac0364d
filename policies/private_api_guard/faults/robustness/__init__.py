"""Robustness: what works today, but breaks with the next zone, release or change. One concern a file."""

from ...model.model import Model
from .. import target_sources
from ..fault import Fault, Judge
from . import (
    authorizers,
    health_checks,
    private_apis,
    proxy_paths,
    redeploys,
    sources,
    target_attributes,
    time_limits,
    zones,
)

_CONCERNS = (
    zones,
    sources,
    health_checks,
    private_apis,
    proxy_paths,
    time_limits,
    redeploys,
    authorizers,
    target_attributes,
)
# `target_sources` finds one of these on its way, and files it under this policy.
FAULTS: tuple[Fault, ...] = (target_sources.SOME_ZONES, *(fault for concern in _CONCERNS for fault in concern.FAULTS))


def check(model: Model, judge: Judge) -> None:
    """Asks every concern."""
    for concern in _CONCERNS:
        concern.check(model, judge)
