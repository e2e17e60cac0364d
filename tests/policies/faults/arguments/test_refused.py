"""Numbers that do not go together, values that do not, and texts in other forms, as far as they are known."""

from dataclasses import replace
from typing import Any

import pytest

from private_api_guard.faults.arguments import ROWS
from private_api_guard.model.arguments import Asked
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FLEET = "autoscaling/group:Group"
RULE = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "ec2/securityGroup:SecurityGroup"
ENTRY = "ec2/networkAclRule:NetworkAclRule"
ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
TEMPLATE = "ec2/launchTemplate:LaunchTemplate"
SERVICE = "ecs/service:Service"
INTEGRATION = "apigateway/integration:Integration"
API = "apigateway/restApi:RestApi"
NAME = "apigateway/domainName:DomainName"
PART = "apigateway/resource:Resource"
ROUTE = "apigatewayv2/route:Route"
STAGE = "apigateway/stage:Stage"
STAGE2 = "apigatewayv2/stage:Stage"
OF = "com.amazonaws.eu-west-1"


def refused(resource: Resource, *others: Resource) -> set[str]:
    """What AWS does not take of a resource, beside what it lacks."""
    lacking = replace(resource, inputs={"tags": {}}, outputs={})
    return _told(resource, others) - _told(lacking, ())


def _told(resource: Resource, others: tuple[Resource, ...]) -> set[str]:
    stack = Stack([resource, *others])
    asked = Asked(stack, resource, resource)
    return {row.fault.id for row in ROWS if row.family == resource.family and row.refused.told(asked)}


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
        (FLEET, {"minSize": 1, "maxSize": 1}, False),
        (FLEET, {"minSize": 2, "maxSize": 1}, True),
        (FLEET, {"minSize": "2", "maxSize": 1.0}, True),
        (FLEET, {"minSize": UNKNOWN, "maxSize": 1}, False),
        (FLEET, {"minSize": 2, "maxSize": UNKNOWN}, False),
        (FLEET, {"minSize": 2}, False),
        (FLEET, {"minSize": 1, "maxSize": 4, "desiredCapacity": 5}, True),
        (FLEET, {"minSize": 2, "maxSize": 4, "desiredCapacity": 1}, True),
        (FLEET, {"minSize": 2, "maxSize": 4, "desiredCapacity": 3}, False),
        (RULE, {"ipProtocol": "tcp", "fromPort": 443, "toPort": 80}, True),
        (RULE, {"ipProtocol": "tcp", "fromPort": 80, "toPort": 80}, False),
        (RULE, {"ipProtocol": UNKNOWN, "fromPort": 443, "toPort": 80}, False),
        # Echo requests: a type and a code.
        (RULE, {"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}, False),
        (ENTRY, {"protocol": "17", "fromPort": 65535, "toPort": 1024}, True),
        (GROUP, {"egress": [{"protocol": "tcp", "fromPort": 9, "toPort": 8}]}, True),
        (GROUP, {"egress": [{"protocol": "tcp", "fromPort": 8, "toPort": 9}]}, False),
        (GROUP, {"ingress": UNKNOWN, "egress": [UNKNOWN]}, False),
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
        *((PART, {"pathPart": part}, False) for part in ("orders", "{id}", "{proxy+}", "v1.0", "a:b", "~x", UNKNOWN)),
        *((PART, {"pathPart": part}, True) for part in ("/orders", "orders/", "orders/{id}", "{id}x", "a b", "{}")),
        *((STAGE, {"stageName": name}, False) for name in ("live", "v1_0-x", UNKNOWN)),
        *((STAGE, {"stageName": name}, True) for name in ("v1.0", "$default", "a/b")),
        *((STAGE2, {"name": name}, False) for name in ("live", "$default", UNKNOWN)),
        *((STAGE2, {"name": name}, True) for name in ("v1.0", "$default-1")),
        (ENDPOINT, {"serviceName": f"{OF}.logs"}, True),
        (ENDPOINT, {"serviceName": f"{OF}.ecr.dkr", "vpcEndpointType": "Gateway"}, True),
        (ENDPOINT, {"serviceName": f"{OF}.logs", "vpcEndpointType": "Interface"}, False),
        (ENDPOINT, {"serviceName": f"{OF}.logs", "vpcEndpointType": UNKNOWN}, False),
        (ENDPOINT, {"serviceName": f"{OF}.s3"}, False),
        (ENDPOINT, {"serviceName": "cn.com.amazonaws.cn-north-1.s3"}, False),
        (ENDPOINT, {"serviceName": f"{OF}.dynamodb", "vpcEndpointType": "Gateway"}, False),
        (ENDPOINT, {"serviceName": UNKNOWN}, False),
    ],
)  # fmt: skip
def test_what_aws_does_not_take_is_told(kind: str, inputs: dict[str, Any], *, told: bool):
    assert bool(refused(made(kind, "one", **inputs))) is told


def test_what_aws_adjusts_is_no_bound_for_what_a_program_raises():
    """AWS raises the number of instances along with its minimum where a program does not say it."""
    grown = made(FLEET, "one", outputs={"desiredCapacity": 2}, minSize=3, maxSize=4)
    for resource in (grown, replace(grown, inputs=None)):
        assert refused(resource) == set()


@pytest.mark.parametrize("protocol", ["HTTP", "WEBSOCKET", UNKNOWN])
@pytest.mark.parametrize(
    ("key", "well"),
    [
        ("$default", True),
        ("GET /", True),
        ("ANY /orders/{proxy+}", True),
        (UNKNOWN, True),
        ("GET orders", False),
        ("/orders", False),
        ("GET  /orders", False),
        ("$connect", False),
    ],
)
def test_a_route_of_an_http_api_has_a_method_and_a_path(key: object, protocol: object, *, well: bool):
    api = made("apigatewayv2/api:Api", "shop", protocolType=protocol)
    route = made(ROUTE, "one", apiId=UNKNOWN, routeKey=key, feeds={"apiId": [api]})
    assert bool(refused(route, api)) is (protocol == "HTTP" and not well)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, False),
        (UNKNOWN, False),
        ({"subnets": UNKNOWN}, False),
        ({"securityGroups": []}, False),
        ({"subnets": []}, True),
        ({"subnets": ["a"]}, False),
        ({"subnets": [*"abcdefghijklmno", UNKNOWN]}, False),
        ({"subnets": [*"abcdefghijklmnop", UNKNOWN]}, True),
    ],
)
def test_a_list_has_as_many_items_as_are_known(given: Any, *, told: bool):
    assert bool(refused(made(SERVICE, "app", networkConfiguration=given))) is told
