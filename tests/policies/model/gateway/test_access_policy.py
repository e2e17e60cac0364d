"""Policies before an API: where they are, whom they let in, and what is presumed of those that are not known yet."""

import json

import pytest

from private_api_guard.model.gateway.access_policy import AccessPolicies
from private_api_guard.model.gateway.invocation import invocation_of, invocations
from private_api_guard.model.model import Model
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_OPEN, _CLOSED, _UNKNOWN, _PRESUMED = "open", "closed", "unknown", "presumed"
_URN = "urn:pulumi:dev::p::aws:ec2/vpcEndpoint:VpcEndpoint::door"
_INPUTS = {"serviceName": "com.amazonaws.eu-west-1.execute-api", "vpcEndpointType": "Interface"}
_PRIVATE = {"endpointConfiguration": {"types": "PRIVATE"}}
_VPC = made("ec2/vpc:Vpc", "core", cidrBlock="10.0.0.0/16")
_DOOR = made("ec2/vpcEndpoint:VpcEndpoint", "door", vpcId=UNKNOWN, feeds={"vpcId": [_VPC]}, **_INPUTS)
_GATE = made(
    "ec2/vpcEndpoint:VpcEndpoint", "gate", vpcId="vpc-7", **{**_INPUTS, "serviceName": "com.amazonaws.eu-west-1.s3"}
)
_OTHER = made("apigateway/restApi:RestApi", "other", **_PRIVATE)


def _document(effect="Allow", condition=None, resource="execute-api:/*"):
    statement = {"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": resource}
    return json.dumps({"Statement": [{**statement, **({"Condition": condition} if condition else {})}]})


def _state(answer):
    return _PRESUMED if answer.presumed else answer.state.value


def _policies(inputs: dict | None, policy: object, *feeds: str) -> list[str]:
    outputs = {**_INPUTS, "id": UNKNOWN, "policy": policy}
    fed = {"policy": feeds} if feeds else {}
    resource = Resource(_URN, "aws:ec2/vpcEndpoint:VpcEndpoint", "door", inputs, outputs, property_dependencies=fed)
    stack = Stack([resource], recorded=inputs is not None)
    (endpoint,) = Model(stack).endpoints.all
    return [each.where for each in AccessPolicies(stack).of_endpoint(endpoint)]


@pytest.mark.parametrize("inputs", [_INPUTS, None])
def test_a_policy_that_nobody_gave_is_awss_own(inputs):
    assert _policies(inputs, UNKNOWN) == []


@pytest.mark.parametrize("inputs", [{**_INPUTS, "policy": UNKNOWN}, None])
def test_a_policy_that_is_made_from_something_is_the_programs(inputs):
    assert _policies(inputs, UNKNOWN, "urn:pulumi:dev::p::aws:apigateway/restApi:RestApi::api") == ["door.policy"]


def test_without_inputs_a_known_policy_is_read_from_the_outputs():
    assert _policies(None, '{"Statement": []}') == ["door.policy"]


# Where policies are


def _attached(api, name="attached", *sources):
    feeds = {"restApiId": sources} if sources else {}
    return made("apigateway/restApiPolicy:RestApiPolicy", name, restApiId=api, policy=_document(), feeds=feeds)


_BODY = {"openapi": "3.0.1", "paths": {}, "x-amazon-apigateway-policy": json.loads(_document())}


@pytest.mark.parametrize(
    ("given", "others", "effective", "whole"),
    [
        ({}, [], [], []),
        ({"policy": ""}, [], [], []),
        ({"policy": _document()}, [], ["orders.policy"], ["orders.policy"]),
        ({"body": _BODY}, [], ["orders.body"], ["orders.body"]),
        ({"body": _BODY, "policy": _document()}, [], ["orders.policy"], ["orders.policy", "orders.body"]),
        ({}, [_attached("o1")], ["attached.policy"], ["attached.policy"]),
        ({}, [_attached("o2")], [], []),
        (
            {"policy": _document()},
            [_attached("o1")],
            ["attached.policy"],
            ["attached.policy", "orders.policy"],
        ),
        # One that may be of another API leaves the API's own in force.
        (
            {"policy": _document()},
            [_attached(UNKNOWN)],
            ["attached.policy?", "orders.policy"],
            ["attached.policy?", "orders.policy"],
        ),
    ],
)
def test_what_replaces_the_policies_of_an_api_comes_alone(given, others, effective, whole):
    orders = made("apigateway/restApi:RestApi", "orders", outputs={"id": "o1"}, **_PRIVATE, **given)
    model = Model(Stack([orders, _OTHER, *others]))
    api = model.api(orders.urn)
    found = model.access_policies.of_api(api), model.access_policies.all_of_api(api)
    assert [[f"{each.where}{'' if each.sure else '?'}" for each in policies] for policies in found] == [
        effective,
        whole,
    ]


