"""Authorizers: what they call and demand, whose they are, and the permissions that admit them."""

import pytest

from private_api_guard.model.gateway.authorizer import Authorizers
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_OPEN, _CLOSED, _UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
_ROOT = "arn:aws:execute-api:eu-west-1:123456789012:o1"
_URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"
_CHECK = made("lambda/function:Function", "check", name="check-fn")
_ORDERS = made("apigateway/restApi:RestApi", "orders", outputs={"id": "o1", "executionArn": _ROOT})
_SHOP = made("apigateway/restApi:RestApi", "shop")
_LIVE = made("apigateway/stage:Stage", "live", restApi=UNKNOWN, feeds={"restApi": [_SHOP]})


def _authorizer(name="keys", /, **given):
    inputs = {"restApi": "o1", "authorizerUri": _URI.format("check-fn"), **given}
    module = "apigatewayv2" if "authorizerCredentialsArn" in given else "apigateway"
    return made(
        f"{module}/authorizer:Authorizer",
        name,
        outputs=inputs.pop("outputs", None),
        feeds=inputs.pop("feeds", None),
        **inputs,
    )


def _method(name="list", /, **given):
    inputs = {"restApi": "o1", "httpMethod": "GET", "authorization": "CUSTOM", "authorizerId": UNKNOWN, **given}
    return made("apigateway/method:Method", name, feeds=inputs.pop("feeds", None), **inputs)


def _one(resource):
    (found,) = Authorizers(Stack([_CHECK, _ORDERS, resource])).all
    return found


@pytest.mark.parametrize(
    ("given", "kind", "calls"),
    [
        ({}, "TOKEN", True),
        ({"type": "request"}, "REQUEST", True),
        ({"type": "COGNITO_USER_POOLS"}, "COGNITO_USER_POOLS", False),
        ({"type": UNKNOWN}, "not known", False),
    ],
)
def test_a_kind_of_authorizer_calls_a_function(given, kind, calls):
    found = _one(_authorizer(**given))
    assert (str(found.kind), found.calls_function) == (kind, calls)


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({}, ()),
        ({"identitySource": "method.request.header.Authorization"}, ("authorization",)),
        (
            {"identitySource": "method.request.header.A, method.request.querystring.b,method.request.header.C"},
            ("a", "c"),
        ),
        ({"identitySource": "method.request.header.A", "type": "REQUEST"}, ("a",)),
        ({"identitySource": "method.request.header.A", "type": "REQUEST", "authorizerResultTtlInSeconds": 1}, ("a",)),
        ({"identitySource": "method.request.header.A", "type": "REQUEST", "authorizerResultTtlInSeconds": 0}, ()),
        ({"identitySource": "method.request.header.A", "type": "REQUEST", "authorizerResultTtlInSeconds": UNKNOWN}, ()),
        ({"identitySource": "method.request.header.A", "type": "TOKEN", "authorizerResultTtlInSeconds": 0}, ("a",)),
        ({"identitySource": "method.request.header.A", "type": UNKNOWN}, ()),
        ({"identitySource": UNKNOWN}, ()),
    ],
)
def test_headers_that_an_authorizer_demands(given, headers):
    assert _one(_authorizer(**given)).demanded_headers == headers


@pytest.mark.parametrize(
    ("given", "function", "credentials"),
    [
        ({}, "check", None),
        ({"authorizerUri": _URI.format("elsewhere-fn")}, None, None),
        ({"authorizerUri": "https://auth.example/check-fn"}, None, None),
        ({"authorizerUri": UNKNOWN}, None, None),
        (
            {"authorizerUri": UNKNOWN, "feeds": {"authorizerUri": [_CHECK]}},
            "check",
            None,
        ),
        ({"authorizerCredentials": "arn:r"}, "check", "arn:r"),
        ({"authorizerCredentials": ""}, "check", None),
        ({"authorizerCredentialsArn": "arn:r"}, "check", "arn:r"),
    ],
)
def test_what_an_authorizer_calls_and_by_which_role(given, function, credentials):
    found = _one(_authorizer(**given))
    assert (found.function and found.function.function.name, found.credentials.known) == (function, credentials)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"feeds": {"authorizerId": ["keys"]}}, _OPEN),
        ({"feeds": {"authorizerId": ["foreign"]}}, _CLOSED),
        ({"feeds": {"authorizerId": ["keys", "foreign"]}}, _UNKNOWN),
        ({"feeds": {"authorizerId": ["lost"]}}, _UNKNOWN),
        ({"feeds": {"authorizerId": []}}, _UNKNOWN),
        ({"authorizerId": "abc123"}, _OPEN),
    ],
)
def test_a_method_names_an_authorizer_of_its_api(given, named):
    authorizers = {
        "keys": _authorizer(),
        "foreign": _authorizer("foreign", restApi=UNKNOWN, feeds={"restApi": [_SHOP]}),
        "lost": _authorizer("lost", restApi=UNKNOWN),
    }
    given = dict(given)
    if "feeds" in given:
        given["feeds"] = {key: [authorizers[name] for name in names] for key, names in given["feeds"].items()}
    model = Model(Stack([_CHECK, _ORDERS, _SHOP, *authorizers.values(), _method(**given)]))
    api = model.api(_ORDERS.urn)
    (method,) = api.methods
    assert model.authorizers.named_by(method, api).state is named


