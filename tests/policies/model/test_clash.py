"""Values that do not go together, as far as all of them are known."""

from typing import Any

import pytest

from private_api_guard.faults.clashes import ROWS
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
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
    ],
)
def test_values_that_aws_does_not_take_together_are_told(kind: str, inputs: dict[str, Any], *, told: bool):
    stack = Stack([made(kind, "one", **inputs)])
    assert any(list(row.clash.found(stack)) for row in ROWS) is told
