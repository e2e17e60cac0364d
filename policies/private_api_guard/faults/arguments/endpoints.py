"""VPC endpoints.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from ...model.arguments import Condition, given, is_, names, unlike
from ...model.families import ENDPOINT, GROUPS, REST_API, SUBNETS, TABLES
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_CREATE = "AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html"
_RECORDS = refusal(
    "endpoint-access/dns-records-without-address", Hop.ENDPOINT,
    "The interface endpoint is to have DNS records of an IP version of which it has no address",
    "InvalidParameter",
    "Set ipAddressType to dualstack, or dnsOptions.dnsRecordIpType to the same as ipAddressType.",
    "vpc/latest/privatelink/privatelink-access-aws-services.html",
)  # fmt: skip
_KIND = refusal(
    "targets/endpoint-of-other-type", Hop.NETWORK,
    "The VPC endpoint has what endpoints of its type do not have",
    "InvalidParameter, subnet IDs are only supported for interface endpoints, route table IDs for gateway ones",
    "Give a gateway endpoint routeTableIds, and an interface endpoint subnetIds, securityGroupIds and private DNS.",
    _CREATE,
)  # fmt: skip
_WITHOUT_TYPE = refusal(
    "targets/endpoint-without-type", Hop.NETWORK,
    "The VPC endpoint of a service is of type Gateway, which only S3 and DynamoDB have",
    "InvalidParameter, endpoint type (Gateway) does not match available service types ([Interface])",
    "Set vpcEndpointType to Interface, with subnetIds and privateDnsEnabled: the provider takes Gateway where it is"
    " left out.",
    "vpc/latest/privatelink/gateway-endpoints.html",
    covers=("targets/endpoint-of-other-type", "targets/endpoint-not-usable", "authorizer/endpoint-not-usable"),
)  # fmt: skip
_IPV4 = refusal(
    "endpoint-access/private-api-of-ipv4", Hop.ENDPOINT,
    "The private API, or its private name, is to take IPv4 only, and what is private takes both",
    "BadRequestException",
    "Leave out ipAddressType, or set it to dualstack: callers by IPv4 alone are served all the same.",
    "apigateway/latest/api/API_EndpointConfiguration.html",
)  # fmt: skip
_IS_GATEWAY, _IS_INTERFACE = is_("vpcEndpointType", None, "Gateway"), is_("vpcEndpointType", "Interface")
_OF_IPV4 = is_("endpointConfiguration.types", "PRIVATE") & is_("endpointConfiguration.ipAddressType", "ipv4")


def _addresses(kind: str, records: str) -> Condition:
    return is_("ipAddressType", kind) & is_("dnsOptions.dnsRecordIpType", records, "dualstack")


ROWS = (
    Row(REST_API, _OF_IPV4, _IPV4),
    Row("apigateway.DomainName", _OF_IPV4, _IPV4),
    Row(ENDPOINT, _addresses("ipv4", "ipv6"), _RECORDS),
    Row(ENDPOINT, _addresses("ipv6", "ipv4"), _RECORDS),
    Row(ENDPOINT, _IS_GATEWAY & (given("subnetIds") | names("subnetIds", *SUBNETS)), _KIND),
    Row(ENDPOINT, _IS_GATEWAY & (given("securityGroupIds") | names("securityGroupIds", *GROUPS)), _KIND),
    Row(ENDPOINT, _IS_GATEWAY & given("privateDnsEnabled"), _KIND),
    Row(ENDPOINT, _IS_INTERFACE & (given("routeTableIds") | names("routeTableIds", *TABLES)), _KIND),
    # The endpoint of execute-api is asked by itself.
    Row(
        ENDPOINT,
        _IS_GATEWAY & unlike("serviceName", r"(?:.*\.)?(?:s3|s3express|dynamodb|execute-api)"), _WITHOUT_TYPE,
    ),
)  # fmt: skip
