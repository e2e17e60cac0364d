"""Deployments: what makes them anew."""

import pytest

from private_api_guard.model.gateway.deployment import deployments
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_METHOD = made("apigateway/method:Method", "get")
_KEEPER = Resource(
    "urn:pulumi:dev::p::null:index:Resource::keeper",
    "null:index:Resource",
    "keeper",
    {"triggers": UNKNOWN},
    {},
    property_dependencies={"triggers": (_METHOD.urn,)},
)


def _deployment(feeds=(), **given):
    resource = made("apigateway/deployment:Deployment", "release", feeds={"triggers": feeds}, restApi="a1", **given)
    (found,) = deployments(Stack([_METHOD, _KEEPER, resource]))
    return found


@pytest.mark.parametrize(
    ("given", "feeds", "answer", "sources"),
    [
        ({}, (), State.CLOSED, set()),
        ({"triggers": {}}, (), State.CLOSED, set()),
        ({"triggers": {"hash": "abc"}}, (), State.OPEN, set()),
        ({"triggers": {"hash": UNKNOWN}}, (_METHOD,), State.OPEN, {"get"}),
        ({"triggers": {"hash": UNKNOWN}}, (_KEEPER,), State.OPEN, {"get", "keeper"}),
        ({"triggers": {"hash": UNKNOWN}}, (), State.UNKNOWN, set()),
        ({"triggers": UNKNOWN}, (), State.UNKNOWN, set()),
        ({"triggers": UNKNOWN}, (_METHOD,), State.OPEN, {"get"}),
    ],
)
def test_triggers(given, feeds, answer, sources):
    found = _deployment(feeds, **given)
    assert found.triggered.state is answer
    assert {urn.rsplit("::", 1)[-1] for urn in found.trigger_sources} == sources


@pytest.mark.parametrize(
    ("given", "makes"),
    [({}, False), ({"variables": {}}, False), ({"variables": {"a": "b"}}, True), ({"stageDescription": "x"}, True)],
)
def test_properties_of_a_stage_that_is_made_along_with_it(given, makes):
    assert _deployment(**given).makes_stage is makes
