"""Keys: method, stage, plan, key, and the link between the last two."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.stacks import OPERATIONS, Ref, document

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def _blocked(verdict):
    assert undecided(verdict) == set()
    return mandatory(verdict)


def test_a_plan_of_another_api_is_found_at_the_stage(judge, operation):
    stack = fargate_behind_nlb().change("gold", apiStages=[{"apiId": "a1b2c3d4e5", "stage": "live"}])
    assert _blocked(judge(stack, operation)) == {("usage-plan-key/plan-of-other-stage", "live")}


def test_a_plan_without_stages(judge, operation):
    stack = fargate_behind_nlb().change("gold", apiStages=None)
    assert _blocked(judge(stack, operation)) == {("usage-plan-key/plan-of-other-stage", "live")}


def test_one_disabled_key_beside_an_enabled_one_is_a_rotation(judge, operation):
    stack = fargate_behind_nlb().also("apigateway.ApiKey", "retired", enabled=False)
    stack.add(
        "apigateway.UsagePlanKey", "retired-gold", keyId=Ref("retired"), keyType="API_KEY", usagePlanId=Ref("gold")
    )
    assert _blocked(judge(stack, operation)) == set()


def test_methods_that_ask_for_no_key_need_no_plan(judge, operation):
    stack = fargate_behind_nlb().drop("partner-gold", "gold", "partner").change("list-orders", apiKeyRequired=False)
    assert _blocked(judge(stack, operation)) == set()


def test_a_plan_that_names_an_http_api(judge, operation):
    stack = fargate_behind_nlb().also("apigatewayv2.Api", "web", protocolType="HTTP")
    stack.add("apigateway.UsagePlan", "web-plan", apiStages=[{"apiId": Ref("web"), "stage": "$default"}])
    assert ("usage-plan-key/keys-on-http-api", "web-plan") in mandatory(judge(stack, operation))


def test_two_apis_in_one_plan(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("apigateway.RestApi", "invoices", endpointConfiguration={"types": "REGIONAL"})
    stack.add(
        "apigateway.Resource",
        "inv-r",
        restApi=Ref("invoices"),
        parentId=Ref("invoices", "rootResourceId"),
        pathPart="i",
    )
    common = {"restApi": Ref("invoices"), "resourceId": Ref("inv-r"), "httpMethod": "GET"}
    stack.add("apigateway.Method", "inv-get", **common, authorization="NONE", apiKeyRequired=True)
    called = {"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": "https://invoices.example.com"}
    stack.add("apigateway.Integration", "inv-int", **common, **called, depends_on=("inv-get",))
    stack.add(
        "apigateway.Deployment",
        "inv-release",
        restApi=Ref("invoices"),
        triggers={"redeploy": document([Ref("inv-get"), Ref("inv-int")])},
        depends_on=("inv-get", "inv-int"),
    )
    stack.add(
        "apigateway.Stage",
        "inv-live",
        restApi=Ref("invoices"),
        deployment=Ref("inv-release"),
        stageName="live",
        accessLogSettings={"destinationArn": Ref("access-logs", "arn"), "format": "$context.requestId"},
    )
    both = [
        {"apiId": Ref("orders"), "stage": Ref("live", "stageName")},
        {"apiId": Ref("invoices"), "stage": Ref("inv-live", "stageName")},
    ]
    alone = _blocked(judge(stack, operation))
    assert alone == {("usage-plan-key/plan-of-other-stage", "inv-live")}
    del stack.definitions["gold"], stack.definitions["partner-gold"]
    stack.add("apigateway.UsagePlan", "gold", apiStages=both)
    stack.add(
        "apigateway.UsagePlanKey", "partner-gold", keyId=Ref("partner"), keyType="API_KEY", usagePlanId=Ref("gold")
    )
    assert _blocked(judge(stack, operation)) == set()


def test_a_key_of_another_stack_counts(judge, operation):
    stack = fargate_behind_nlb().change("partner-gold", keyId="abcdefghij").drop("partner")
    assert _blocked(judge(stack, operation)) == set()
