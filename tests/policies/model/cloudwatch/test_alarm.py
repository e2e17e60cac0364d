"""Alarms, metrics and dimensions: what is published, and whose health is watched."""

from typing import Any

import pytest

from private_api_guard.model.cloudwatch.alarm import Alarms
from private_api_guard.model.cloudwatch.metrics import unpublished
from private_api_guard.model.model import Model
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

NLB, ALB, API = "AWS/NetworkELB", "AWS/ApplicationELB", "AWS/ApiGateway"
EDGE = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", outputs={"arnSuffix": "net/edge/1"})
FRONT = made("lb/loadBalancer:LoadBalancer", "front", outputs={"arnSuffix": "app/front/1"})
APP = made("lb/targetGroup:TargetGroup", "app", targetType="ip", outputs={"arnSuffix": "targetgroup/app/1"})
INNER = made("lb/targetGroup:TargetGroup", "inner", targetType="alb", outputs={"arnSuffix": "targetgroup/inner/1"})
ORDERS = made("apigateway/restApi:RestApi", "orders", outputs={"id": "r1", "name": "orders-api"})
NAMELESS = made("apigateway/restApi:RestApi", "nameless", outputs={"name": UNKNOWN})
SHOP = made("apigatewayv2/api:Api", "shop", outputs={"id": "h1", "name": "shop-api"}, protocolType="HTTP")
STACK = [EDGE, FRONT, APP, INNER, ORDERS, NAMELESS, SHOP]


@pytest.mark.parametrize(
    ("namespace", "name", "dimensions", "reason"),
    [
        (NLB, "ActiveFlowCount", ["LoadBalancer"], ""),
        (NLB, "ActiveFlowCount", ["LoadBalancer", "AvailabilityZone"], ""),
        (NLB, "ActiveFlowCount", [], "ActiveFlowCount is published with LoadBalancer"),
        (NLB, "ActiveFlowCount", ["LoadBalancer", "Zone"], "no metric has the dimension Zone"),
        (NLB, "RequestCount", ["LoadBalancer"], "AWS/NetworkELB has no metric RequestCount"),
        (NLB, "UnHealthyHostCount", ["LoadBalancer", "TargetGroup"], ""),
        (
            NLB,
            "UnHealthyHostCount",
            ["TargetGroup"],
            "UnHealthyHostCount is published with LoadBalancer and TargetGroup",
        ),
        (
            ALB,
            "UnHealthyHostCount",
            ["LoadBalancer"],
            "UnHealthyHostCount is published with LoadBalancer and TargetGroup",
        ),
        (ALB, "RequestCountPerTarget", ["TargetGroup"], ""),
        (ALB, "RequestCountPerTarget", ["LoadBalancer"], "RequestCountPerTarget is published with TargetGroup"),
        (ALB, "HTTPCode_Target_5XX_Count", ["LoadBalancer", "TargetGroup"], ""),
        (
            ALB,
            "HTTPCode_Target_5xx_Count",
            ["LoadBalancer"],
            "AWS/ApplicationELB has no metric HTTPCode_Target_5xx_Count",
        ),
        (API, "5XXError", ["ApiName"], ""),
        (API, "5XXError", ["ApiName", "Stage"], ""),
        (API, "5XXError", ["ApiName", "Stage", "Method", "Resource"], ""),
        (
            API,
            "5XXError",
            ["ApiName", "Method"],
            "5XXError is published with ApiName, with Stage, or with Stage, Method",
        ),
        (API, "5xx", ["ApiName"], "a REST API has no metric 5xx; it has 4XXError, 5XXError, CacheHitCount"),
        (API, "5XXError", ["ApiId"], "an HTTP API has no metric 5XXError; it has 4xx, 5xx, Count, DataProcessed"),
        (API, "5xx", ["ApiId", "Stage"], ""),
        (API, "Count", ["Stage"], "Count is published with ApiName (REST APIs) or ApiId (HTTP APIs)"),
        (API, "ConnectCount", ["ApiId", "Anything"], ""),
        ("AWS/SQS", "Anything", [], ""),
    ],
)
def test_what_is_published(namespace: str, name: str, dimensions: list[str], reason: str) -> None:
    found = unpublished(namespace, name, dimensions)
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


