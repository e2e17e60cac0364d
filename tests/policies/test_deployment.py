"""Deployments: made after what they hold, and served by the stages of their own API."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.link_stacks import from_body, http_to_nlb
from tests.policies.stacks import OPERATIONS, Ref, Stack, document

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def found(judge, stack: Stack, operation: str) -> set:
    """Mandatory findings of a stack in which everything can be decided."""
    verdict = judge(stack, operation)
    assert undecided(verdict) == set()
    return mandatory(verdict)


def _without_order(stack: Stack) -> Stack:
    return stack.change("release", triggers={"redeploy": "1"}).without_dependency(
        "release", "list-orders", "list-orders-int"
    )


def test_a_deployment_that_waits_for_nothing(judge, operation):
    stack = _without_order(fargate_behind_nlb())
    assert found(judge, stack, operation) == {("deployment/before-methods", "release")}


def test_triggers_are_an_order_as_well(judge, operation):
    stack = _without_order(fargate_behind_nlb())
    stack = stack.change("release", triggers={"redeploy": document([Ref("list-orders-int")])})
    assert found(judge, stack, operation) == set()


def test_waiting_for_a_component_is_waiting_for_what_is_inside(judge, operation):
    stack = _without_order(fargate_behind_nlb())
    stack.add("shop:index:Routes", "routes")
    stack.definitions = {"routes": stack.definitions.pop("routes"), **stack.definitions}
    for label in ("list-orders", "list-orders-int"):
        stack.definitions[label].parent = "routes"
    stack.definitions["release"].depends_on = ("routes",)
    assert found(judge, stack, operation) == set()


def test_a_new_route_for_which_the_deployment_does_not_wait(judge, operation):
    stack = fargate_behind_nlb()
    common = {"restApi": Ref("orders"), "resourceId": Ref("orders-r")}
    stack.add("apigateway.Method", "make-order", httpMethod="POST", authorization="NONE", apiKeyRequired=True, **common)
    stack.add(
        "apigateway.Integration",
        "make-order-int",
        httpMethod=Ref("make-order", "httpMethod"),
        type="HTTP_PROXY",
        integrationHttpMethod="POST",
        uri="https://orders.example.com",
        **common,
    )
    assert found(judge, stack, operation) == {("deployment/before-methods", "release")}


def test_the_deployment_of_a_canary(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("apigateway.Deployment", "next", restApi=Ref("orders"), depends_on=("list-orders-int",))
    stack.definitions["live"] = stack.definitions.pop("live")
    stack = stack.change("live", canarySettings={"deploymentId": Ref("next"), "percentTraffic": 10})
    assert found(judge, stack, operation) == set()
    early = stack.without_dependency("next", "list-orders-int")
    assert found(judge, early, operation) == {("deployment/before-methods", "next")}


def test_a_body_is_deployed_with_its_api(judge, operation):
    assert found(judge, from_body(), operation) == set()


def test_a_body_that_is_put_later(judge, operation):
    stack = from_body(put=True)
    put = next(label for label, each in stack.definitions.items() if each.token.endswith(":RestApiPut"))
    release = next(label for label, each in stack.definitions.items() if each.token.endswith("deployment:Deployment"))
    stack = stack.without_dependency(release, put).change(release, triggers={"redeploy": "1"})
    assert found(judge, stack, operation) == {("deployment/before-methods", release)}


def _stage_of(stack: Stack) -> str:
    return next(label for label, each in stack.definitions.items() if each.token == "aws:apigatewayv2/stage:Stage")


def test_a_stage_of_an_http_api_that_deploys_by_itself(judge, operation):
    assert found(judge, http_to_nlb(), operation) == set()


@pytest.mark.parametrize("automatic", [None, False])
def test_a_stage_of_an_http_api_without_a_deployment(judge, operation, automatic):
    stack = http_to_nlb()
    stage = _stage_of(stack)
    stack.definitions[stage].inputs["autoDeploy"] = automatic
    assert found(judge, stack, operation) == {("deployment/stage-without-deployment", stack.definitions[stage].name)}


def test_a_deployment_of_an_http_api(judge, operation):
    stack = http_to_nlb()
    stage = _stage_of(stack)
    route = next(label for label, each in stack.definitions.items() if each.token == "aws:apigatewayv2/route:Route")
    api = stack.definitions[stage].inputs["apiId"]
    stack.add("apigatewayv2.Deployment", "release", apiId=api, depends_on=(route,))
    order = list(stack.definitions)
    order.insert(order.index(stage), order.pop())
    stack.definitions = {label: stack.definitions[label] for label in order}
    stack = stack.change(stage, deploymentId=Ref("release"), autoDeploy=None)
    assert found(judge, stack, operation) == set()
    stack = stack.without_dependency("release", route)
    assert found(judge, stack, operation) == {("deployment/before-methods", "release")}
