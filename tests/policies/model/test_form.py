"""Texts in a form that AWS does not take, as far as they are known."""

from typing import Any

import pytest

from private_api_guard.faults.forms import ROWS
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

PART = "apigateway/resource:Resource"
ROUTE = "apigatewayv2/route:Route"
STAGE = "apigateway/stage:Stage"
STAGE2 = "apigatewayv2/stage:Stage"
ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
OF = "com.amazonaws.eu-west-1"


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
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
def test_a_text_in_another_form_is_told(kind: str, inputs: dict[str, Any], *, told: bool):
    stack = Stack([made(kind, "one", **inputs)])
    assert any(list(row.form.broken(stack)) for row in ROWS) is told


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
    told = any(list(row.form.broken(Stack([api, route]))) for row in ROWS)
    assert told is (protocol == "HTTP" and not well)