def alarm(namespace: Any, name: Any, feeds: dict[str, Any] | None = None, **dimensions: Any) -> Resource:
    """An alarm on a metric."""
    return made(
        "cloudwatch/metricAlarm:MetricAlarm",
        "alarm",
        feeds=feeds,
        namespace=namespace,
        metricName=name,
        dimensions=dimensions or None,
    )


def alarms(resource: Resource, *others: Resource) -> Alarms:
    """The alarms of a stack with load balancers and APIs."""
    return Alarms(Model(Stack([*STACK, *others, resource])))


BOTH = {"LoadBalancer": "net/edge/1", "TargetGroup": "targetgroup/app/1"}


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (alarm(NLB, "UnHealthyHostCount", **BOTH), None),
        (alarm(NLB, "UnHealthyHostCount", LoadBalancer=UNKNOWN, TargetGroup=UNKNOWN), None),
        (alarm(NLB, "UnHealthyHostCount"), "UnHealthyHostCount is published with LoadBalancer and TargetGroup"),
        (
            alarm(NLB, "UnHealthyHostCount", **{**BOTH, "TargetGroup": "app"}),
            "TargetGroup is app in dimensions; it is the arnSuffix, which begins with targetgroup/",
        ),
        (
            alarm(NLB, "ActiveFlowCount", LoadBalancer="edge"),
            "LoadBalancer is edge in dimensions; it is the arnSuffix, which begins with net/ or app/",
        ),
        (
            alarm(NLB, "ActiveFlowCount", LoadBalancer="app/front/1"),
            "front is of type application and publishes nothing in AWS/NetworkELB",
        ),
        (
            alarm(ALB, "RequestCount", LoadBalancer="net/edge/1"),
            "edge is of type network and publishes nothing in AWS/ApplicationELB",
        ),
        (
            alarm(NLB, "UnHealthyHostCount", LoadBalancer="net/edge/1", TargetGroup="targetgroup/inner/1"),
            "inner is of type alb, for which UnHealthyHostCount is not published",
        ),
        (alarm(API, "5XXError", ApiName="orders-api"), None),
        (alarm(API, "5XXError", ApiName="elsewhere"), None),
        (alarm(API, "5XXError", ApiName="r1"), "ApiName is the id of orders; CloudWatch has its name"),
        (alarm(API, "Count", ApiName="shop-api"), "shop is an HTTP API, which publishes with ApiId"),
        (alarm(API, "Count", ApiName="h1"), "shop is an HTTP API, which publishes with ApiId"),
        (alarm(API, "Count", ApiId="h1"), None),
        (
            alarm(API, "5XXError", {"dimensions": [ORDERS]}, ApiName=UNKNOWN),
            "ApiName is made from orders, but is not its name",
        ),
        (alarm(API, "5XXError", ApiName=UNKNOWN), None),
        (alarm(API, "5XXError", {"dimensions": [NAMELESS]}, ApiName=UNKNOWN), None),
        (alarm("AWS/SQS", "Count", ApiName="h1"), None),
    ],
)
def test_a_metric_with_its_dimensions(resource: Resource, reason: str | None) -> None:
    found = alarms(resource)
    [metric] = found.metrics
    answer = found.published(metric)
    assert answer.closed == (reason is not None)
    assert answer.evidence[1:] == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("resource", "where"),
    [
        (alarm(UNKNOWN, "Count", ApiName="a"), "alarm.namespace"),
        (alarm(API, UNKNOWN, ApiName="a"), "alarm.metricName"),
        (
            made("cloudwatch/metricAlarm:MetricAlarm", "alarm", namespace=API, metricName="Count", dimensions=UNKNOWN),
            "alarm.dimensions",
        ),
        (made("cloudwatch/metricAlarm:MetricAlarm", "alarm", metricQueries=UNKNOWN), "alarm.metricQueries"),
    ],
)
def test_a_metric_that_is_not_known(resource: Resource, where: str) -> None:
    found = alarms(resource)
    [metric] = found.metrics
    assert found.published(metric).where == where


