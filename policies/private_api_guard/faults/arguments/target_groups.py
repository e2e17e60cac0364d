"""Target groups.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
"""

from ...model.arguments import given, is_, unset
from ...model.families import TARGET_GROUP
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_API = "elasticloadbalancing/latest/APIReference"
_CREATE = f"{_API}/API_CreateTargetGroup.html"
_APPLICATION = "elasticloadbalancing/latest/application/edit-target-group-attributes.html"
_NETWORK = "elasticloadbalancing/latest/network/edit-target-group-attributes.html"
_INCOMPLETE = "ValidationError, a port, protocol and VPC must be given"
_NOT_RANDOM = is_("loadBalancingAlgorithmType", None, "round_robin", "least_outstanding_requests")
_OF_ADDRESSES = is_("targetType", None, "instance", "ip", "alb")

ROWS = (
    Row(
        TARGET_GROUP, _OF_ADDRESSES & unset("port"),
        refusal(
            "load-balancer/target-group-without-port", Hop.TARGET_GROUP,
            "The target group has no port", _INCOMPLETE, "Set port.", _CREATE,
        ),
    ),
    Row(
        TARGET_GROUP, _OF_ADDRESSES & unset("protocol"),
        refusal(
            "load-balancer/target-group-without-protocol", Hop.TARGET_GROUP,
            "The target group has no protocol", _INCOMPLETE, "Set protocol.", _CREATE,
        ),
    ),
    Row(
        TARGET_GROUP, _OF_ADDRESSES & unset("vpcId"),
        refusal(
            "load-balancer/target-group-without-vpc", Hop.TARGET_GROUP,
            "The target group is in no VPC", _INCOMPLETE, "Set vpcId.", _CREATE,
        ),
    ),
    Row(
        TARGET_GROUP,
        given("slowStart") & is_("loadBalancingAlgorithmType", "least_outstanding_requests", "weighted_random"),
        refusal(
            "load-balancer/slow-start-of-other-routing", Hop.TARGET_GROUP,
            "The target group starts targets slowly, with a routing algorithm that has no slow start",
            "InvalidConfigurationRequest, slow start mode can be enabled with the round robin algorithm only",
            "Leave out slowStart, or set loadBalancingAlgorithmType to round_robin.",
            _APPLICATION,
        ),
    ),
    Row(
        TARGET_GROUP,
        is_("loadBalancingAnomalyMitigation", "on") & _NOT_RANDOM,
        refusal(
            "load-balancer/mitigation-of-other-routing", Hop.TARGET_GROUP,
            "The target group mitigates anomalies, with a routing algorithm that does not",
            "InvalidConfigurationRequest, anomaly mitigation is supported with the weighted_random algorithm only",
            "Set loadBalancingAlgorithmType to weighted_random, or leave out loadBalancingAnomalyMitigation.",
            _APPLICATION,
        ),
    ),
    Row(
        TARGET_GROUP, is_("protocol", "UDP", "TCP_UDP") & is_("preserveClientIp", "false"),
        refusal(
            "load-balancer/client-address-of-udp", Hop.TARGET_GROUP,
            "A target group of UDP is to lose the clients' addresses",
            "InvalidConfigurationRequest, client IP preservation can't be disabled for UDP and TCP_UDP target groups",
            "Leave out preserveClientIp, or set protocol to TCP.",
            _NETWORK,
        ),
    ),
)  # fmt: skip
