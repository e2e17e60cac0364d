"""Values that do not go together, as far as all of them are known."""

from typing import Any

import pytest

from private_api_guard.faults.clashes import ROWS
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
TEMPLATE = "ec2/launchTemplate:LaunchTemplate"
SERVICE = "ecs/service:Service"
INTEGRATION = "apigateway/integration:Integration"
API = "apigateway/restApi:RestApi"
NAME = "apigateway/domainName:DomainName"


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
        (API, {"endpointConfiguration": {"types": "PRIVATE", "ipAddressType": "ipv4"}}, True),
        (API, {"endpointConfiguration": {"types": ["PRIVATE"], "ipAddressType": "ipv4"}}, True),
        (NAME, {"endpointConfiguration": {"types": "PRIVATE", "ipAddressType": "ipv4"}}, True),
        (API, {"endpointConfiguration": {"types": "REGIONAL", "ipAddressType": "ipv4"}}, False),
        (API, {"endpointConfiguration": {"types": "PRIVATE", "ipAddressType": "dualstack"}}, False),
        (API, {"endpointConfiguration": {"types": "PRIVATE"}}, False),
        (API, {"endpointConfiguration": {"types": UNKNOWN, "ipAddressType": "ipv4"}}, False),
        (API, {"endpointConfiguration": UNKNOWN}, False),
        (ENDPOINT, {"ipAddressType": "ipv4", "dnsOptions": {"dnsRecordIpType": "dualstack"}}, True),
        (ENDPOINT, {"ipAddressType": "ipv4", "dnsOptions": {"dnsRecordIpType": "ipv6"}}, True),
        (ENDPOINT, {"ipAddressType": "ipv6", "dnsOptions": {"dnsRecordIpType": "ipv4"}}, True),
        (ENDPOINT, {"ipAddressType": "ipv6", "dnsOptions": {"dnsRecordIpType": "ipv6"}}, False),
        # Gateway endpoints have these by default.
        (ENDPOINT, {"ipAddressType": "ipv4", "dnsOptions": {"dnsRecordIpType": "service-defined"}}, False),
        (ENDPOINT, {"ipAddressType": "dualstack", "dnsOptions": {"dnsRecordIpType": "ipv6"}}, False),
        (ENDPOINT, {"dnsOptions": {"dnsRecordIpType": "ipv6"}}, False),
        (ENDPOINT, {"ipAddressType": UNKNOWN, "dnsOptions": {"dnsRecordIpType": "ipv6"}}, False),
        (ENDPOINT, {"subnetIds": ["subnet-1"]}, True),
        (ENDPOINT, {"vpcEndpointType": "Gateway", "securityGroupIds": ["sg-1"]}, True),
        (ENDPOINT, {"vpcEndpointType": "Interface", "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}, False),
        (ENDPOINT, {"vpcEndpointType": "Interface", "routeTableIds": ["rtb-1"]}, True),
        (ENDPOINT, {"vpcEndpointType": "Interface", "routeTableIds": []}, False),
        (ENDPOINT, {"vpcEndpointType": "Gateway", "routeTableIds": ["rtb-1"]}, False),
        (ENDPOINT, {"vpcEndpointType": "GatewayLoadBalancer", "subnetIds": ["subnet-1"]}, False),
        (ENDPOINT, {"vpcEndpointType": UNKNOWN, "subnetIds": ["subnet-1"]}, False),
        (ENDPOINT, {"vpcEndpointType": "Gateway", "subnetIds": UNKNOWN}, False),
        (TEMPLATE, {"networkInterfaces": [{"securityGroups": ["sg-1"]}], "vpcSecurityGroupIds": ["sg-1"]}, True),
        (TEMPLATE, {"networkInterfaces": [{"securityGroups": ["sg-1"]}]}, False),
        (TEMPLATE, {"networkInterfaces": [{}], "vpcSecurityGroupIds": []}, False),
        (SERVICE, {"launchType": "FARGATE", "capacityProviderStrategies": [{"capacityProvider": "FARGATE"}]}, True),
        (SERVICE, {"launchType": "FARGATE", "capacityProviderStrategies": []}, False),
        (SERVICE, {"capacityProviderStrategies": [{"capacityProvider": "FARGATE"}]}, False),
        (INTEGRATION, {"connectionType": "VPC_LINK", "type": "AWS_PROXY"}, True),
        (INTEGRATION, {"connectionType": "VPC_LINK", "type": "HTTP_PROXY"}, False),
        (INTEGRATION, {"connectionType": "INTERNET", "type": "AWS_PROXY"}, False),
    ],
)
def test_values_that_aws_does_not_take_together_are_told(kind: str, inputs: dict[str, Any], *, told: bool):
    stack = Stack([made(kind, "one", **inputs)])
    assert any(list(row.clash.found(stack)) for row in ROWS) is told