def test_an_api_whose_name_is_a_list_is_no_api_with_that_name() -> None:
    odd = made("apigateway/restApi:RestApi", "odd", name=[None], outputs={"id": "r2", "name": [None]})
    found = alarms(alarm(API, "5XXError", ApiName="r2"), odd)
    assert found.published(found.metrics[0]).evidence[1:] == ("ApiName is the id of odd; CloudWatch has its name",)


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (alarm(NLB, "Count"), "alarm watches AWS/NetworkELB Count with no dimensions"),
        (
            alarm(NLB, "Count", TargetGroup="b", LoadBalancer="a"),
            "alarm watches AWS/NetworkELB Count with LoadBalancer, TargetGroup",
        ),
        (
            made("cloudwatch/metricAlarm:MetricAlarm", "alarm", namespace=NLB, metricName="Count", dimensions=UNKNOWN),
            "alarm watches AWS/NetworkELB Count with dimensions that are not known",
        ),
    ],
)
def test_what_an_alarm_watches_is_told(resource: Resource, told: str) -> None:
    assert [str(metric) for metric in alarms(resource).metrics] == [told]


def test_a_name_that_another_api_has_as_its_id_is_a_name() -> None:
    namesake = made("apigateway/restApi:RestApi", "namesake", outputs={"id": "r3", "name": "r1"})
    found = alarms(alarm(API, "5XXError", ApiName="r1"), namesake)
    assert found.published(found.metrics[0]).open


HEALTH = "UnHealthyHostCount"


@pytest.mark.parametrize(
    ("resource", "watched"),
    [
        (alarm(NLB, HEALTH, **BOTH), "open"),
        (alarm(NLB, "HealthyStateDNS", **BOTH), "open"),
        (alarm(NLB, "RequestCountPerTarget", **BOTH), "closed"),
        (alarm(NLB, HEALTH, LoadBalancer="net/edge/1"), "closed"),
        (alarm(NLB, HEALTH, LoadBalancer="net/edge/1", TargetGroup="targetgroup/inner/1"), "closed"),
        (alarm(NLB, HEALTH, {"dimensions": [EDGE, APP]}, LoadBalancer=UNKNOWN, TargetGroup=UNKNOWN), "open"),
        (alarm(NLB, HEALTH, {"dimensions": [EDGE, INNER]}, LoadBalancer=UNKNOWN, TargetGroup=UNKNOWN), "closed"),
        (alarm(NLB, HEALTH, LoadBalancer=UNKNOWN, TargetGroup=UNKNOWN), "unknown"),
        (alarm(NLB, UNKNOWN, **BOTH), "unknown"),
        (made("cloudwatch/metricAlarm:MetricAlarm", "alarm", metricName=HEALTH, dimensions=UNKNOWN), "unknown"),
        (made("cloudwatch/metricAlarm:MetricAlarm", "alarm", metricName="Count", dimensions=UNKNOWN), "closed"),
        (made("cloudwatch/metricAlarm:MetricAlarm", "alarm", metricQueries=UNKNOWN), "unknown"),
        (
            made(
                "cloudwatch/metricAlarm:MetricAlarm",
                "alarm",
                metricQueries=[
                    {"id": "e", "expression": "MAX(METRICS())"},
                    {"id": "m", "metric": {"namespace": NLB, "metricName": HEALTH, "dimensions": BOTH}},
                ],
            ),
            "open",
        ),
    ],
)
def test_whose_health_is_watched(resource: Resource, watched: str) -> None:
    assert alarms(resource).watch_health(APP.urn).state.value == watched


def test_without_alarms_nothing_is_watched() -> None:
    assert Alarms(Model(Stack(STACK))).watch_health(APP.urn).closed