def test_a_policy_that_may_be_of_two_apis_is_sure_of_none():
    shop, cart = (made("apigateway/restApi:RestApi", name, **_PRIVATE) for name in ("shop", "cart"))
    model = Model(Stack([shop, cart, _attached(UNKNOWN, "attached", shop, cart)]))
    found = [model.access_policies.of_api(model.api(each.urn)) for each in (shop, cart)]
    assert [[each.sure for each in policies] for policies in found] == [[False], [False]]


# What they say


_ENDPOINTS = {"door": _DOOR, "gate": _GATE}
_ORDERS = made("apigateway/restApi:RestApi", "orders", **_PRIVATE)


def _model(*resources, authorization="NONE", **given):
    """A private API with one method on one stage."""
    feeds = given.pop("feeds", {})
    orders = made("apigateway/restApi:RestApi", "orders", feeds=feeds, **{**_PRIVATE, **given})
    of_api = {"restApi": UNKNOWN, "feeds": {"restApi": [orders]}}
    method = made("apigateway/method:Method", "list", httpMethod="GET", authorization=authorization, **of_api)
    stage = made("apigateway/stage:Stage", "live", stageName="live", **of_api)
    model = Model(Stack([_VPC, _OTHER, orders, method, stage, *resources]))
    return model, model.api(orders.urn)


def _called_through(callers):
    """The properties of an API that is called through an endpoint of the stack, one outside it, or any (empty)."""
    if not callers:
        return _PRIVATE, {}
    configuration = {"types": "PRIVATE", "vpcEndpointIds": [UNKNOWN if callers in _ENDPOINTS else callers]}
    feeds = {"endpointConfiguration": [_ENDPOINTS[callers]]} if callers in _ENDPOINTS else {}
    return {"endpointConfiguration": configuration}, feeds


def _api_says(policy, *sources, callers="door", authorization="NONE"):
    given, feeds = _called_through(callers)
    feeds = {**feeds, **({"policy": sources} if sources else {})}
    doors = _ENDPOINTS.values() if callers else ()
    model, api = _model(*doors, authorization=authorization, policy=policy, feeds=feeds, **given)
    (caller,), (call,) = model.callers.of_api(api), invocations(api)
    (found,) = model.access_policies.of_api(api)
    return _state(found.admits(caller, call))


def _domain_says(policy, *sources, callers="door"):
    given, feeds = _called_through(callers)
    fed = {"policy": sources} if sources else {}
    name = made(
        "apigateway/domainName:DomainName", "name", domainName="api.example", policy=policy, feeds=fed, **_PRIVATE
    )
    model, api = _model(*_ENDPOINTS.values(), name, feeds=feeds, **given)
    (caller,), (domain,) = model.callers.of_api(api), model.domains.all
    (found,) = model.access_policies.of_domain(domain)
    return _state(found.admits(caller, invocation_of(domain)))


def _endpoint_says(policy, *sources, authorization="NONE"):
    feeds = {"vpcId": [_VPC]} | ({"policy": sources} if sources else {})
    door = made("ec2/vpcEndpoint:VpcEndpoint", "door", vpcId=UNKNOWN, policy=policy, feeds=feeds, **_INPUTS)
    model, api = _model(door, authorization=authorization)
    (caller,), (call,) = model.callers.of_api(api), invocations(api)
    (found,) = model.access_policies.of_endpoint(caller.endpoint)
    return _state(found.admits(caller, call))


