"""Observability: access logs, the account's role, and alarms on what is published."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import advisory
from tests.policies.stacks import OPERATIONS, PREVIEW, Ref, Stack

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_NLB = "AWS/NetworkELB"
_API = "AWS/ApiGateway"
_BALANCER = Ref("edge", "arnSuffix")
_GROUP = Ref("app-tg", "arnSuffix")


@pytest.fixture
def found(judge, operation):
    """What `observability` says of a stack."""
    return lambda stack: advisory(judge(stack, operation), "observability")


def test_a_sound_stack(found):
    assert found(fargate_behind_nlb()) == set()


# Logs


@pytest.mark.parametrize("form", ["$context.status", '{"ip":"$context.identity.sourceIp"}'])
def test_an_access_log_without_a_request_id(found, form):
    settings = {"destinationArn": Ref("access-logs", "arn"), "format": form}
    stack = fargate_behind_nlb().change("live", accessLogSettings=settings)
    assert found(stack) == {("observability/no-request-id", "live")}


def test_either_request_id_will_do(found):
    settings = {"destinationArn": Ref("access-logs", "arn"), "format": "$context.extendedRequestId"}
    assert found(fargate_behind_nlb().change("live", accessLogSettings=settings)) == set()


def test_an_account_without_a_role(found):
    stack = fargate_behind_nlb().change("account", cloudwatchRoleArn=None)
    assert found(stack) == {("observability/no-account-role", "account")}


def test_execution_logs_need_the_role_as_well(found):
    stack = fargate_behind_nlb().drop("account").change("live", accessLogSettings=None)
    quiet = {("observability/no-access-log", "live")}
    assert found(stack) == quiet
    common = {"restApi": Ref("orders"), "methodPath": "*/*"}
    stack.add("apigateway.MethodSettings", "levels", stageName="live", settings={"loggingLevel": "OFF"}, **common)
    assert found(stack) == quiet
    stack = stack.change("levels", settings={"loggingLevel": "ERROR"})
    assert found(stack) == quiet | {("observability/no-account-role", "live")}
    assert found(stack.change("levels", stageName="other")) == quiet


def test_access_logs_of_an_http_api_need_no_role(found):
    stack = Stack()
    stack.add("cloudwatch.LogGroup", "access-logs")
    stack.add("apigatewayv2.Api", "shop", protocolType="HTTP")
    settings = {"destinationArn": Ref("access-logs", "arn"), "format": "$context.requestId"}
    stack.add("apigatewayv2.Stage", "open", apiId=Ref("shop"), accessLogSettings=settings)
    assert found(stack) == set()
    assert found(stack.change("open", accessLogSettings=None)) == {("observability/no-access-log", "open")}


# Alarms


def test_no_alarm_on_unhealthy_hosts(found):
    missing = {("observability/no-unhealthy-alarm", "app-tg")}
    assert found(fargate_behind_nlb().drop("unhealthy")) == missing
    stack = fargate_behind_nlb().change("unhealthy", metricName="NewFlowCount", dimensions={"LoadBalancer": _BALANCER})
    assert found(stack) == missing


def test_an_alarm_on_another_target_group_is_none_on_this(found):
    stack = fargate_behind_nlb()
    stack.add("lb.TargetGroup", "other-tg", port=80, protocol="TCP", targetType="ip", vpcId=Ref("core-vpc"))
    other = {"LoadBalancer": _BALANCER, "TargetGroup": Ref("other-tg", "arnSuffix")}
    assert found(stack.change("unhealthy", dimensions=other)) == {("observability/no-unhealthy-alarm", "app-tg")}


def test_metric_math_may_hold_the_metric(found):
    metric = {"metricName": "HealthyHostCount", "namespace": _NLB, "period": 60, "stat": "Minimum",
              "dimensions": {"LoadBalancer": _BALANCER, "TargetGroup": _GROUP}}  # fmt: skip
    queries = [{"id": "m", "metric": metric}, {"id": "e", "expression": "m - 1", "returnData": True}]
    unset = dict.fromkeys(("namespace", "metricName", "dimensions", "statistic", "period"), None)
    assert found(fargate_behind_nlb().change("unhealthy", metricQueries=queries, **unset)) == set()
    metric["dimensions"] = {"TargetGroup": _GROUP}
    stack = fargate_behind_nlb().change("unhealthy", metricQueries=queries, **unset)
    assert found(stack) == {("observability/alarm-never-fires", "unhealthy")}


@pytest.mark.parametrize(
    "changed",
    [
        {"metricName": "UnhealthyHostCount"},
        {"dimensions": {"LoadBalancer": _BALANCER, "TargetGroup": _GROUP, "TargetGroupName": "app"}},
        {"dimensions": {"TargetGroup": _GROUP}},
        {"namespace": "AWS/ApplicationELB"},
    ],
)
def test_an_alarm_on_targets_that_never_fires(found, changed):
    never = {("observability/alarm-never-fires", "unhealthy")}
    watched = changed.get("metricName", "UnHealthyHostCount") == "UnHealthyHostCount"
    expected = never if watched else never | {("observability/no-unhealthy-alarm", "app-tg")}
    assert found(fargate_behind_nlb().change("unhealthy", **changed)) == expected


def test_an_alarm_with_an_arn_shows_in_the_update(found, operation):
    dimensions = {"LoadBalancer": _BALANCER, "TargetGroup": Ref("app-tg", "arn")}
    never = {("observability/alarm-never-fires", "unhealthy")}
    stack = fargate_behind_nlb().change("unhealthy", dimensions=dimensions)
    assert found(stack) == (set() if operation == PREVIEW else never)


def test_targets_that_are_load_balancers_have_no_health_of_their_own(found):
    stack = fargate_behind_nlb().change("app-tg", targetType="alb")
    assert found(stack) == {("observability/alarm-never-fires", "unhealthy")}
    assert found(stack.drop("unhealthy")) == set()


def _api_alarm(**properties) -> Stack:
    stack = fargate_behind_nlb()
    given = {"namespace": _API, "metricName": "5XXError", "statistic": "Sum", "period": 60, "evaluationPeriods": 1,
             "comparisonOperator": "GreaterThanThreshold", "threshold": 0, **properties}  # fmt: skip
    stack.add("cloudwatch.MetricAlarm", "errors", **given)
    return stack


@pytest.mark.parametrize(
    "properties",
    [
        {"dimensions": {"ApiName": Ref("orders", "name")}},
        {"dimensions": {"ApiName": Ref("orders", "name"), "Stage": Ref("live", "stageName")}},
        {"dimensions": {"ApiName": "orders", "Stage": "live", "Method": "GET", "Resource": "/orders"}},
        {"metricName": "5xx", "dimensions": {"ApiId": "a1b2c3", "Stage": "$default"}},
        {"namespace": "Shop/Orders", "metricName": "Anything"},
        {"metricName": "ConnectCount", "dimensions": {"ApiId": "a1b2c3", "Stage": "$default"}},
    ],
)
def test_an_alarm_on_an_api(found, properties):
    assert found(_api_alarm(**properties)) == set()


@pytest.mark.parametrize(
    "properties",
    [
        {"dimensions": {"ApiName": Ref("orders")}},
        {"dimensions": {"ApiId": Ref("orders")}},
        {"dimensions": {"ApiName": "orders", "Method": "GET"}},
        {"dimensions": {"Stage": "live"}},
        {"metricName": "5XXErrors", "dimensions": {"ApiName": "orders"}},
        {"metricName": "5xx", "dimensions": {"ApiName": "orders"}},
    ],
)
def test_an_alarm_on_an_api_that_never_fires(found, properties):
    assert found(_api_alarm(**properties)) == {("observability/alarm-never-fires", "errors")}
