"""Health checks: settings that AWS refuses, or that no answer can satisfy.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
"""

import re
from collections.abc import Iterator

from ...model.balancing.target_group import HealthCheck, TargetGroup
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_HTTP = ("HTTP", "HTTPS")
_MATCHER = re.compile(r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*")
_LAST_PORT = 65535

WILL_FAIL = Fault(
    id="robustness/health-check-set-to-fail",
    hop=Hop.TARGET_GROUP,
    title="The health check has settings that AWS refuses or that no answer satisfies",
    symptom=APPLY_FAILS.told(
        "with ValidationError, or the targets never become healthy: the load balancer sends requests to unhealthy"
        " targets, and ECS keeps replacing the tasks"
    ),
    remedy="Correct the settings that the evidence names.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
    not_modelled="what the application answers to the health check",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    groups = {leg.group.key: leg.group for leg in model.legs}
    for group in groups.values():
        if group.resource is not None and group.health.given:
            lines = list(wrong(group))
            if lines:
                judge.report(WILL_FAIL, group.key, closed(*lines))


def wrong(group: TargetGroup) -> Iterator[str]:
    """The settings of a group's health check that AWS refuses or that no answer satisfies, a line each."""
    health = group.health
    if health.enabled.is_(False).open and group.kind.is_("instance", "ip", "alb").open:
        yield f"healthCheck.enabled is false, which a target group of type {group.kind} can not have"
    if health.protocol.known and health.protocol.known not in (*_HTTP, "TCP"):
        yield f"healthCheck.protocol is {health.protocol}; it takes HTTP, HTTPS or TCP"
    if health.protocol.is_("TCP").open and group.protocol.is_(*_HTTP).open:
        yield f"healthCheck.protocol is TCP, which a target group of protocol {group.protocol} can not have"
    yield from _of_path(health)
    yield from _of_matcher(group)
    yield from _of_numbers(health)


def _of_path(health: HealthCheck) -> Iterator[str]:
    path = health.path.known
    if path is None:
        return
    if health.protocol.is_("TCP").open:
        yield f"healthCheck.path is {path!r}, which a health check of protocol TCP can not have"
    elif not path.startswith("/"):
        yield f"healthCheck.path is {path!r}; it must begin with /"


def _of_matcher(group: TargetGroup) -> Iterator[str]:
    matcher = group.health.matcher.known
    if matcher is None:
        return
    if group.health.protocol.is_("TCP").open:
        yield f"healthCheck.matcher is {matcher!r}, which a health check of protocol TCP can not have"
        return
    if group.protocol_version.unknown or group.protocol.unknown:
        return
    grpc, http = group.protocol_version.is_("GRPC").open, group.protocol.is_(*_HTTP).open
    low, high = (0, 99) if grpc else (200, 499) if http else (200, 599)
    codes = matcher.replace(" ", "")
    if not _MATCHER.fullmatch(codes):
        yield f"healthCheck.matcher {matcher!r} is neither codes such as 200,202 nor a range such as 200-299"
        return
    for part in codes.split(","):
        first, _, last = part.partition("-")
        bounds = int(first), int(last or first)
        if not low <= bounds[0] <= bounds[1] <= high:
            yield f"healthCheck.matcher has {part}; codes are from {low} to {high}"


def _of_numbers(health: HealthCheck) -> Iterator[str]:
    limited = {
        "interval": (health.interval, 5, 300),
        "timeout": (health.timeout, 2, 120),
        "healthyThreshold": (health.healthy_threshold, 2, 10),
        "unhealthyThreshold": (health.unhealthy_threshold, 2, 10),
    }
    for name, (number, low, high) in limited.items():
        if number.known is not None and not low <= number.known <= high:
            yield f"healthCheck.{name} is {number}; it takes {low} to {high}"
    interval, timeout = health.interval.known, health.timeout.known
    if interval is not None and timeout is not None and timeout > interval:
        yield f"healthCheck.timeout of {timeout} s is longer than its interval of {interval} s"
    port = health.port.known
    if port is not None and not 1 <= port <= _LAST_PORT:
        yield f"healthCheck.port is {port}"
