"""Health checks: settings that AWS refuses, or that no answer can satisfy.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
"""

import re
from collections.abc import Iterator

from ...model.balancing.target_group import TargetGroup
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.unknown import UNKNOWN
from ...model.verdict import closed
from ..fault import Fault, Judge

_HTTP = ("HTTP", "HTTPS")
_LIMITS = {"interval": (5, 300), "timeout": (2, 120), "healthyThreshold": (2, 10), "unhealthyThreshold": (2, 10)}
_MATCHER = re.compile(r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*")
_LAST_PORT = 65535

WILL_FAIL = Fault(
    id="robustness/health-check-set-to-fail",
    hop=Hop.TARGET_GROUP,
    title="The health check has settings that AWS refuses or that no answer satisfies",
    symptom=(
        "The apply fails with ValidationError, or the targets never become healthy: the load balancer sends requests to"
        " unhealthy targets, and ECS keeps replacing the tasks"
    ),
    remedy="Correct the settings that the evidence names.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
    not_modelled="what the application answers to the health check",
)
FAULTS = (WILL_FAIL,)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    groups = {leg.group.key: leg.group for backend in model.backends for leg in backend.legs}
    for group in groups.values():
        if group.resource is not None and not group.health.block.absent:
            wrong = list(_wrong(group))
            if wrong:
                judge.report(WILL_FAIL, group.key, closed(*wrong))


def _wrong(group: TargetGroup) -> Iterator[str]:
    block, health = group.health.block, group.health
    if block.raw_flag("enabled") is False and group.kind in ("instance", "ip", "alb"):
        yield f"healthCheck.enabled is false, which a target group of type {group.kind} can not have"
    if isinstance(health.protocol, str) and health.protocol not in ("HTTP", "HTTPS", "TCP"):
        yield f"healthCheck.protocol is {health.protocol}; it takes HTTP, HTTPS or TCP"
    if health.protocol == "TCP" and group.protocol in _HTTP:
        yield f"healthCheck.protocol is TCP, which a target group of protocol {group.protocol} can not have"
    yield from _of_path(group)
    yield from _of_matcher(group)
    yield from _of_numbers(group)


def _of_path(group: TargetGroup) -> Iterator[str]:
    health = group.health
    if not isinstance(health.path, str) or not health.path:
        return
    if health.protocol == "TCP":
        yield f"healthCheck.path is {health.path!r}, which a health check of protocol TCP can not have"
    elif not health.path.startswith("/"):
        yield f"healthCheck.path is {health.path!r}; it must begin with /"


def _of_matcher(group: TargetGroup) -> Iterator[str]:
    matcher = group.health.block.raw_text("matcher")
    if not isinstance(matcher, str) or not matcher:
        return
    if group.health.protocol == "TCP":
        yield f"healthCheck.matcher is {matcher!r}, which a health check of protocol TCP can not have"
        return
    version = group.resource.raw_text("protocolVersion") if group.resource else UNKNOWN
    if version is UNKNOWN or group.protocol is UNKNOWN:
        return
    low, high = (0, 99) if version == "GRPC" else (200, 499) if group.protocol in _HTTP else (200, 599)
    codes = matcher.replace(" ", "")
    if not _MATCHER.fullmatch(codes):
        yield f"healthCheck.matcher {matcher!r} is neither codes such as 200,202 nor a range such as 200-299"
        return
    for part in codes.split(","):
        first, _, last = part.partition("-")
        bounds = int(first), int(last or first)
        if not low <= bounds[0] <= bounds[1] <= high:
            yield f"healthCheck.matcher has {part}; codes are from {low} to {high}"


def _of_numbers(group: TargetGroup) -> Iterator[str]:
    block = group.health.block
    for name, (low, high) in _LIMITS.items():
        number = block.raw_number(name)
        if isinstance(number, int) and not low <= number <= high:
            yield f"healthCheck.{name} is {number}; it takes {low} to {high}"
    interval, timeout = block.raw_number("interval"), block.raw_number("timeout")
    if isinstance(interval, int) and isinstance(timeout, int) and timeout > interval:
        yield f"healthCheck.timeout of {timeout} s is longer than its interval of {interval} s"
    port = group.health.port
    if isinstance(port, int) and not 1 <= port <= _LAST_PORT:
        yield f"healthCheck.port is {port}"
