"""Alarms, and the metrics that load balancers and API Gateway publish.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ..balancing.load_balancer import BALANCER
from ..balancing.target_group import GROUP as TARGET_GROUP
from ..gateway.families import HTTP_API, REST_API
from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block, Text, Values

if TYPE_CHECKING:
    from ..model import Model

ALARM: Final = "cloudwatch.MetricAlarm"
_NLB: Final = "AWS/NetworkELB"
_ALB: Final = "AWS/ApplicationELB"
_API: Final = "AWS/ApiGateway"
_OF_GROUP: Final = frozenset({
    "HealthyHostCount", "UnHealthyHostCount", "HealthyStateDNS", "HealthyStateRouting", "UnhealthyRoutingRequestCount",
    "UnhealthyStateDNS", "UnhealthyStateRouting", "RequestCountPerTarget", "AnomalousHostCount",
    "MitigatedHostCount", "UnhealthyRoutingFlowCount",
})  # fmt: skip
_METRICS: Final = {
    _NLB: frozenset({
        "ActiveFlowCount", "ActiveFlowCount_TCP", "ActiveFlowCount_TLS", "ActiveFlowCount_UDP", "ActiveFlowCount_QUIC",
        "ActiveZonalShiftHostCount", "ClientTLSNegotiationErrorCount", "ConsumedLCUs", "ConsumedLCUs_TCP",
        "ConsumedLCUs_TLS", "ConsumedLCUs_UDP", "HealthyHostCount", "NewFlowCount", "NewFlowCount_TCP",
        "NewFlowCount_TLS", "NewFlowCount_UDP", "NewFlowCount_QUIC", "PeakBytesPerSecond", "PeakPacketsPerSecond",
        "PortAllocationErrorCount", "ProcessedBytes", "ProcessedBytes_TCP", "ProcessedBytes_TLS", "ProcessedBytes_UDP",
        "ProcessedBytes_QUIC", "ProcessedPackets", "QUIC_Unknown_Server_ID_Packet_Drop_Count", "RejectedFlowCount",
        "RejectedFlowCount_TCP", "RejectedFlowCount_TLS", "RejectedFlowCount_UDP", "ReservedLCUs",
        "SecurityGroupBlockedFlowCount_Inbound_ICMP", "SecurityGroupBlockedFlowCount_Inbound_TCP",
        "SecurityGroupBlockedFlowCount_Inbound_UDP", "SecurityGroupBlockedFlowCount_Outbound_ICMP",
        "SecurityGroupBlockedFlowCount_Outbound_TCP", "SecurityGroupBlockedFlowCount_Outbound_UDP",
        "TargetTLSNegotiationErrorCount", "TCP_Client_Reset_Count", "TCP_ELB_Reset_Count", "TCP_Target_Reset_Count",
        "UnHealthyHostCount", "UnhealthyRoutingFlowCount", "ZonalHealthStatus", "HealthyStateDNS",
        "HealthyStateRouting", "UnhealthyStateDNS", "UnhealthyStateRouting",
    }),
    _ALB: frozenset({
        "ActiveConnectionCount", "AnomalousHostCount", "BYoIPUtilPercentage", "ClientTLSNegotiationErrorCount",
        "ConsumedLCUs", "DesyncMitigationMode_NonCompliant_Request_Count", "DroppedInvalidHeaderRequestCount",
        "ELBAuthError", "ELBAuthFailure", "ELBAuthLatency", "ELBAuthRefreshTokenSuccess", "ELBAuthSuccess",
        "ELBAuthUserClaimsSizeExceeded", "ForwardedInvalidHeaderRequestCount", "GrpcRequestCount",
        "HTTP_Fixed_Response_Count", "HTTP_Redirect_Count", "HTTP_Redirect_Url_Limit_Exceeded_Count",
        "HTTPCode_ELB_3XX_Count", "HTTPCode_ELB_4XX_Count", "HTTPCode_ELB_500_Count", "HTTPCode_ELB_502_Count",
        "HTTPCode_ELB_503_Count", "HTTPCode_ELB_504_Count", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_2XX_Count",
        "HTTPCode_Target_3XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "HealthyHostCount",
        "HealthyStateDNS", "HealthyStateRouting", "IPv6ProcessedBytes", "IPv6RequestCount", "JWTValidationFailureCount",
        "JWTValidationSuccessCount", "LambdaInternalError", "LambdaTargetProcessedBytes", "LambdaUserError",
        "LowReputationPacketsDropped", "LowReputationRequestsDenied", "MitigatedHostCount", "NewConnectionCount",
        "NonStickyRequestCount", "PeakLCUs", "ProcessedBytes", "RejectedConnectionCount", "RequestCount",
        "RequestCountPerTarget", "ReservedLCUs", "RuleEvaluations", "StandardProcessedBytes",
        "TargetConnectionErrorCount", "TargetResponseTime", "TargetTLSNegotiationErrorCount", "UnHealthyHostCount",
        "UnhealthyRoutingRequestCount", "UnhealthyStateDNS", "UnhealthyStateRouting", "ZonalShiftedHostCount",
    }),
}  # fmt: skip
_COMMON: Final = frozenset({"Count", "IntegrationLatency", "Latency"})
_REST: Final = _COMMON | {"4XXError", "5XXError", "CacheHitCount", "CacheMissCount"}
_HTTP: Final = _COMMON | {"4xx", "5xx", "DataProcessed"}
# Those of WebSocket APIs, which no chain has.
_SOCKET: Final = frozenset({"ConnectCount", "MessageCount", "IntegrationError", "ClientError", "ExecutionError"})
_ZONE: Final = "AvailabilityZone"


@dataclass(frozen=True)
class Metric:
    """A metric that an alarm watches; `key` is the property that holds its dimensions."""

    alarm: Resource
    namespace: Text
    name: Text
    dimensions: "dict[str, Any] | Unknown"
    key: str

    def __str__(self) -> str:
        named = "no dimensions" if self.dimensions == {} else "dimensions that are not known"
        if self.dimensions is not UNKNOWN and self.dimensions:
            named = ", ".join(sorted(self.dimensions))
        return f"{self.alarm.name} watches {self.namespace} {self.name} with {named}"


class Alarms:
    """All alarms of a stack."""

    def __init__(self, model: "Model") -> None:
        self._model = model

    @cached_property
    def metrics(self) -> list[Metric]:
        """What alarms watch, those of metric math included."""
        return [metric for alarm in self._model.stack.of(ALARM) for metric in _of(alarm)]

    def watched(self, names: Collection[str]) -> "set[Key] | Unknown":
        """Target groups of which an alarm watches, or may watch, one of some metrics; `UNKNOWN`: any of them."""
        found: set[Key] = set()
        for metric in self.metrics:
            if isinstance(metric.name, str) and metric.name not in names:
                continue
            if metric.dimensions is not UNKNOWN and "TargetGroup" not in metric.dimensions:
                continue
            value = UNKNOWN if metric.dimensions is UNKNOWN else metric.dimensions["TargetGroup"]
            named = self._named(metric, value, TARGET_GROUP)
            if named.unknown:
                return UNKNOWN
            found.update(named.keys)
        return found

    def never(self, metric: Metric) -> list[str]:
        """Why a metric is never published; empty where it is, or may be."""
        if not isinstance(metric.namespace, str) or not isinstance(metric.name, str) or metric.dimensions is UNKNOWN:
            return []
        if metric.namespace == _API:
            reason = self._api(metric, metric.name, metric.dimensions)
        elif metric.namespace in _METRICS:
            reason = self._balancer(metric, metric.namespace, metric.name, metric.dimensions)
        else:
            return []
        return [str(metric), reason] if reason else []

    # Load balancers

    def _balancer(self, metric: Metric, namespace: str, name: str, dimensions: "dict[str, Any]") -> str:
        if name not in _METRICS[namespace]:
            return f"{namespace} has no metric {name}"
        wanted = {"LoadBalancer", "TargetGroup"} if name in _OF_GROUP else {"LoadBalancer"}
        if namespace == _ALB and name == "RequestCountPerTarget":
            wanted = {"TargetGroup"}
        given = set(dimensions)
        if not wanted <= given:
            return f"{name} is published with {' and '.join(sorted(wanted))}"
        if given - {"LoadBalancer", "TargetGroup", _ZONE}:
            return f"no metric has the dimension {min(given - {'LoadBalancer', 'TargetGroup', _ZONE})}"
        return self._suffix(metric, dimensions) or self._kind(metric, namespace, name, dimensions)

    @staticmethod
    def _suffix(metric: Metric, dimensions: "dict[str, Any]") -> str:
        """Whether known values are the last parts of ARNs, as CloudWatch has them."""
        starts = {"LoadBalancer": ("net/", "app/"), "TargetGroup": ("targetgroup/",)}
        for key, allowed in starts.items():
            value = dimensions.get(key)
            if isinstance(value, str) and not value.startswith(allowed):
                return (
                    f"{key} is {value} in {metric.key}; it is the arnSuffix, which begins with {' or '.join(allowed)}"
                )
        return ""

    def _kind(self, metric: Metric, namespace: str, name: str, dimensions: "dict[str, Any]") -> str:
        balancer = self._named(metric, dimensions.get("LoadBalancer"), BALANCER).one
        kind = balancer.raw_text("loadBalancerType") if balancer else None
        kind = "application" if kind is None else kind
        right = "network" if namespace == _NLB else "application"
        if balancer is not None and kind in ("network", "application") and kind != right:
            return f"{balancer.name} is of type {kind} and publishes nothing in {namespace}"
        group = self._named(metric, dimensions.get("TargetGroup"), TARGET_GROUP).one
        if group is not None and group.raw_text("targetType") in ("alb", "lambda") and name in _OF_GROUP:
            return f"{group.name} is of type {group.raw_text('targetType')}, for which {name} is not published"
        return ""

    def _named(self, metric: Metric, value: Any, family: str) -> Reference:
        """What a dimension names; a known value may be the end of an ARN."""
        if isinstance(value, str) and (family, value) in self._suffixes:
            return Reference((self._suffixes[family, value],))
        return self._model.stack.refer_value(metric.alarm, metric.key, value, family)

    @cached_property
    def _suffixes(self) -> dict[tuple[str, str], Resource]:
        """Load balancers and target groups by the end of their ARN."""
        return {
            (resource.family, suffix): resource
            for resource in self._model.stack.of(BALANCER, TARGET_GROUP)
            if isinstance(suffix := resource.outputs.get("arnSuffix"), str)
        }

    # API Gateway

    def _api(self, metric: Metric, name: str, dimensions: "dict[str, Any]") -> str:
        given = frozenset(dimensions)
        if "ApiName" not in given and "ApiId" not in given:
            return f"{name} is published with ApiName (REST APIs) or ApiId (HTTP APIs)"
        if name in _SOCKET:
            return ""
        rest = "ApiName" in given
        if name not in (_REST if rest else _HTTP):
            kind = "a REST" if rest else "an HTTP"
            return f"{kind} API has no metric {name}; it has {', '.join(sorted(_REST if rest else _HTTP))}"
        owner = "ApiName" if rest else "ApiId"
        sets = ({owner}, {owner, "Stage"}, {owner, "Stage", "Method", "Resource"})
        if given not in sets:
            return f"{name} is published with {owner}, with Stage, or with Stage, Method and Resource beside it"
        return self._owner(metric, dimensions) if rest else ""

    def _owner(self, metric: Metric, dimensions: "dict[str, Any]") -> str:
        """Whether the name of a REST API stands where only a name helps, not its id."""
        value = dimensions["ApiName"]
        stack = self._model.stack
        if value is UNKNOWN:
            api = stack.refer_value(metric.alarm, metric.key, UNKNOWN, REST_API).one
            # A name is known before its API is made; what is not known can only be the id.
            wrong = api is not None and isinstance(api.outputs.get("name"), str)
            return f"ApiName is made from {api.name}, but is not its name" if api and wrong else ""
        return self._misnamed.get(value, "") if isinstance(value, str) else ""

    @cached_property
    def _misnamed(self) -> dict[str, str]:
        """Values that name an API, but not in the dimension ApiName."""
        stack = self._model.stack
        names = {api.outputs.get("name") for api in stack.of(REST_API)}
        told = {
            api.outputs.get("id"): f"ApiName is the id of {api.name}; CloudWatch has its name"
            for api in stack.of(REST_API)
        }
        for api in stack.of(HTTP_API):
            line = f"{api.name} is an HTTP API, which publishes with ApiId"
            told |= {api.outputs.get("id"): line, api.outputs.get("name"): line}
        return {value: line for value, line in told.items() if isinstance(value, str) and value not in names}


def _of(alarm: Resource) -> Iterator[Metric]:
    if alarm.get("metricName") is not None:
        yield Metric(alarm, alarm.raw_text("namespace"), alarm.raw_text("metricName"), _dimensions(alarm), "dimensions")
    queries = alarm.raw_blocks("metricQueries")
    for query in [] if queries is UNKNOWN else queries:
        block = query.block("metric")
        if not block.absent:
            yield _of_query(alarm, block)
    if queries is UNKNOWN:
        yield Metric(alarm, UNKNOWN, UNKNOWN, UNKNOWN, "metricQueries")


def _of_query(alarm: Resource, block: Block) -> Metric:
    return Metric(alarm, block.raw_text("namespace"), block.raw_text("metricName"), _dimensions(block), "metricQueries")


def _dimensions(values: Values) -> "dict[str, Any] | Unknown":
    value = values.get("dimensions")
    return {} if value is None else value if isinstance(value, dict) else UNKNOWN
