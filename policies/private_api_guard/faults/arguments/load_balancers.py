"""Load balancers.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
"""

from ...model.arguments import any_of, given, is_, unset
from ...model.families import BALANCER
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_CREATE = "elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
_MAPPING = "elasticloadbalancing/latest/APIReference/API_SubnetMapping.html"
_ADDRESS = refusal(
    "load-balancer/address-of-other-scheme", Hop.LOAD_BALANCER,
    "The load balancer is to have addresses that only one of another scheme or type has",
    "InvalidConfigurationRequest (ValidationError), allocation ids are for internet-facing Network Load Balancers,"
    " private addresses for internal ones",
    "Set privateIpv4Address in the subnetMappings of an internal Network Load Balancer, allocationId in those of an"
    " internet-facing one, neither in those of an Application Load Balancer.",
    _MAPPING,
)  # fmt: skip
_IS_NETWORK, _IS_APPLICATION = is_("loadBalancerType", "network"), is_("loadBalancerType", None, "application")
_ALLOCATED = any_of("subnetMappings", given("allocationId"))
_PRIVATE = any_of("subnetMappings", given("privateIpv4Address"))

ROWS = (
    Row(
        BALANCER,
        unset("subnets", "subnetMappings"),
        refusal(
            "load-balancer/no-subnets",
            Hop.LOAD_BALANCER,
            "The load balancer is in no subnet",
            "ValidationError, at least one subnet must be specified",
            "Set subnets, or subnetMappings.",
            _CREATE,
        ),
    ),
    Row(BALANCER, _IS_NETWORK & is_("internal", "true") & _ALLOCATED, _ADDRESS),
    Row(BALANCER, _IS_NETWORK & is_("internal", None, "false") & _PRIVATE, _ADDRESS),
    Row(BALANCER, _IS_APPLICATION & (_ALLOCATED | _PRIVATE), _ADDRESS),
)
