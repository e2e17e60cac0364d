"""Throttles of stages: which one counts for a method, and whether it lets anything through."""

from typing import Any

import pytest

from private_api_guard.model.gateway.api import Apis
from private_api_guard.model.gateway.throttle import of_method, throttles
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

NONE = {"throttlingRateLimit": 0}
SOME = {"throttlingRateLimit": 10, "throttlingBurstLimit": 5}


def answer(*resources: Resource) -> str:
    """What the throttle that counts for the only method says; nothing where none counts."""
    stack = Stack(resources)
    (api,) = Apis(stack).by_key.values()
    (stage,), (method,) = api.stages, api.methods
    counts = of_method(tuple(throttles(stack, stage)), method, http=api.http)
    return counts.lets_through.state.value if counts else ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ""),
        ([("*/*", NONE)], "closed"),
        ([("*/*", SOME)], "open"),
        ([("*/*", {"loggingLevel": "INFO"})], "open"),
        ([("*/*", UNKNOWN)], "open"),
        ([("*/*", NONE), ("orders/GET", SOME)], "open"),
        ([("*/*", SOME), ("orders/GET", NONE)], "closed"),
        ([("*/*", SOME), ("/orders/GET", {"throttlingBurstLimit": 0})], "closed"),
        ([("*/*", SOME), ("orders/POST", NONE)], "open"),
    ],
)
def test_a_rest_api_takes_the_settings_of_its_methods(given: list[tuple[str, Any]], expected: str):
    api = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r0"})
    orders = made(
        "apigateway/resource:Resource", "orders", restApi="a1", parentId="r0", pathPart="orders", outputs={"id": "r1"}
    )
    method = made(
        "apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET", authorization="NONE"
    )
    stage = made("apigateway/stage:Stage", "live", restApi="a1", stageName="live", deployment="d1")
    settings = [
        made("apigateway/methodSettings:MethodSettings", f"s{number}", restApi="a1", stageName="live",
             methodPath=path, settings=values)
        for number, (path, values) in enumerate(given)
    ]  # fmt: skip
    assert answer(api, orders, method, stage, *settings) == expected


@pytest.mark.parametrize(
    ("default", "routes", "expected"),
    [
        (None, [], ""),
        (NONE, [], "closed"),
        (SOME, [{"routeKey": "$default", **NONE}], "closed"),
        (NONE, [{"routeKey": "$default", **SOME}], "open"),
        (SOME, [{"routeKey": "GET /orders", **NONE}], "open"),
        (SOME, UNKNOWN, "open"),
    ],
)
def test_an_http_api_takes_the_settings_of_its_routes(default: Any, routes: Any, expected: str):
    api = made("apigatewayv2/api:Api", "api", protocolType="HTTP", outputs={"id": "a1"})
    route = made("apigatewayv2/route:Route", "all", apiId="a1", routeKey="$default")
    stage = made(
        "apigatewayv2/stage:Stage", "live", apiId="a1", name="live", defaultRouteSettings=default, routeSettings=routes
    )
    assert answer(api, route, stage) == expected
