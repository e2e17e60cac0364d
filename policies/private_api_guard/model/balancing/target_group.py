"""Target groups and their health checks.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import TARGET_GROUP, VPCS
from ..network.security_group_rule import Ports
from ..values import NOT_SET, Block, Key, Keyed, Reader, Resource, Value, outside
from ..verdict import Verdict, opened

_COOKIES: Final = ("lb_cookie", "app_cookie")
_ADDRESS: Final = ("source_ip",)
_STICKY: Final = {
    "HTTP": _COOKIES, "HTTPS": _COOKIES, "TCP": _ADDRESS, "UDP": _ADDRESS, "TCP_UDP": _ADDRESS, "TLS": _ADDRESS,
}  # fmt: skip


@dataclass(frozen=True)
class HealthCheck:
    """A health check as the program sets it; `given` is whether it does. Times are in seconds.

    `port` is absent where targets are checked on the port on which they get requests.
    """

    given: bool
    enabled: Value[bool]
    protocol: Value[str]
    port: Value[int]
    path: Value[str]
    matcher: Value[str]
    interval: Value[int]
    timeout: Value[int]
    healthy_threshold: Value[int]
    unhealthy_threshold: Value[int]

    def refuses(self, code: int, otherwise: str = "200-399") -> Verdict:
        """Whether a status is no healthy one; without a matcher it is one of those `otherwise`."""
        codes = self.matcher.or_else(otherwise)
        return ~codes.holds(lambda text: any(_spans(part, code) for part in text.replace(" ", "").split(",")))

    def ports(self, requests: Value[Ports]) -> Value[Ports]:
        """The ports that are checked of a target that gets requests on some."""
        return requests if self.port.absent else self.port.map(lambda port: (port, port))


@dataclass(frozen=True)
class TargetGroup(Keyed):
    """A target group; one outside the stack has no `resource`, and nothing is known of it."""

    kind: Value[str]
    protocol: Value[str]
    protocol_version: Value[str]
    port: Value[int]
    vpc: Key | None
    health: HealthCheck
    preserve_client_ip: Value[bool]
    proxy_protocol: Value[bool]
    cross_zone_enabled: Value[str]
    address_type: Value[str]
    stickiness: Value[str]
    sticky: Value[bool]

    @property
    def keeps_clients(self) -> Verdict:
        """Whether its protocol knows the kind of stickiness that it has switched on."""
        kinds = _STICKY.get(self.protocol.known or "")
        on = self.sticky.or_else(True).is_(True)
        if kinds is None or self.stickiness.known is None or not on.open:
            return opened()
        fits = self.stickiness.is_(*kinds)
        return fits.because(f"{self.stickiness.where} is {self.stickiness}; {self.name} has protocol {self.protocol}")

    @property
    def version(self) -> int:
        """The IP version by which targets are reached."""
        return 6 if self.address_type.is_("ipv6").open else 4

    def cross_zone(self, balancer: Verdict) -> Verdict:
        """Whether targets of other zones are used, given what the load balancer says."""
        follows = self.cross_zone_enabled.unless("use_load_balancer_configuration").absent
        return balancer if follows else self.cross_zone_enabled.is_("true")


class TargetGroups(Reader):
    """The target groups of a stack, and those outside that it names."""

    @cached_property
    def by_key(self) -> dict[Key, TargetGroup]:
        """Target groups by URN."""
        named = self._stack.referring(TARGET_GROUP, "vpcId", *VPCS)
        return {group.urn: _group(group.urn, group, vpc.key) for group, vpc in named}

    def get(self, key: Key) -> TargetGroup:
        """A target group by key."""
        return self.by_key.get(key) or _group(key, None, None)


def _group(key: Key, resource: Resource | None, vpc: Key | None) -> TargetGroup:
    properties = resource or outside(key)
    return TargetGroup(
        key,
        resource,
        properties.text("targetType").or_else("instance"),
        properties.text("protocol").map(str.upper),
        properties.text("protocolVersion"),
        properties.number("port"),
        vpc,
        _health(properties.block("healthCheck")),
        properties.flag("preserveClientIp"),
        properties.flag("proxyProtocolV2"),
        properties.text("loadBalancingCrossZoneEnabled"),
        properties.text("ipAddressType"),
        properties.block("stickiness").text("type"),
        properties.block("stickiness").flag("enabled"),
    )


def _health(block: Block) -> HealthCheck:
    as_requests = block.text("port").unless("", "traffic-port").absent
    return HealthCheck(
        not block.absent,
        block.flag("enabled"),
        block.text("protocol").map(str.upper),
        NOT_SET if as_requests else block.number("port"),
        block.text("path").unless(""),
        block.text("matcher").unless(""),
        block.number("interval"),
        block.number("timeout"),
        block.number("healthyThreshold"),
        block.number("unhealthyThreshold"),
    )


def _spans(codes: str, code: int) -> bool:
    """Whether a code, or a range such as `200-299`, has a status in it."""
    low, _, high = codes.partition("-")
    return low.isdigit() and (high or low).isdigit() and int(low) <= code <= int(high or low)
