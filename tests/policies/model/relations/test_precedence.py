"""What has to wait for what it names, and what has to be there."""

import pytest

from private_api_guard.faults.relations.first import ROWS
from private_api_guard.model.relations import early
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from tests.policies.model.made import made

API = made("apigateway/restApi:RestApi", "api")
STAGE = made("apigateway/stage:Stage", "v1", after=(API,), restApi=API.urn, stageName="v1")
METHOD = made("apigateway/method:Method", "get", after=(API,), restApi=API.urn, resourceId="r-1", httpMethod="GET")


def integration(after: tuple[Resource, ...] = (), **changed: object) -> Resource:
    given = {"restApi": API.urn, "resourceId": "r-1", "httpMethod": "GET", **changed}
    return made("apigateway/integration:Integration", "int", after=after, **given)


def mapping(stage: str) -> Resource:
    return made("apigateway/basePathMapping:BasePathMapping", "map", restApi=API.urn, stageName=stage)


def found(*resources: Resource) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [
        (each.resource.name, [named.name for named in each.named], each.others)
        for row in ROWS
        for each in early(Stack(list(resources)), row.precedence)
    ]


@pytest.mark.parametrize("verb", ["GET", "get"])
def test_what_does_not_wait_for_what_it_names_is_early(verb: str):
    assert found(API, METHOD, integration(httpMethod=verb)) == [("int", ["get"], ())]
    assert found(API, METHOD, integration((METHOD,), httpMethod=verb)) == []


@pytest.mark.parametrize("changed", [{"httpMethod": "PUT"}, {"resourceId": "r-2"}])
def test_what_names_nothing_of_the_stack_may_name_what_others_made(changed: dict[str, object]):
    assert found(API, METHOD, integration(**changed)) == []


def test_stages_are_all_known_where_the_stack_makes_the_api():
    assert found(API, STAGE, mapping("v2")) == [("map", [], ("v1",))]
    assert found(STAGE, mapping("v2")) == []
    assert found(API, mapping("v2")) == []
    unnamed = made("apigateway/stage:Stage", "other", after=(API,), restApi=API.urn)
    assert found(API, STAGE, unnamed, mapping("v2")) == []
