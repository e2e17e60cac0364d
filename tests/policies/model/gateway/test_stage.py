"""Stages: their names and variables, and the links that variables stand for."""

import pytest

from private_api_guard.model.gateway.stage import link_named_by, stages
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_LINK = made("apigateway/vpcLink:VpcLink", "link", outputs={"id": "l1"})
_NEW = made("apigateway/vpcLink:VpcLink", "new")
_OTHER = made("apigateway/vpcLink:VpcLink", "other")
_TYPES = {"apigateway/stage:Stage": "variables", "apigatewayv2/stage:Stage": "stageVariables"}


def _stage(token, variables, feeds=(), **inputs):
    given = {"description": "x", **inputs, **({} if variables is None else {_TYPES[token]: variables})}
    stack = Stack([_LINK, _NEW, _OTHER, made(token, "live", feeds={_TYPES[token]: feeds}, **given)])
    (stage,) = stages(stack)
    return stack, stage


@pytest.mark.parametrize("token", _TYPES)
@pytest.mark.parametrize(
    ("variables", "value"),
    [
        ({"host": "web"}, "web"),
        ({"host": ""}, ""),
        ({"host": 7.0}, "7"),
        ({"host": UNKNOWN}, "not known"),
        ({"port": "80"}, "not set"),
        ({}, "not set"),
        (None, "not set"),
        (UNKNOWN, "not known"),
    ],
)
def test_a_stage_variable(token, variables, value):
    _, stage = _stage(token, variables)
    assert str(stage.variable("host")) == value


@pytest.mark.parametrize("token", _TYPES)
@pytest.mark.parametrize(
    ("variables", "feeds", "links", "where"),
    [
        ({"link": "l1"}, (), ["link"], ""),
        ({"link": "elsewhere"}, (), ["elsewhere"], ""),
        ({"link": UNKNOWN}, (_NEW,), ["new"], ""),
        ({"link": UNKNOWN, "host": UNKNOWN}, (_NEW, _OTHER), ["new", "other"], ""),
        (UNKNOWN, (_NEW,), ["new"], ""),
        (UNKNOWN, (_NEW, _OTHER), [], "live.{}"),
        (UNKNOWN, (), [], "live.{}"),
        ({"link": UNKNOWN}, (), [], "live.{}"),
    ],
)
def test_the_link_that_a_variable_stands_for(token, variables, feeds, links, where):
    stack, stage = _stage(token, variables, feeds)
    found = link_named_by(stack, stage, "link")
    assert [*(each.name for each in found.resources), *found.literals] == links
    assert (found.where if found.unknown else "") == where.format(_TYPES[token])


def test_a_stage_is_called_by_its_name_where_that_is_known():
    assert _stage("apigateway/stage:Stage", None, stageName="v1")[1].label == "v1"
    assert _stage("apigateway/stage:Stage", None, stageName=UNKNOWN)[1].label == "live"
    assert _stage("apigatewayv2/stage:Stage", None, name="v2")[1].label == "v2"


@pytest.mark.parametrize(
    ("given", "deployed"), [({}, False), ({"autoDeploy": True}, True), ({"autoDeploy": "true"}, True)]
)
def test_only_stages_of_http_apis_deploy_by_themselves(given, deployed):
    assert _stage("apigatewayv2/stage:Stage", None, **given)[1].auto_deploy.is_(True).open is deployed
    assert _stage("apigateway/stage:Stage", None, **given)[1].auto_deploy.known is False
