"""APIs: what they are by their own properties, and by their bodies."""

import json

import pytest

from private_api_guard.model.gateway.api import Apis
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made


def _api(*others, http=False, **given):
    api = made(
        "apigatewayv2/api:Api" if http else "apigateway/restApi:RestApi",
        "api",
        name="api",
        outputs={"id": "a1"},
        **given,
    )
    return Apis(Stack([api, *others])).by_key[api.urn]


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ({}, "EDGE"),
        ({"endpointConfiguration": {"types": "private"}}, "PRIVATE"),
        ({"endpointConfiguration": {"types": ["REGIONAL"]}}, "REGIONAL"),
        ({"endpointConfiguration": {"types": UNKNOWN}}, "not known"),
        ({"endpointConfiguration": UNKNOWN}, "not known"),
    ],
)
def test_the_endpoint_type_of_a_rest_api(given, endpoint):
    assert (str(_api(**given).endpoint_type), _api(**given).private) == (endpoint, endpoint == "PRIVATE")


def test_an_http_api_is_regional():
    assert _api(http=True).endpoint_type.known == "REGIONAL"


@pytest.mark.parametrize(
    ("own", "body", "source"),
    [
        (None, None, "HEADER"),
        ("authorizer", None, "AUTHORIZER"),
        (None, "AUTHORIZER", "AUTHORIZER"),
        ("HEADER", "AUTHORIZER", "HEADER"),
        (UNKNOWN, "AUTHORIZER", "not known"),
    ],
)
def test_where_keys_come_from(own, body, source):
    given = {} if own is None else {"apiKeySource": own}
    if body:
        given["body"] = json.dumps({"x-amazon-apigateway-api-key-source": body})
    assert str(_api(**given).key_source) == source


_OFF = json.dumps({"x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": True}})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({}, State.CLOSED),
        ({"disableExecuteApiEndpoint": True}, State.OPEN),
        ({"disableExecuteApiEndpoint": False, "body": _OFF}, State.CLOSED),
        ({"disableExecuteApiEndpoint": UNKNOWN}, State.UNKNOWN),
        ({"body": _OFF}, State.OPEN),
        ({"body": "{}"}, State.CLOSED),
        ({"body": UNKNOWN}, State.UNKNOWN),
    ],
)
def test_whether_the_default_endpoint_is_off(given, answer):
    assert _api(**given).default_endpoint_disabled.state is answer


@pytest.mark.parametrize(
    ("body", "methods", "unknown"),
    [
        (UNKNOWN, [], ["put.body"]),
        ("no document", [], []),
        (json.dumps({"paths": {"/a": {"get": {}}}}), ["GET /a"], []),
    ],
)
def test_a_body_that_is_put_into_an_api(body, methods, unknown):
    api = _api(made("apigateway/restApiPut:RestApiPut", "put", restApiId="a1", body=body))
    assert [each.name for each in api.methods] == methods
    assert list(api.unknown_bodies) == unknown
    assert [each.name for each in api.parts] == ["put"]


def test_apis_outside_the_stack_are_there_with_what_is_added_to_them():
    found = Apis(
        Stack([
            made("apigateway/stage:Stage", "live", restApi="z9", stageName="live"),
            made("apigatewayv2/route:Route", "list", apiId="b2", routeKey="GET /"),
            made("apigateway/method:Method", "get", restApi="a1", resourceId="r", httpMethod="GET"),
        ])
    )  # fmt: skip
    told = [(key, api.http, len(api.methods), len(api.stages)) for key, api in found.by_key.items()]
    assert told == [("a1", False, 1, 0), ("b2", True, 1, 0), ("z9", False, 0, 1)]
