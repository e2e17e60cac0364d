"""Which methods of an API a policy lets callers use: one of them, or each."""

import json

import pytest

from private_api_guard.model.gateway.access_policy import ResourcePolicy
from private_api_guard.model.gateway.admission import Admission
from private_api_guard.model.gateway.caller import Caller
from private_api_guard.model.iam.policy_document import read
from private_api_guard.model.iam.request import FREE
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import known, not_known
from private_api_guard.model.verdict import State, every, some
from tests.policies.model.made import made

_ORDERS = made("apigateway/restApi:RestApi", "orders")
_LIVE = made("apigateway/stage:Stage", "live", restApi=UNKNOWN, stageName="live", feeds={"restApi": [_ORDERS]})
_DOOR, _GATE = (Caller(name, None, known(name), FREE) for name in ("door", "gate"))
_LOST = Caller("lost", None, not_known("lost", "id"), FREE)


def _method(verb):
    inputs = {"restApi": UNKNOWN, "httpMethod": verb, "authorization": "NONE"}
    return made("apigateway/method:Method", verb.lower(), feeds={"restApi": [_ORDERS]}, **inputs)


_METHODS = [_method("GET"), _method("POST")]


def _allow(verb="*", endpoint=""):
    condition = {"Condition": {"StringEquals": {"aws:SourceVpce": endpoint}}} if endpoint else {}
    resource = f"execute-api:/live/{verb}/*"
    return {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": resource, **condition}


def _admission(statements, callers, combine, *, sure=True):
    model = Model(Stack([_ORDERS, _LIVE, *_METHODS]))
    (api,) = model.apis
    document = read(json.dumps({"Statement": statements}))
    return Admission(ResourcePolicy(_ORDERS, "policy", known(document), (), sure), api, tuple(callers), combine)


@pytest.mark.parametrize(
    ("statements", "callers", "one", "each", "refused"),
    [
        ([_allow()], [_DOOR, _GATE], "open", "open", []),
        ([_allow(endpoint="door")], [_DOOR, _GATE], "open", "closed", []),
        ([_allow(endpoint="none")], [_DOOR, _GATE], "closed", "closed", ["GET /", "POST /"]),
        ([_allow("GET")], [_DOOR, _GATE], "closed", "closed", ["POST /"]),
        # What one caller may not do another may.
        ([_allow("GET", "door"), _allow("POST", "gate")], [_DOOR, _GATE], "open", "closed", []),
        ([_allow("GET", "door"), _allow("GET", "gate")], [_DOOR, _GATE], "closed", "closed", ["POST /"]),
        ([_allow(endpoint="door")], [_LOST], "unknown", "unknown", []),
        ([_allow(endpoint="door")], [_DOOR, _LOST], "open", "unknown", []),
        ([_allow(endpoint="door")], [_GATE, _LOST], "unknown", "closed", []),
        ([_allow("GET", "door"), _allow("POST")], [_LOST], "unknown", "unknown", []),
    ],
)
def test_callers_are_let_in_by_method(statements, callers, one, each, refused):
    either, both = _admission(statements, callers, some), _admission(statements, callers, every)
    assert (either.verdict.state.value, both.verdict.state.value) == (one, each)
    assert [call.name for call in either.refused] == refused


@pytest.mark.parametrize(
    ("statements", "subjects"),
    [
        ([_allow()], [_ORDERS.urn]),
        ([_allow("GET")], [_METHODS[1].urn]),
        ([_allow("PUT")], [_ORDERS.urn]),
    ],
)
def test_a_refusal_stands_at_the_methods_that_are_refused_unless_these_are_all(statements, subjects):
    assert _admission(statements, [_DOOR], every).subjects == subjects


def test_a_refusal_tells_which_methods_are_refused_to_whom():
    admission = _admission([_allow("GET", "door")], [_DOOR, _GATE], every)
    told = "no statement allows it: Allow * execute-api:/live/GET/* if " + json.dumps(
        _allow(endpoint="door")["Condition"]
    )
    assert admission.verdict.evidence == (
        "orders.policy of orders",
        "for calls of POST / from door",
        told,
        "for calls of GET /, POST / from gate",
        told,
    )


@pytest.mark.parametrize(("statements", "evidence"), [([_allow()], "door, gate"), ([_allow(endpoint="gate")], "gate")])
def test_an_admission_tells_who_is_let_in(statements, evidence):
    admission = _admission(statements, [_DOOR, _GATE], some)
    assert admission.verdict.evidence == (f"orders.policy lets calls from {evidence} in",)


def test_a_policy_that_may_be_of_another_api_refuses_nothing_for_certain():
    admission = _admission([_allow("GET")], [_DOOR], every, sure=False)
    assert admission.verdict.state is State.UNKNOWN
    assert (admission.verdict.where, admission.subjects) == ("orders.policy", [_ORDERS.urn])
