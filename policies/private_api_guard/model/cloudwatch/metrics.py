"""The metrics that load balancers and API Gateway publish, and the sets of dimensions with which they do.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Collection
from typing import Final

NETWORK: Final = "AWS/NetworkELB"
APPLICATION: Final = "AWS/ApplicationELB"
API_GATEWAY: Final = "AWS/ApiGateway"
_OF_GROUP: Final = frozenset({
    "HealthyHostCount", "UnHealthyHostCount", "HealthyStateDNS", "HealthyStateRouting", "UnhealthyRoutingRequestCount",
    "UnhealthyStateDNS", "UnhealthyStateRouting", "RequestCountPerTarget", "AnomalousHostCount",
    "MitigatedHostCount", "UnhealthyRoutingFlowCount",
})  # fmt: skip
_OF_BALANCERS: Final = {
    NETWORK: frozenset({
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
    APPLICATION: frozenset({
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
# Those that tell whether a target group has healthy targets.
HEALTH: Final = frozenset({
    "UnHealthyHostCount", "HealthyHostCount", "HealthyStateRouting", "UnhealthyStateRouting", "HealthyStateDNS",
    "UnhealthyStateDNS", "UnhealthyRoutingRequestCount", "UnhealthyRoutingFlowCount",
})  # fmt: skip
_COMMON: Final = frozenset({"Count", "IntegrationLatency", "Latency"})
_REST: Final = _COMMON | {"4XXError", "5XXError", "CacheHitCount", "CacheMissCount"}
_HTTP: Final = _COMMON | {"4xx", "5xx", "DataProcessed"}
# Those of WebSocket APIs, which no chain has.
_SOCKET: Final = frozenset({"ConnectCount", "MessageCount", "IntegrationError", "ClientError", "ExecutionError"})
# The dimensions of load balancers, and what the known value of each, the last part of an ARN, begins with.
SUFFIXES: Final = {"LoadBalancer": ("net/", "app/"), "TargetGroup": ("targetgroup/",)}
_ZONE: Final = "AvailabilityZone"


def unpublished(namespace: str, name: str, dimensions: Collection[str]) -> str:
    """Why no metric of a name has some dimensions; empty where one may, or the namespace is not known here."""
    if namespace == API_GATEWAY:
        return _of_api(name, frozenset(dimensions))
    return _of_balancer(namespace, name, set(dimensions)) if namespace in _OF_BALANCERS else ""


def of_target_group(name: str) -> bool:
    """Whether a metric of load balancers is one of their target groups."""
    return name in _OF_GROUP


def _of_balancer(namespace: str, name: str, given: set[str]) -> str:
    if name not in _OF_BALANCERS[namespace]:
        return f"{namespace} has no metric {name}"
    wanted = {"LoadBalancer", "TargetGroup"} if name in _OF_GROUP else {"LoadBalancer"}
    if namespace == APPLICATION and name == "RequestCountPerTarget":
        wanted = {"TargetGroup"}
    if not wanted <= given:
        return f"{name} is published with {' and '.join(sorted(wanted))}"
    more = given - {*SUFFIXES, _ZONE}
    return f"no metric has the dimension {min(more)}" if more else ""


def _of_api(name: str, given: frozenset[str]) -> str:
    if not given & {"ApiName", "ApiId"}:
        return f"{name} is published with ApiName (REST APIs) or ApiId (HTTP APIs)"
    if name in _SOCKET:
        return ""
    owner, kind, metrics = ("ApiName", "a REST", _REST) if "ApiName" in given else ("ApiId", "an HTTP", _HTTP)
    if name not in metrics:
        return f"{kind} API has no metric {name}; it has {', '.join(sorted(metrics))}"
    if given not in ({owner}, {owner, "Stage"}, {owner, "Stage", "Method", "Resource"}):
        return f"{name} is published with {owner}, with Stage, or with Stage, Method and Resource beside it"
    return ""