@pytest.mark.parametrize(
    ("document", "authorization", "state"),
    [
        (_document(), "NONE", _OPEN),
        (_document("Deny"), "NONE", _CLOSED),
        (_document(resource="execute-api:/*/POST/*"), "NONE", _CLOSED),
        # What the policy does not mention, an authorizer or IAM decides.
        (_document(resource="execute-api:/*/POST/*"), "CUSTOM", _OPEN),
        (_document(resource="execute-api:/*/POST/*"), "AWS_IAM", _OPEN),
        (_document(resource="execute-api:/*/POST/*"), UNKNOWN, _UNKNOWN),
        (_document("Deny"), "CUSTOM", _CLOSED),
        (_document(condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}), "NONE", _CLOSED),
        (_document(condition={"StringLike": {"aws:SourceVpce": "vpce-*"}}), "NONE", _OPEN),
        (_document(condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}), "NONE", _CLOSED),
        (_document(condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), "NONE", _CLOSED),
        (_document(condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), "AWS_IAM", _OPEN),
        (_document(condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), "NONE", _CLOSED),
        (_document(condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), "AWS_IAM", _OPEN),
        (_document(condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}), "NONE", _CLOSED),
        (_document(condition={"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}), "NONE", _OPEN),
        (_document(condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), "NONE", _CLOSED),
        (_document(condition={"Bool": {"aws:SecureTransport": "false"}}), "NONE", _CLOSED),
    ],
)
def test_the_policy_of_an_api(document, authorization, state):
    assert _api_says(document, authorization=authorization) == state


@pytest.mark.parametrize(
    ("sources", "callers", "state"),
    [
        ([], "door", _UNKNOWN),
        ([_DOOR], "door", _PRESUMED),
        ([_VPC], "door", _PRESUMED),
        ([_GATE], "door", _CLOSED),
        ([_DOOR, _GATE], "door", _PRESUMED),
        ([_OTHER], "door", _CLOSED),
        ([_OTHER, _DOOR], "door", _CLOSED),
        ([_DOOR], "vpce-9", _PRESUMED),
        ([_VPC], "vpce-9", _PRESUMED),
        ([_GATE], "vpce-9", _CLOSED),
        ([], "vpce-9", _UNKNOWN),
        ([], "", _UNKNOWN),
    ],
)
def test_the_policy_of_an_api_that_is_not_known_yet(sources, callers, state):
    assert _api_says(UNKNOWN, *sources, callers=callers) == state


@pytest.mark.parametrize(
    ("sources", "callers", "state"),
    [
        ([], "door", _UNKNOWN),
        ([_DOOR], "door", _PRESUMED),
        ([_GATE], "door", _CLOSED),
        ([_OTHER], "door", _UNKNOWN),
        ([_DOOR], "vpce-9", _PRESUMED),
    ],
)
def test_the_policy_of_a_domain_name_that_is_not_known_yet(sources, callers, state):
    assert _domain_says(UNKNOWN, *sources, callers=callers) == state


@pytest.mark.parametrize(
    ("document", "state"),
    [
        (_document(), _OPEN),
        (_document("Deny"), _CLOSED),
        (_document(resource="arn:aws:execute-api:eu-west-1:1:*/*"), _OPEN),
        (_document(resource="arn:aws:execute-api:*:*:/domainnames/api.example*"), _OPEN),
        (_document(resource="arn:aws:execute-api:*:*:/domainnames/www.example*"), _CLOSED),
        (_document(condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}), _CLOSED),
    ],
)
def test_the_policy_of_a_domain_name(document, state):
    assert _domain_says(document) == state


def test_an_api_that_the_policy_is_made_from_alone_admits_callers_that_nobody_names():
    feeds = {"restApiId": [_ORDERS], "policy": [_ORDERS]}
    attached = made(
        "apigateway/restApiPolicy:RestApiPolicy", "attached", restApiId=UNKNOWN, policy=UNKNOWN, feeds=feeds
    )
    model, api = _model(attached)
    (caller,), (call,), (policy,) = model.callers.of_api(api), invocations(api), model.access_policies.of_api(api)
    told = "attached.policy admits calls from an endpoint that is not in this stack"
    assert policy.admits(caller, call).presumed == (told,)


_SIGNED = _document(condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})


@pytest.mark.parametrize(
    ("policy", "sources", "authorization", "state"),
    [
        (_document(), [], "NONE", _OPEN),
        (_document("Deny"), [], "NONE", _CLOSED),
        # It has to allow what an authorizer decides later; whoever calls may sign.
        (_document(resource="execute-api:/*/POST/*"), [], "CUSTOM", _CLOSED),
        (_SIGNED, [], "NONE", _OPEN),
        (_SIGNED, [], "CUSTOM", _CLOSED),
        (_SIGNED, [], "AWS_IAM", _OPEN),
        (_SIGNED, [], UNKNOWN, _UNKNOWN),
        (UNKNOWN, [], "NONE", _UNKNOWN),
        (UNKNOWN, [_ORDERS], "NONE", _PRESUMED),
        (UNKNOWN, [_OTHER], "NONE", _CLOSED),
        (UNKNOWN, [_OTHER, _ORDERS], "NONE", _PRESUMED),
        (UNKNOWN, [_VPC], "NONE", _PRESUMED),
    ],
)
def test_the_policy_of_an_endpoint(policy, sources, authorization, state):
    assert _endpoint_says(policy, *sources, authorization=authorization) == state
