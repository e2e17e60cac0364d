"""Permissions on functions: service, function, action, and version or alias."""

import pytest

from private_api_guard.model.compute.lambda_function import LambdaFunction
from private_api_guard.model.compute.lambda_permission import lambda_permissions
from private_api_guard.model.compute.qualified_function import QualifiedFunction, made_from, named_in
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import NOT_SET, known, not_known
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_OPEN, _CLOSED, _UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
_GATEWAY = "apigateway.amazonaws.com"
_ARN = "arn:aws:lambda:eu-west-1:123456789012:function"
_CHECK = made("lambda/function:Function", "check", name="check-fn")
_OTHER = made("lambda/function:Function", "other", name="other-fn")
_NAMELESS = made("lambda/function:Function", "nameless", name=UNKNOWN)
_LIVE = made("lambda/alias:Alias", "live", name="live", functionName=UNKNOWN, feeds={"functionName": [_CHECK]})
_BOTH = made("lambda/alias:Alias", "both", name="b", functionName=UNKNOWN, feeds={"functionName": [_CHECK, _OTHER]})


def _permission(function, *sources, **given):
    feeds = {"function": sources} if sources else {}
    inputs = {"principal": _GATEWAY, "action": "lambda:InvokeFunction", "function": function, **given}
    return made("lambda/permission:Permission", "allow", feeds=feeds, **inputs)


def _admits(permission, function=_CHECK, qualifier=NOT_SET, service=_GATEWAY):
    stack = Stack([_CHECK, _OTHER, _NAMELESS, _LIVE, _BOTH, permission])
    (found,) = lambda_permissions(stack)
    return found.admits(service, QualifiedFunction(LambdaFunction(stack, function), qualifier))


@pytest.mark.parametrize(
    ("given", "state", "evidence"),
    [
        ({}, _OPEN, ()),
        ({"principal": "*"}, _OPEN, ()),
        ({"principal": "events.amazonaws.com"}, _CLOSED, ()),
        ({"principal": UNKNOWN}, _UNKNOWN, ()),
        ({"action": "lambda:*"}, _OPEN, ()),
        ({"action": "LAMBDA:invokefunction"}, _OPEN, ()),
        ({"action": "lambda:InvokeFunctionUrl"}, _CLOSED, ("its action is lambda:InvokeFunctionUrl",)),
        ({"action": UNKNOWN}, _UNKNOWN, ()),
        ({"action": UNKNOWN, "principal": "events.amazonaws.com"}, _CLOSED, ()),
        ({"qualifier": ""}, _OPEN, ()),
        (
            {"qualifier": "live"},
            _CLOSED,
            ("its qualifier is live, the authorizer calls the function without a qualifier",),
        ),
        ({"qualifier": UNKNOWN}, _OPEN, ()),
    ],
)
def test_a_permission_admits_a_service(given, state, evidence):
    answer = _admits(_permission("check-fn", **given))
    assert (answer.state, answer.evidence) == (state, evidence)


@pytest.mark.parametrize(
    ("given", "called", "state"),
    [
        ({}, known("live"), _CLOSED),
        ({"qualifier": "live"}, known("live"), _OPEN),
        ({"qualifier": "live"}, known("next"), _CLOSED),
        ({"qualifier": "live"}, not_known("keys", "authorizerUri"), _OPEN),
        ({"function": "check-fn:live"}, known("live"), _OPEN),
        ({"function": "check-fn:live"}, NOT_SET, _CLOSED),
        ({"function": "check-fn:live", "qualifier": "next"}, known("live"), _CLOSED),
        ({"function": UNKNOWN, "sources": [_LIVE]}, known("live"), _OPEN),
        ({"function": UNKNOWN, "sources": [_LIVE]}, NOT_SET, _CLOSED),
    ],
)
def test_a_permission_is_for_a_version_or_alias(given, called, state):
    sources = given.get("sources", [])
    function = given.get("function", "check-fn")
    permission = _permission(function, *sources, **{key: given[key] for key in given.keys() - {"sources", "function"}})
    assert _admits(permission, qualifier=called).state is state


@pytest.mark.parametrize(
    ("function", "sources", "check", "nameless"),
    [
        ("check-fn", [], _OPEN, _CLOSED),
        (f"{_ARN}:check-fn", [], _OPEN, _CLOSED),
        ("123456789012:function:check-fn", [], _OPEN, _CLOSED),
        ("other-fn", [], _CLOSED, _CLOSED),
        # What is none of the known names may be the one that is not known yet.
        ("elsewhere-fn", [], _CLOSED, _UNKNOWN),
        (UNKNOWN, [], _UNKNOWN, _UNKNOWN),
        (UNKNOWN, [_CHECK], _OPEN, _CLOSED),
        (UNKNOWN, [_OTHER], _CLOSED, _CLOSED),
        (UNKNOWN, [_CHECK, _OTHER], _UNKNOWN, _CLOSED),
    ],
)
def test_a_permission_is_for_a_function(function, sources, check, nameless):
    permission = _permission(function, *sources)
    assert _admits(permission).state is check
    assert _admits(permission, _NAMELESS).state is nameless
    assert _admits(permission).evidence == ()


@pytest.mark.parametrize(
    ("text", "name", "qualifier"),
    [
        ("check-fn", "check", None),
        ("check-fn:live", "check", "live"),
        ("check-fn:$LATEST", "check", "$LATEST"),
        (f"{_ARN}:check-fn", "check", None),
        (f"{_ARN}:check-fn:7", "check", "7"),
        ("function:check-fn", "check", None),
        ("elsewhere-fn", None, None),
        ("${stageVariables.fn}", None, None),
        ("", None, None),
    ],
)
def test_a_text_names_a_function(text, name, qualifier):
    found = named_in(Stack([_CHECK, _OTHER]), text)
    assert (found and found.function.name, found and found.qualifier.known) == (name, qualifier)


@pytest.mark.parametrize(
    ("sources", "extra", "name", "qualifier"),
    [
        ([_CHECK], [], "check", NOT_SET),
        ([_CHECK], [_LIVE], "check", not_known("keys", "authorizerUri")),
        ([_LIVE], [_LIVE], "check", known("live")),
        ([_LIVE, _CHECK], [_LIVE], "check", known("live")),
        ([_LIVE, _OTHER], [_LIVE], None, None),
        ([_CHECK, _OTHER], [], None, None),
        ([], [], None, None),
    ],
)
def test_what_is_made_from_functions_calls_one(sources, extra, name, qualifier):
    keys = made("apigateway/authorizer:Authorizer", "keys", authorizerUri=UNKNOWN, feeds={"authorizerUri": sources})
    found = made_from(Stack([_CHECK, _OTHER, keys, *extra]), keys, "authorizerUri")
    assert (found and found.function.name, found and found.qualifier) == (name, qualifier)


@pytest.mark.parametrize(("publish", "unknown"), [(None, False), (False, False), (True, True), (UNKNOWN, True)])
def test_a_function_that_publishes_versions_may_be_called_by_one(publish, unknown):
    given = {} if publish is None else {"publish": publish}
    function = made("lambda/function:Function", "check", name="check-fn", **given)
    keys = made("apigateway/authorizer:Authorizer", "keys", authorizerUri=UNKNOWN, feeds={"authorizerUri": [function]})
    found = made_from(Stack([function, keys]), keys, "authorizerUri")
    assert found is not None
    assert found.qualifier.unknown is unknown
