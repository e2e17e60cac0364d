"""What API Gateway sends to a load balancer, for REST and HTTP APIs."""

from typing import Any

import pytest

from private_api_guard.model.balancing.rules import Request
from private_api_guard.model.model import Model
from private_api_guard.model.sent import sent
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_REST = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r1"})
_METHOD = made("apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET")
_HTTP = made("apigatewayv2/api:Api", "api", protocolType="HTTP", outputs={"id": "a1"})


def of_rest(**given: Any) -> Request:
    """What the one method of a REST API sends."""
    common = {"restApi": "a1", "resourceId": "r1", "httpMethod": "GET", "type": "HTTP_PROXY"}
    (chain,) = Model(
        Stack([_REST, _METHOD, made("apigateway/integration:Integration", "int", **common, **given)])
    ).chains
    return sent(chain, named=False)


def of_http(route: str, stage: Any, named: bool = False, **given: Any) -> Request:
    """What the one route of an HTTP API sends."""
    common = {"apiId": "a1", "integrationType": "HTTP_PROXY", "connectionType": "VPC_LINK", "integrationUri": "arn:l"}
    parts = [
        made("apigatewayv2/integration:Integration", "int", outputs={"id": "i1"}, **common, **given),
        made("apigatewayv2/route:Route", "route", apiId="a1", routeKey=route, target="integrations/i1"),
        made("apigatewayv2/stage:Stage", "live", apiId="a1", name=stage),
    ]
    (chain,) = Model(Stack([_HTTP, *parts])).chains
    return sent(chain, named=named)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"uri": "http://Orders.example.com/a/{id}?x=1"}, Request("orders.example.com", "/a/*", "GET")),
        ({"uri": "http://orders:8080"}, Request("orders", "/", "GET")),
        ({"uri": "http://orders/{proxy}", "integrationHttpMethod": "POST"}, Request("orders", "/*", "POST")),
        ({"uri": "http://orders/", "integrationHttpMethod": UNKNOWN}, Request("orders", "/", "*")),
        ({"uri": "http://${stageVariables.host}/a"}, Request("*", "*", "GET")),
        ({"uri": UNKNOWN}, Request("*", "*", "GET")),
        ({"uri": "http://orders/", "requestParameters": {"integration.request.header.Host": "'x'"}},
         Request("*", "/", "GET")),
        ({"uri": "http://orders/", "requestParameters": UNKNOWN}, Request("*", "/", "GET")),
    ],
)  # fmt: skip
def test_a_rest_api(given: dict[str, Any], expected: Request) -> None:
    assert of_rest(**given) == expected


@pytest.mark.parametrize(
    ("route", "stage", "given", "expected"),
    [
        ("GET /orders/{id}", "$default", {}, Request("*", "/orders/*", "GET")),
        ("GET /orders", "prod", {}, Request("*", "/prod/orders", "GET")),
        ("$default", "prod", {}, Request("*", "/prod/*", "*")),
        ("ANY /{proxy+}", "$default", {"integrationMethod": "ANY"}, Request("*", "/*", "*")),
        ("ANY /a", "$default", {"integrationMethod": "POST"}, Request("*", "/a", "POST")),
        ("GET /orders", UNKNOWN, {}, Request("*", "*/orders", "GET")),
        ("GET /orders", "prod", {"named": True}, Request("*", "*/orders", "GET")),
        ("GET /a/{id}", "prod", {"requestParameters": {"overwrite:path": "$request.path"}},
         Request("*", "/a/*", "GET")),
        ("GET /a/{id}", "prod", {"requestParameters": {"overwrite:path": "/v1/$request.path.id"}},
         Request("*", "/v1/*", "GET")),
        ("GET /a", "prod", {"requestParameters": {"append:path": "/x"}}, Request("*", "*", "GET")),
        ("GET /a", "prod", {"requestParameters": UNKNOWN}, Request("*", "*", "GET")),
        ("GET /a", "$default", {"requestParameters": {"overwrite:header.Host": "Web.internal"}},
         Request("web.internal", "/a", "GET")),
        ("GET /a", "$default", {"requestParameters": {"overwrite:header.host": "$request.header.x"}},
         Request("*", "/a", "GET")),
    ],
)  # fmt: skip
def test_an_http_api(route: str, stage: Any, given: dict[str, Any], expected: Request) -> None:
    assert of_http(route, stage, **given) == expected
