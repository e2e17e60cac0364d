"""Integrations: the same answers whether a resource, a route or an OpenAPI body has them."""

import pytest

from private_api_guard.model.gateway.integration import Integrations
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.values import Block
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_LINK = made("apigatewayv2/vpcLink:VpcLink", "link", outputs={"id": "l1"})
_BALANCER = made("lb/loadBalancer:LoadBalancer", "edge", outputs={"arn": "arn:edge"})
_LISTENER = made("lb/listener:Listener", "web", outputs={"arn": "arn:web"})
_API = made("apigateway/restApi:RestApi", "api")


def _rest(feeds=None, **given):
    resource = made("apigateway/integration:Integration", "orders", feeds=feeds, **given)
    return Integrations(Stack([_LINK, _BALANCER, _LISTENER, resource])).of_rest_api(resource)


def _http(feeds=None, **given):
    resource = made("apigatewayv2/integration:Integration", "orders", feeds=feeds, **given)
    return Integrations(Stack([_LINK, _BALANCER, _LISTENER, resource])).of_http_api(resource)


def _body(**given):
    stack = Stack([_LINK, _BALANCER, _LISTENER, _API])
    return Integrations(stack).of_body(_API, Block(given, "api (GET /orders)"))


@pytest.mark.parametrize(
    ("integration", "label"),
    [
        (_rest(type="http_proxy", uri="http://x", integrationHttpMethod="GET", timeoutMilliseconds=500), "orders"),
        (
            _http(
                integrationType="HTTP_PROXY",
                integrationUri="http://x",
                integrationMethod="GET",
                timeoutMilliseconds=500,
            ),
            "orders",
        ),
        (_body(type="http_proxy", uri="http://x", httpMethod="GET", timeoutInMillis=500), "api (GET /orders)"),
    ],
)
def test_every_way_to_write_it_has_names_of_its_own(integration, label):
    told = integration.kind, integration.uri, integration.http_method, integration.timeout
    assert [each.known for each in told] == ["HTTP_PROXY", "http://x", "GET", 500]
    assert integration.label == label
    assert integration.connection_id.where == f"{label}.connectionId"


@pytest.mark.parametrize("make", [_rest, _http, _body])
@pytest.mark.parametrize(
    ("connection", "private"),
    [
        ({}, State.CLOSED),
        ({"connectionType": "INTERNET"}, State.CLOSED),
        ({"connectionType": "VPC_LINK"}, State.OPEN),
        ({"connectionType": "vpc_link"}, State.OPEN),
        ({"connectionType": UNKNOWN}, State.UNKNOWN),
    ],
)
def test_whether_it_goes_through_a_link(make, connection, private):
    assert make(cacheKeyParameters=[], **connection).private.state is private


@pytest.mark.parametrize("make", [_rest, _http, _body])
@pytest.mark.parametrize(
    ("given", "link", "named"), [("l1", "link", True), ("l2", "l2", True), ("", "", False), (None, "", False)]
)
def test_the_link_that_it_names(make, given, link, named):
    integration = make(cacheKeyParameters=[], **({} if given is None else {"connectionId": given}))
    found = integration.link
    assert ("".join([*(each.name for each in found.resources), *found.literals]), integration.names_link) == (
        link,
        named,
    )


@pytest.mark.parametrize(
    ("kind", "calls"),
    [("HTTP", True), ("HTTP_PROXY", True), ("AWS_PROXY", False), ("MOCK", False), (UNKNOWN, True), (None, True)],
)
def test_whether_it_calls_http(kind, calls):
    assert _rest(cacheKeyParameters=[], **({} if kind is None else {"type": kind})).calls_http is calls


@pytest.mark.parametrize(
    ("make", "key", "field"),
    [
        (_rest, "integrationTarget", "target"),
        (_body, "integrationTarget", "target"),
        (_body, "integration-target", "target"),
        (_http, "integrationUri", "listener"),
        (_body, "uri", "listener"),
    ],
)
def test_what_stands_behind_the_link(make, key, field):
    named = "arn:edge" if field == "target" else "arn:web"
    found = getattr(make(**{key: named}), field)
    assert [each.name for each in found.resources] == ["edge" if field == "target" else "web"]


@pytest.mark.parametrize(
    ("integration", "mistaken"),
    [
        (_rest(connectionId=UNKNOWN, feeds={"connectionId": [_BALANCER]}), ("edge", None, None)),
        (_rest(integrationTarget=UNKNOWN, feeds={"integrationTarget": [_LISTENER]}), (None, "web", None)),
        (_http(integrationUri=UNKNOWN, feeds={"integrationUri": [_BALANCER]}), (None, None, "edge")),
        (_http(integrationUri=UNKNOWN, feeds={"integrationUri": [_LISTENER]}), (None, None, None)),
        (_rest(connectionId=UNKNOWN, feeds={"connectionId": [_LINK]}), (None, None, None)),
        (_rest(connectionId=UNKNOWN, feeds={"connectionId": [_LINK, _BALANCER]}), (None, None, None)),
    ],
)
def test_a_property_that_is_made_from_something_else(integration, mistaken):
    found = integration.no_link, integration.no_target, integration.no_listener
    assert tuple(each.name if each else None for each in found) == mistaken


@pytest.mark.parametrize(
    ("config", "tls", "insecure", "name"),
    [
        (None, "false", "false", "not set"),
        ({}, "false", "false", "not set"),
        ({"serverNameToVerify": "web"}, "true", "false", "web"),
        ({"insecureSkipVerification": True}, "true", "true", "not set"),
        (UNKNOWN, "not known", "not known", "not known"),
    ],
)
def test_tls(config, tls, insecure, name):
    integration = _http(description="x", **({} if config is None else {"tlsConfig": config}))
    assert (str(integration.tls), str(integration.insecure), str(integration.server_name)) == (tls, insecure, name)