def test_the_authorizer_of_an_operation_stands_in_the_body():
    extension = {"type": "token", "authorizerUri": _URI.format("check-fn"), "authorizerCredentials": "arn:r"}
    scheme = {"type": "apiKey", "name": "auth", "x-amazon-apigateway-authtype": "custom"}
    scheme["x-amazon-apigateway-authorizer"] = extension
    paths = {path: {"get": {"security": [{"keys": []}]}} for path in ("/a", "/b")}
    body = {"swagger": "2.0", "securityDefinitions": {"keys": scheme}, "paths": {**paths, "/c": {"get": {}}}}
    model = Model(Stack([_CHECK, made("apigateway/restApi:RestApi", "written", body=body)]))
    (api,) = model.apis
    found = [model.authorizers.of(method) for method in api.methods]
    assert [each and (each.in_body, each.name, str(each.credentials)) for each in found] == [
        (True, "written", "arn:r"),
        (True, "written", "arn:r"),
        None,
    ]
    (use,) = model.authorizers.in_use(model.apis)
    assert use.authorizer.function.function.name == "check"
    assert [method.path for method in use.methods] == ["/a", "/b"]


def test_methods_that_share_an_authorizer_use_it_once():
    keys, jwt = _authorizer(), _authorizer("pool", type="COGNITO_USER_POOLS")
    first, second = (_method(name, feeds={"authorizerId": [keys]}) for name in ("first", "second"))
    third = _method("third", feeds={"authorizerId": [jwt]})
    model = Model(Stack([_CHECK, _ORDERS, keys, jwt, first, second, third]))
    (use,) = model.authorizers.in_use(model.apis)
    assert use.subjects == [keys.urn, first.urn, second.urn]


@pytest.mark.parametrize(
    ("given", "sources", "state"),
    [
        ({}, [], _OPEN),
        ({"sourceArn": ""}, [], _OPEN),
        ({"sourceArn": f"{_ROOT}/authorizers/k1"}, [], _OPEN),
        ({"sourceArn": f"{_ROOT}/*"}, [], _OPEN),
        ({"sourceArn": f"{_ROOT}/authorizers/k2"}, [], _CLOSED),
        ({"sourceArn": f"{_ROOT}/live/GET/*"}, [], _CLOSED),
        ({"sourceArn": "arn:aws:execute-api:eu-west-1:123456789012:o2/*"}, [], _CLOSED),
        ({"sourceArn": UNKNOWN}, [], _UNKNOWN),
        ({"sourceArn": UNKNOWN}, ["keys"], _OPEN),
        ({"sourceArn": UNKNOWN}, ["other"], _CLOSED),
        ({"sourceArn": UNKNOWN}, ["other", "keys"], _OPEN),
        ({"sourceArn": UNKNOWN}, [_ORDERS], _OPEN),
        ({"sourceArn": UNKNOWN}, [_SHOP], _CLOSED),
        ({"sourceArn": UNKNOWN}, [_SHOP, _ORDERS], _OPEN),
        ({"sourceArn": UNKNOWN}, [_LIVE], _UNKNOWN),
        ({"principal": "events.amazonaws.com"}, [], _CLOSED),
    ],
)
def test_a_permission_admits_an_authorizer(given, sources, state):
    keys = _authorizer(outputs={"id": "k1"})
    made_from = {"keys": keys, "other": _authorizer("other")}
    feeds = {"sourceArn": [made_from[each] if isinstance(each, str) else each for each in sources]}
    inputs = {
        "principal": "apigateway.amazonaws.com",
        "action": "lambda:InvokeFunction",
        "function": "check-fn",
        **given,
    }
    allow = made("lambda/permission:Permission", "allow", feeds=feeds if sources else {}, **inputs)
    method = _method(feeds={"authorizerId": [keys]})
    model = Model(Stack([_CHECK, _ORDERS, _SHOP, _LIVE, *made_from.values(), allow, method]))
    (use,) = model.authorizers.in_use(model.apis)
    (permission,) = model.permissions
    answer = use.admitted_by(permission)
    assert answer.state is state
    assert bool(answer.evidence) is (answer.closed and "principal" not in given)


def test_an_authorizer_that_is_still_to_be_made_may_be_the_source():
    keys = _authorizer()
    inputs = {"principal": "*", "action": "*", "function": "check-fn", "sourceArn": f"{_ROOT}/authorizers/k1"}
    allow = made("lambda/permission:Permission", "allow", **inputs)
    named = _method(feeds={"authorizerId": [keys]})
    model = Model(Stack([_CHECK, _ORDERS, keys, allow, named]))
    (use,) = model.authorizers.in_use(model.apis)
    answer = use.admitted_by(model.permissions[0])
    assert (answer.state, answer.where) == (_UNKNOWN, "keys.id")
