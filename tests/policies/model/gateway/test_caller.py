"""Who may call a private API: the endpoints that it names, or all, and what their calls carry."""

import pytest

from private_api_guard.model.iam.request import FREE
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import known, not_known
from tests.policies.model.made import made

_VPC = made("ec2/vpc:Vpc", "core", outputs={"id": "vpc-1"}, cidrBlock="10.0.0.0/16")
_NEW_VPC = made("ec2/vpc:Vpc", "fresh", cidrBlock="10.1.0.0/16")
_NOBODY = "an endpoint that is not in this stack"


def _endpoint(name, service="execute-api", /, **given):
    inputs = {"serviceName": f"com.amazonaws.eu-west-1.{service}", "vpcEndpointType": "Interface", **given}
    outputs, feeds = inputs.pop("outputs", None), inputs.pop("feeds", None)
    return made("ec2/vpcEndpoint:VpcEndpoint", name, outputs=outputs, feeds=feeds, **inputs)


_DOOR = _endpoint("door", outputs={"id": "vpce-1"}, vpcId="vpc-1")
_GATE = _endpoint("gate", vpcId="vpc-1")
_STORE = _endpoint("store", "s3", vpcId="vpc-1")
_LOST = _endpoint("lost", vpcId="vpc-1", serviceName=UNKNOWN)


def _body(ids, place="servers"):
    configuration = {"x-amazon-apigateway-endpoint-configuration": {"vpcEndpointIds": ids}}
    extra = {"servers": [{"url": "https://a.example"}, configuration]} if place == "servers" else configuration
    return {"openapi": "3.0.1", "paths": {}, **extra}


def _callers(*endpoints, ids=None, body=None, feeds=None):
    configuration = {"types": "PRIVATE"} if ids is None else {"types": "PRIVATE", "vpcEndpointIds": ids}
    given = {"endpointConfiguration": configuration, **({"body": body} if body else {})}
    fed = {"endpointConfiguration": feeds} if feeds else {}
    orders = made("apigateway/restApi:RestApi", "orders", feeds=fed, **given)
    model = Model(Stack([_VPC, orders, *endpoints]))
    return model.callers.of_api(model.api(orders.urn))


@pytest.mark.parametrize(
    ("endpoints", "given", "names"),
    [
        ([_DOOR, _GATE, _STORE], {}, ["door", "gate"]),
        ([_STORE], {}, [_NOBODY]),
        ([_LOST], {}, [_NOBODY]),
        ([], {}, [_NOBODY]),
        ([_DOOR, _GATE], {"ids": ["vpce-1"]}, ["door"]),
        ([_DOOR, _GATE], {"ids": ["vpce-1", "vpce-9"]}, ["door", "vpce-9"]),
        ([_DOOR, _GATE], {"ids": []}, ["door", "gate"]),
        ([_DOOR, _GATE], {"ids": [UNKNOWN], "feeds": [_GATE]}, ["gate"]),
        ([_DOOR, _GATE], {"ids": UNKNOWN, "feeds": [_GATE]}, ["gate"]),
        ([_DOOR, _GATE], {"ids": [UNKNOWN]}, [_NOBODY]),
        ([_DOOR, _GATE], {"body": _body(["vpce-1"])}, ["door"]),
        ([_DOOR, _GATE], {"body": _body(["vpce-1"], "root")}, ["door"]),
        # What the API's own properties name comes before what its body does.
        ([_DOOR, _GATE], {"ids": ["vpce-9"], "body": _body(["vpce-1"])}, ["vpce-9"]),
        ([_DOOR, _STORE], {"ids": [UNKNOWN], "feeds": [_STORE]}, ["store"]),
    ],
)
def test_an_api_is_called_through_the_endpoints_that_it_names_or_through_any(endpoints, given, names):
    assert [caller.name for caller in _callers(*endpoints, **given)] == names


@pytest.mark.parametrize(
    ("endpoints", "given", "comes_in"),
    [
        ([_DOOR], {}, True),
        ([], {}, True),
        ([_STORE], {"ids": [UNKNOWN], "feeds": [_STORE]}, False),
        ([_LOST], {"ids": [UNKNOWN], "feeds": [_LOST]}, True),
    ],
)
def test_calls_come_through_endpoints_of_the_service(endpoints, given, comes_in):
    (caller,) = _callers(*endpoints, **given)
    assert caller.comes_in is comes_in


_NEW = "\N{NULL}"


@pytest.mark.parametrize(
    ("endpoint", "vpce", "vpc"),
    [
        (_DOOR, known("vpce-1"), known("vpc-1")),
        (_GATE, known(f"vpce-{_NEW}"), known("vpc-1")),
        (_endpoint("out", vpcId="vpc-9"), known(f"vpce-{_NEW}"), known("vpc-9")),
        (_endpoint("new", vpcId=UNKNOWN, feeds={"vpcId": [_NEW_VPC]}), known(f"vpce-{_NEW}"), known(f"vpc-{_NEW}")),
        (_endpoint("dim", vpcId=UNKNOWN), known(f"vpce-{_NEW}"), not_known("dim.vpcId")),
    ],
)
def test_calls_carry_the_ids_of_endpoint_and_vpc(endpoint, vpce, vpc):
    (caller,) = _callers(endpoint, _NEW_VPC)
    context = caller.context
    assert (context["aws:sourcevpce"], context["aws:sourcevpc"]) == (vpce, vpc)
    assert context["aws:sourceip"].absent
    assert context["aws:securetransport"] == known("true")


def test_calls_from_outside_the_stack_carry_what_the_caller_likes():
    (caller,) = _callers(_DOOR, ids=["vpce-9"])
    assert (caller.context["aws:sourcevpce"], caller.context["aws:sourcevpc"]) == (known("vpce-9"), FREE)


def _group(*ranges, **given):
    rules = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [each]} for each in ranges]
    return made("ec2/securityGroup:SecurityGroup", "sg", vpcId="vpc-1", ingress=rules, outputs={"id": "sg-1"}, **given)


@pytest.mark.parametrize(
    ("group", "given", "addresses"),
    [
        (_group("10.0.1.0/24"), {}, ["10.0.1.0/24"]),
        (_group("10.0.1.0/24", "10.0.2.0/24"), {}, ["10.0.1.0/24", "10.0.2.0/24"]),
        (_group("10.0.1.0/24"), {"ipAddressType": "dualstack"}, None),
        (_group(UNKNOWN), {}, None),
    ],
)
def test_the_addresses_of_callers_are_those_that_the_endpoints_group_admits(group, given, addresses):
    (caller,) = _callers(_endpoint("door", vpcId="vpc-1", securityGroupIds=["sg-1"], **given), group)
    found = caller.addresses
    assert (None if found is FREE else [str(each) for each in found]) == addresses


@pytest.mark.parametrize(
    ("resources", "one"),
    [([_DOOR], True), ([_VPC], True), ([_GATE], False), ([_GATE, _VPC], True), ([], False)],
)
def test_a_caller_is_one_of_what_a_policy_is_made_from(resources, one):
    (caller,) = _callers(_DOOR)
    assert caller.is_one_of(resources) is one
