"""Alarms watch what is published: a set of dimensions that nobody publishes stays silent for ever."""

from typing import Any

import pytest

from tests.engine import ROOT, Recording, document, environment

PUBLISHED = {
    ("AWS/NetworkELB", "HealthyHostCount"): {"LoadBalancer", "TargetGroup"},
    ("AWS/NetworkELB", "UnHealthyHostCount"): {"LoadBalancer", "TargetGroup"},
    ("AWS/NetworkELB", "SecurityGroupBlockedFlowCount_Inbound_TCP"): {"LoadBalancer"},
    ("AWS/ApplicationELB", "HealthyHostCount"): {"LoadBalancer", "TargetGroup"},
    ("AWS/ApplicationELB", "UnHealthyHostCount"): {"LoadBalancer", "TargetGroup"},
    ("AWS/ApiGateway", "5XXError"): {"ApiName", "Stage"},
    ("AWS/ApiGateway", "5xx"): {"ApiId", "Stage"},
    ("PrivateApi", "ProbeSuccess"): {"Probe"},
}
LATENCY = [{"ApiName", "Stage"}, {"ApiId", "Stage"}]


@pytest.fixture(scope="module", params=["stacks/prod", "examples/http-api", "examples/alb"])
def recording(request: pytest.FixtureRequest) -> Recording:
    folder, name = request.param.split("/")
    return environment(ROOT / folder / f"Pulumi.{name}.yaml")


def test_alarms_have_dimensions_that_are_published(recording: Recording) -> None:
    for each in recording.all("MetricAlarm"):
        metric = (each.inputs["namespace"], each.inputs["metricName"])
        dimensions = set(each.inputs["dimensions"])
        assert dimensions == PUBLISHED.get(metric) or (metric[1] == "Latency" and dimensions in LATENCY), each.name


def test_balancers_are_named_as_cloudwatch_names_them(recording: Recording) -> None:
    for each in recording.all("MetricAlarm"):
        if "LoadBalancer" in each.inputs["dimensions"]:
            assert each.inputs["dimensions"]["LoadBalancer"].endswith("-arnSuffix")


def test_the_dashboard_shows_every_hop() -> None:
    prod = environment(ROOT / "stacks" / "Pulumi.prod.yaml")
    widgets: list[Any] = document(prod.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])["widgets"]
    namespaces = {metric[0] for widget in widgets for metric in widget["properties"]["metrics"]}
    assert namespaces == {"AWS/ApiGateway", "AWS/NetworkELB"}
    places = [(widget["x"], widget["y"]) for widget in widgets]
    assert len(places) == len(set(places))
