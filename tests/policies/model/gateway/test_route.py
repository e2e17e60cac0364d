"""Routes of HTTP APIs: their keys, and the integrations that they name."""

import pytest

from private_api_guard.model.gateway.integration import Integrations
from private_api_guard.model.gateway.route import routes, split
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import known, not_known
from tests.policies.model.made import made

_WEB = made("apigatewayv2/api:Api", "web", protocolType="HTTP", outputs={"id": "w1"})
_ORDERS = made("apigatewayv2/integration:Integration", "orders", apiId="w1", outputs={"id": "i1"})
_NEW = made("apigatewayv2/integration:Integration", "new", apiId="w1")


@pytest.mark.parametrize(
    ("key", "verb", "path"),
    [
        ("GET /orders", "GET", "/orders"),
        ("ANY /{proxy+}", "ANY", "/{proxy+}"),
        ("$default", "$default", "/"),
        ("GET", "GET", ""),
    ],
)
def test_verb_and_path_of_a_route_key(key, verb, path):
    assert split(known(key)) == (verb, path)


def test_of_a_route_key_that_is_not_known_neither_is():
    assert split(not_known("route", "routeKey")) == ("?", "…")


@pytest.mark.parametrize(
    ("target", "feeds", "integration", "unmatched"),
    [
        ("integrations/i1", (), "orders", ""),
        (UNKNOWN, (_NEW,), "new", ""),
        (UNKNOWN, (_NEW, _ORDERS), None, "list.target"),
        (UNKNOWN, (), None, "list.target"),
        ("integrations/i2", (), None, "list.target"),
        ("", (), None, ""),
        (None, (), None, ""),
    ],
)
def test_the_integration_of_a_route(target, feeds, integration, unmatched):
    given = {} if target is None else {"target": target}
    route = made("apigatewayv2/route:Route", "list", feeds={"target": feeds}, apiId="w1", routeKey="GET /", **given)
    stack = Stack([_WEB, _ORDERS, _NEW, route])
    (found,) = routes(stack, Integrations(stack))[_WEB.urn]
    if integration is None:
        assert (found.integration, found.unmatched) == (None, unmatched)
    else:
        assert found.integration is not None
        assert found.integration.resource.name == integration


def test_routes_of_web_sockets_are_no_routes_here():
    chat = made("apigatewayv2/api:Api", "chat", protocolType="WEBSOCKET", outputs={"id": "c1"})
    stack = Stack([chat, made("apigatewayv2/route:Route", "say", apiId="c1", routeKey="say")])
    assert routes(stack, Integrations(stack)) == {}
