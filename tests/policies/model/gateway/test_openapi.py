"""OpenAPI documents: what is read of them, and what of a text that is none."""

import json

import pytest

from private_api_guard.model.gateway.openapi import parse
from private_api_guard.model.values.value import absent, known, not_known


def _document(content):
    found = parse(known(content), "api")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "body",
    [
        absent(),
        not_known("api", "body"),
        *map(known, ["", "  ", "[]", "plain", "7", "{", "a: [", "a: b: c", "a: &x [*x]", "? {a: b}\n: c", "[" * 200]),
    ],
)
def test_what_is_no_document(body):
    assert parse(body, "api") is None


@pytest.mark.parametrize("tag", ["!!int ''", "!!float ''", "!!int '-'", "!!bool maybe", "!!timestamp abc", "!x y"])
def test_a_text_that_does_not_fit_its_tag_is_a_text(tag):
    found = _document(f"openapi: 3.0.1\nx: {tag}\npaths: {{/orders: {{get: {{}}}}}}")
    assert [each.path for each in found.operations] == ["/orders"]


@pytest.mark.parametrize(
    "body",
    [
        {"paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http", "timeoutInMillis": 500}}}}},
        json.dumps(
            {"paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http", "timeoutInMillis": 500}}}}}
        ),
        "paths: {/a: {get: {x-amazon-apigateway-integration: {type: http, timeoutInMillis: 500}}}}",
    ],
)
def test_all_forms_of_a_document_say_the_same(body):
    (operation,) = _document(body).operations
    integration = operation.integration
    assert (operation.verb, operation.path, integration.owner) == ("GET", "/a", "api (GET /a)")
    assert (integration.text("type").known, integration.number("timeoutInMillis").known) == ("http", 500)


def test_what_yaml_leaves_empty_is_absent():
    (operation,) = _document("paths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:").operations
    assert operation.integration.absent


def test_operations_come_in_order_and_any_is_a_method():
    paths = {"/b": {"post": {}, "get": {}, "parameters": []}, "/a": {"x-amazon-apigateway-any-method": {}}, "/c": None}
    found = _document({"paths": paths}).operations
    assert [(each.verb, each.path) for each in found] == [("GET", "/b"), ("POST", "/b"), ("ANY", "/a")]


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("#/x/one", "http"),
        ("#/x/two", "http"),
        ("#/x/a~1b", "mock"),
        ("#/x/none", "not set"),
        ("#/x/circle", "not set"),
    ],
)
def test_references_within_a_document(reference, kind):
    there = {
        "one": {"type": "http"}, "two": {"$ref": "#/x/one"}, "a/b": {"type": "mock"}, "circle": {"$ref": "#/x/circle"}
    }  # fmt: skip
    operation = {"x-amazon-apigateway-integration": {"$ref": reference}}
    (found,) = _document({"x": there, "paths": {"/a": {"get": operation}}}).operations
    assert str(found.integration.text("type")) == kind


_KEY = {"type": "apiKey", "name": "x-api-key", "in": "header"}


@pytest.mark.parametrize(
    ("scheme", "authorization", "key"),
    [
        (_KEY, "NONE", True),
        ({**_KEY, "x-amazon-apigateway-authtype": "custom"}, "CUSTOM", False),
        ({**_KEY, "x-amazon-apigateway-authtype": "awsSigv4"}, "AWS_IAM", False),
        ({**_KEY, "x-amazon-apigateway-authtype": "cognito_user_pools"}, "COGNITO_USER_POOLS", False),
        ({**_KEY, "x-amazon-apigateway-authtype": "other"}, "NONE", False),
        ({**_KEY, "x-amazon-apigateway-authorizer": {"type": "request"}}, "CUSTOM", False),
        ({**_KEY, "x-amazon-apigateway-authorizer": {"type": "token"}}, "CUSTOM", False),
        ({"type": "oauth2", "x-amazon-apigateway-authorizer": {"type": "jwt"}}, "JWT", False),
        ({"type": "http"}, "NONE", False),
    ],
)
@pytest.mark.parametrize("version", ["2", "3"])
def test_security_schemes(scheme, authorization, key, version):
    schemes = (
        {"securityDefinitions": {"s": scheme}} if version == "2" else {"components": {"securitySchemes": {"s": scheme}}}
    )
    document = _document({**schemes, "paths": {"/a": {"get": {"security": [{"s": []}, {"unheard": []}]}}}})
    (operation,) = document.operations
    (found,) = operation.schemes
    assert (found.authorization, found.is_api_key) == (authorization, key)


def test_security_of_the_root_counts_for_nothing():
    document = _document({"securityDefinitions": {"s": _KEY}, "security": [{"s": []}], "paths": {"/a": {"get": {}}}})
    assert [each.schemes for each in document.operations] == [()]


@pytest.mark.parametrize(
    "place", [lambda each: {"x-amazon-apigateway-endpoint-configuration": each},
              lambda each: {"servers": [{"url": "/"}, {"x-amazon-apigateway-endpoint-configuration": each}]}],
)  # fmt: skip
def test_the_endpoint_configuration_stands_at_the_root_or_in_a_server(place):
    document = _document(place({"vpcEndpointIds": ["vpce-1"], "disableExecuteApiEndpoint": True}))
    assert document.vpc_endpoint_ids == ["vpce-1"]
    assert document.default_endpoint_disabled.open


@pytest.mark.parametrize(
    "content", [{}, {"x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": False}}]
)
def test_without_it_nothing_is_configured(content):
    assert _document(content).vpc_endpoint_ids is None
    assert _document(content).default_endpoint_disabled.closed
