"""Methods of REST APIs: which integration and which responses belong to which method, and which to none."""

import pytest

from private_api_guard.model.gateway.integration import Integrations
from private_api_guard.model.gateway.rest_method import RestMethods
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_API = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "root1"})
_ORDERS = made(
    "apigateway/resource:Resource", "orders", restApi="a1", parentId="root1", pathPart="orders", outputs={"id": "r1"}
)
_ONE = made(
    "apigateway/resource:Resource",
    "one",
    feeds={"parentId": [_ORDERS]},
    parentId=UNKNOWN,
    restApi="a1",
    pathPart="{id}",
)
_SAFE = made("random/randomId:RandomId", "random")


def _placed(kind, name, restApi="a1", resourceId="r1", httpMethod="GET", feeds=None):  # noqa: N803 - AWS's names
    given = {"restApi": restApi, "resourceId": resourceId, "httpMethod": httpMethod}
    return made(f"apigateway/{kind[0].lower()}{kind[1:]}:{kind}", name, feeds=feeds, **given)


def _read(*resources):
    stack = Stack([_API, _ORDERS, _ONE, _SAFE, *resources])
    return RestMethods(stack, Integrations(stack), {_API.urn})


_GET = _placed("Method", "get")


@pytest.mark.parametrize(
    ("integration", "found", "unmatched", "strays"),
    [
        ({}, True, "", []),
        ({"httpMethod": "get"}, True, "", []),
        ({"httpMethod": "POST"}, False, "", ["i"]),
        ({"resourceId": "root1"}, False, "", ["i"]),
        # A resource that another stack adds may have its method from there.
        ({"resourceId": "r9"}, False, "", []),
        ({"httpMethod": UNKNOWN, "feeds": {"httpMethod": [_GET]}}, True, "", []),
        ({"resourceId": UNKNOWN, "feeds": {"resourceId": [_GET]}}, True, "", []),
        ({"resourceId": UNKNOWN, "feeds": {"resourceId": [_ORDERS]}}, True, "", []),
        ({"httpMethod": UNKNOWN}, False, "i.httpMethod", []),
        ({"resourceId": UNKNOWN}, False, "i.resourceId", []),
        ({"restApi": UNKNOWN}, False, "i.restApi", []),
        ({"restApi": "elsewhere"}, False, "", []),
    ],
)
def test_the_integration_of_a_method(integration, found, unmatched, strays):
    methods = _read(_GET, _placed("Integration", "i", **integration))
    (method,) = methods.by_api[_API.urn]
    assert (method.integration is not None) is found
    assert found or method.unmatched == unmatched
    assert [each.name for each in methods.strays] == strays


@pytest.mark.parametrize(
    ("method", "unmatched"),
    [
        ({"httpMethod": UNKNOWN}, "m.httpMethod"),
        ({"httpMethod": UNKNOWN, "feeds": {"httpMethod": [_SAFE]}}, "m.httpMethod"),
        ({"resourceId": UNKNOWN, "feeds": {"resourceId": [_SAFE]}}, "m.resourceId"),
    ],
)
def test_the_place_of_a_method_that_is_not_known_may_be_any(method, unmatched):
    methods = _read(_placed("Method", "m", **method), _placed("Integration", "i"))
    (found,) = methods.by_api[_API.urn]
    assert (found.integration, found.unmatched, methods.strays) == (None, unmatched, ())


def test_a_method_of_an_api_that_is_not_known_may_have_any_integration():
    assert _read(_placed("Method", "m", restApi=UNKNOWN), _placed("Integration", "i")).strays == ()


@pytest.mark.parametrize(("verb", "beside"), [("POST", "i"), ("GET", None)])
def test_an_integration_of_another_verb_stands_beside_its_method(verb, beside):
    (method,) = _read(_GET, _placed("Integration", "i", httpMethod=verb)).by_api[_API.urn]
    assert (method.beside.name if method.beside else None) == beside


@pytest.mark.parametrize(
    ("responses", "answer"),
    [
        ([], State.CLOSED),
        ([{}], State.OPEN),
        ([{"httpMethod": "POST"}], State.CLOSED),
        ([{"resourceId": "root1"}], State.CLOSED),
        ([{"httpMethod": UNKNOWN}], State.UNKNOWN),
        ([{"httpMethod": UNKNOWN}, {}], State.OPEN),
    ],
)
def test_the_responses_of_a_method(responses, answer):
    listed = [_placed("IntegrationResponse", f"r{at}", **each) for at, each in enumerate(responses)]
    (method,) = _read(_GET, *listed).by_api[_API.urn]
    assert method.responds.state is answer


@pytest.mark.parametrize(
    ("resource", "feeds", "path"),
    [
        ("root1", (), "/"),
        ("r1", (), "/orders"),
        (UNKNOWN, (_ONE,), "/orders/{id}"),
        (UNKNOWN, (), "/"),
    ],
)
def test_the_path_of_a_method(resource, feeds, path):
    (method,) = _read(_placed("Method", "m", resourceId=resource, feeds={"resourceId": feeds})).by_api[_API.urn]
    assert method.path == path


@pytest.mark.parametrize(
    ("given", "key", "authorization"),
    [
        ({}, "false", "NONE"),
        ({"apiKeyRequired": True, "authorization": "CUSTOM"}, "true", "CUSTOM"),
        ({"apiKeyRequired": "true"}, "true", "NONE"),
        ({"apiKeyRequired": UNKNOWN, "authorization": UNKNOWN}, "not known", "not known"),
    ],
)
def test_what_a_method_asks_of_callers(given, key, authorization):
    get = made("apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET", **given)
    (method,) = _read(get).by_api[_API.urn]
    assert (str(method.key_required), str(method.authorization), method.name) == (key, authorization, "GET /orders")
