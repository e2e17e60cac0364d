"""Robustness: what works today, but breaks with the next zone, release or change. One concern a file."""

from ...model.model import Model
from .. import target_sources
from ..fault import Fault, Judge
from ..targets import task_start
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
# `target_sources` and `targets` find some of these on their way, and file them under this policy.
FAULTS: tuple[Fault, ...] = (
    target_sources.SOME_ZONES,
    task_start.SOME_SUBNETS,
    *(fault for concern in _CONCERNS for fault in concern.FAULTS),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every concern."""
    for concern in _CONCERNS:
        concern.check(model, judge)
