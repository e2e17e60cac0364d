"""Load balancers, target groups, listeners and their rules.

Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/elasticloadbalancingv2/
"""

from collections.abc import Iterator
from typing import Any

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, each, gathered, inside, own, pairs, part, renamed, renaming

_HEALTH = {
    "healthCheckEnabled": "enabled", "healthCheckProtocol": "protocol", "healthCheckPort": "port",
    "healthCheckPath": "path", "healthCheckIntervalSeconds": "interval", "healthCheckTimeoutSeconds": "timeout",
    "healthyThresholdCount": "healthyThreshold", "unhealthyThresholdCount": "unhealthyThreshold", "matcher": "matcher",
}  # fmt: skip
_GROUP_ATTRIBUTES = {
    "preserve_client_ip.enabled": "preserveClientIp",
    "proxy_protocol_v2.enabled": "proxyProtocolV2",
    "load_balancing.cross_zone.enabled": "loadBalancingCrossZoneEnabled",
    "deregistration_delay.timeout_seconds": "deregistrationDelay",
}
_BALANCER_ATTRIBUTES = {
    "load_balancing.cross_zone.enabled": "enableCrossZoneLoadBalancing",
    "routing.http.preserve_host_header.enabled": "preserveHostHeader",
    "idle_timeout.timeout_seconds": "idleTimeout",
    "deletion_protection.enabled": "enableDeletionProtection",
}
# Objects that pulumi-aws makes of attributes whose names begin alike.
_LOGS = {
    "access_logs.s3": "accessLogs",
    "connection_logs.s3": "connectionLogs",
    "health_check_logs.s3": "healthCheckLogs",
}
_LOG = ("enabled", "bucket", "prefix")
_LOG_ATTRIBUTES = {f"{start}.{key}": f"{into}.{key}" for start, into in _LOGS.items() for key in _LOG}
_CONDITIONS = {
    "hostHeaderConfig": "hostHeader", "pathPatternConfig": "pathPattern", "sourceIpConfig": "sourceIp",
    "httpRequestMethodConfig": "httpRequestMethod", "httpHeaderConfig": "httpHeader",
    "queryStringConfig": "queryStrings",
}  # fmt: skip
# The short form of a condition: a field and its values.
_FIELDS = {
    "host-header": "hostHeader", "path-pattern": "pathPattern", "source-ip": "sourceIp",
    "http-request-method": "httpRequestMethod",
}  # fmt: skip


def _balancer(bag: Bag) -> Bag:
    scheme = bag.pop("scheme", None)
    if scheme is not None:
        bag["internal"] = UNKNOWN if scheme is UNKNOWN else scheme == "internal"
    pairs(bag, "loadBalancerAttributes", _BALANCER_ATTRIBUTES | _LOG_ATTRIBUTES)
    for into in _LOGS.values():
        gathered(bag, into, {f"{into}.{key}": key for key in _LOG})
    return bag


def _group(bag: Bag) -> Bag:
    if "matcher" in bag:
        code = inside(bag["matcher"], "httpCode")
        bag["matcher"] = inside(bag["matcher"], "grpcCode") if code is None else code
    gathered(bag, "healthCheck", _HEALTH)
    pairs(bag, "targetGroupAttributes", _GROUP_ATTRIBUTES)
    return bag


def _targets(native: Resource, group: Resource) -> Iterator[Resource]:
    """Inline targets, each as an attachment."""
    targets = native.get("targets")
    feeds = native.feeds("targets")
    for target in targets if isinstance(targets, list) else [] if targets is None else [UNKNOWN]:
        bag, source = own(group, "targetGroupArn")
        bag |= {"targetId": inside(target, "id"), "port": inside(target, "port")}
        bag |= {"availabilityZone": inside(target, "availabilityZone")}
        yield part(group, "lb.TargetGroupAttachment", bag, {**source, "targetId": feeds})


_ACTIONS = {
    "fixedResponseConfig": "fixedResponse", "redirectConfig": "redirect",
    "authenticateOidcConfig": "authenticateOidc", "authenticateCognitoConfig": "authenticateCognito",
}  # fmt: skip


def _action(action: Bag) -> Bag:
    found = renamed(action, _ACTIONS)
    forward = found.pop("forwardConfig", None)
    if forward is not None:
        groups = each(inside(forward, "targetGroups"), renaming({"targetGroupArn": "arn"}))
        found["forward"] = {"targetGroups": groups}
    return found


def _listener(bag: Bag) -> Bag:
    certificates = bag.pop("certificates", None)
    if certificates is not None:
        first: Any = certificates[0] if isinstance(certificates, list) and certificates else certificates
        bag["certificateArn"] = None if first == [] else inside(first, "certificateArn")
    return bag


def _condition(condition: Bag) -> Bag:
    found = renamed(condition, _CONDITIONS)
    if isinstance(found.get("queryStrings"), dict):
        found["queryStrings"] = found["queryStrings"].get("values")
    field, values = found.pop("field", None), found.pop("values", None)
    if field in _FIELDS and values is not None:
        found[_FIELDS[field]] = {"values": values}
    return found


KINDS = {
    "elasticloadbalancingv2:LoadBalancer": Kind(
        "lb.LoadBalancer",
        {"type": "loadBalancerType"},
        {"loadBalancerArn": "arn", "loadBalancerFullName": "arnSuffix", "canonicalHostedZoneId": "zoneId"},
        _balancer,
        {"loadBalancerAttributes": tuple(_LOGS.values())},
        inner={"subnetMappings": renaming({"privateIPv4Address": "privateIpv4Address"})},
    ),
    "elasticloadbalancingv2:TargetGroup": Kind(
        "lb.TargetGroup",
        {},
        {"targetGroupArn": "arn", "targetGroupFullName": "arnSuffix", "targetGroupName": "name"},
        _group,
        dict.fromkeys(_HEALTH, ("healthCheck",)),
        _targets,
    ),
    "elasticloadbalancingv2:Listener": Kind(
        "lb.Listener",
        {},
        {"listenerArn": "arn"},
        _listener,
        {"certificates": ("certificateArn",)},
        inner={"defaultActions": _action},
    ),
    "elasticloadbalancingv2:ListenerRule": Kind(
        "lb.ListenerRule", {}, {"ruleArn": "arn"}, inner={"actions": _action, "conditions": _condition}
    ),
}
