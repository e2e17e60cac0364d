"""Health checks: settings that AWS, or its provider, refuses.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html,
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elbv2/target_group.go and, for times, its
issue 2366 and https://github.com/terraform-linters/tflint-ruleset-aws/issues/404
"""

import re
from collections.abc import Iterator

from ..model.balancing.target_group import TargetGroup
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_HTTP = ("HTTP", "HTTPS")
_HTTP_TIMEOUT = 5
_MATCHER = re.compile(r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*")
_LAST_PORT = 65535

REFUSED = Fault(
    id="load-balancer/health-check-refused",
    hop=Hop.TARGET_GROUP,
    title="The health check has settings that AWS or its provider refuses",
    symptom=APPLY_FAILS.told(": ValidationError, or an error of the provider that names the attribute"),
    remedy="Correct the settings that the evidence names.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
    not_modelled="what the application answers to the health check",
    covers=("robustness/health-check-set-to-fail",),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group of the stack."""
    for group in model.target_groups.by_key.values():
        lines = list(wrong(group)) if group.health.given else []
        if lines:
            judge.report(REFUSED, group.key, closed(*lines))


def wrong(group: TargetGroup) -> Iterator[str]:
    """The settings of a group's health check that are refused, a line each."""
    health, protocol, path, matcher = group.health, group.health.protocol, group.health.path, group.health.matcher
    tcp, fixed = protocol.is_("TCP").open, group.kind.is_("instance", "ip", "alb").open
    bare = "which a health check of protocol TCP can not have"
    refused = (
        (fixed and health.enabled.is_(False).open,
         f"healthCheck.enabled is false, which a target group of type {group.kind} can not have"),
        (protocol.known and protocol.known not in (*_HTTP, "TCP"),
         f"healthCheck.protocol is {protocol}; it takes HTTP, HTTPS or TCP"),
        (tcp and group.protocol.is_(*_HTTP).open,
         f"healthCheck.protocol is TCP, which a target group of protocol {group.protocol} can not have"),
        (tcp and path.known is not None, f"healthCheck.path is {path.known!r}, {bare}"),
        (not tcp and path.holds(lambda text: text.startswith("/")).closed and path.known is not None,
         f"healthCheck.path is {path.known!r}; it must begin with /"),
        (tcp and matcher.known is not None, f"healthCheck.matcher is {matcher.known!r}, {bare}"),
    )  # fmt: skip
    yield from (line for found, line in refused if found)
    yield from _of_codes(group, matcher.known) if matcher.known is not None and not tcp else ()
    yield from _of_numbers(group)


def _of_codes(group: TargetGroup, matcher: str) -> Iterator[str]:
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


def _of_numbers(group: TargetGroup) -> Iterator[str]:
    health = group.health
    limited = {
        "interval": (health.interval, 5, 300),
        "timeout": (health.timeout, 2, 120),
        "healthyThreshold": (health.healthy_threshold, 2, 10),
        "unhealthyThreshold": (health.unhealthy_threshold, 2, 10),
    }
    for name, (number, low, high) in limited.items():
        if number.known is not None and not low <= number.known <= high:
            yield f"healthCheck.{name} is {number}; it takes {low} to {high}"
    yield from _of_times(group)
    port = health.port.known
    if port is not None and not 1 <= port <= _LAST_PORT:
        yield f"healthCheck.port is {port}"


def _of_times(group: TargetGroup) -> Iterator[str]:
    """A check of a group for an Application Load Balancer has to be over before the next one begins.

    One that names no timeout has 5 seconds.
    """
    http = group.protocol.is_(*_HTTP).open and not group.kind.is_("lambda").open
    interval, timeout = group.health.interval.known, group.health.timeout.or_else(_HTTP_TIMEOUT).known
    if http and interval is not None and timeout is not None and timeout >= interval:
        yield f"healthCheck.timeout of {timeout} s is not shorter than its interval of {interval} s"
