"""The ARNs that methods have on stages, and the identity of their callers."""

import pytest

from private_api_guard.model.gateway.invocation import invocations
from private_api_guard.model.iam.request import FREE, Arn
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import NOT_SET
from tests.policies.model.made import made

_NEW = "\N{NULL}"


def _invocations(*stages, outputs=None, path=None, **method):
    orders = made("apigateway/restApi:RestApi", "orders", outputs=outputs, region="eu-west-1")
    of_api = {"restApi": UNKNOWN, "feeds": {"restApi": [orders]}}
    resources = [made("apigateway/stage:Stage", f"s{at}", stageName=name, **of_api) for at, name in enumerate(stages)]
    if path is not None:
        resources.append(made("apigateway/resource:Resource", "part", pathPart=path, outputs={"id": "r1"}))
        method = {"resourceId": "r1", **method}
    if method:
        resources.append(made("apigateway/method:Method", "list", **{"authorization": "NONE", **method, **of_api}))
    (api,) = Model(Stack([orders, *resources])).apis
    return invocations(api)


_GET = {"httpMethod": "GET"}
_ROOT = f"arn:*:execute-api:eu-west-1:*:{_NEW}"


@pytest.mark.parametrize(
    ("stages", "given", "arns"),
    [
        (["live"], _GET, [Arn(f"{_ROOT}/live/GET/")]),
        (["live", "test", "live"], _GET, [Arn(f"{_ROOT}/live/GET/"), Arn(f"{_ROOT}/test/GET/")]),
        ([], _GET, [Arn(f"{_ROOT}/*/GET/")]),
        ([UNKNOWN], _GET, [Arn(f"{_ROOT}/*/GET/", "s0.stageName")]),
        (["live"], {"httpMethod": "any"}, [Arn(f"{_ROOT}/live/*/")]),
        (["live"], {"httpMethod": UNKNOWN}, [Arn(f"{_ROOT}/live/*/", "the path of list")]),
        (["live"], {**_GET, "path": "orders"}, [Arn(f"{_ROOT}/live/GET/orders")]),
        (["live"], {**_GET, "path": "{id+}"}, [Arn(f"{_ROOT}/live/GET/*")]),
        (["live"], {**_GET, "path": UNKNOWN}, [Arn(f"{_ROOT}/live/GET/*", "the path of list")]),
        (["live"], {**_GET, "outputs": {"id": "abc"}}, [Arn("arn:*:execute-api:eu-west-1:*:abc/live/GET/")]),
        (["live"], {**_GET, "outputs": {"id": None}}, [Arn("arn:*:execute-api:eu-west-1:*:*/live/GET/", "orders.id")]),
        (["live"], {**_GET, "outputs": {"executionArn": "arn:x"}}, [Arn("arn:x/live/GET/")]),
    ],
)
def test_the_arns_of_a_method(stages, given, arns):
    (call,) = _invocations(*stages, **given)
    assert list(call.arns) == arns


def test_an_api_without_methods_is_asked_for_any():
    (call,) = _invocations("live", "test")
    assert (call.name, [arn.text for arn in call.arns]) == ("every method", [f"{_ROOT}/live/*", f"{_ROOT}/test/*"])
    assert (call.identity.unknown, call.identity.where) == (True, "the methods of orders")


@pytest.mark.parametrize(
    ("authorization", "identity"),
    [("NONE", NOT_SET), ("CUSTOM", NOT_SET), (None, NOT_SET), ("AWS_IAM", FREE)],
)
def test_callers_have_an_identity_where_a_method_asks_for_one(authorization, identity):
    (call,) = _invocations("live", **_GET, authorization=authorization)
    assert call.identity == identity


def test_an_authorization_that_is_not_known_leaves_the_identity_open():
    (call,) = _invocations("live", **_GET, authorization=UNKNOWN)
    assert (call.identity.unknown, call.identity.where) == (True, "list.authorization")
