"""A dashboard that shows each chain hop by hop: APIs, then load balancers, then targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .shapes import Observed

WIDTH, HEIGHT = 8, 6
Metric = list[Any]


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """Arguments of Dashboard."""

    region: str
    """The AWS region of the metrics."""

    apis: Mapping[str, Mapping[str, Input[str]]]
    """The dimensions of APIs, by name."""

    backends: Mapping[str, Mapping[str, Observed]]
    """Load balancers and target groups, by backend and service."""


class Dashboard(pulumi.ComponentResource):
    """For each hop a row: how much comes, what fails, how long it takes."""

    dashboard_name: Output[str]
    """The name of the dashboard."""

    def __init__(self, name: str, args: DashboardArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Dashboard", name, None, opts)
        rows = [(f"API {key}", _api(dimensions)) for key, dimensions in args.apis.items()]
        for key, services in args.backends.items():
            rows += [(f"Backend {key} {service}".strip(), _balancer(each)) for service, each in services.items()]
        widgets = [
            _widget(title, place, row, args.region, metrics)
            for row, (name_of_hop, columns) in enumerate(rows)
            for place, (title, metrics) in enumerate((f"{name_of_hop}: {what}", each) for what, each in columns)
        ]
        dashboard = aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=f"{pulumi.get_project()}-{name}",
            dashboard_body=Output.json_dumps({"widgets": widgets}),
            opts=ResourceOptions(parent=self),
        )
        self.dashboard_name = dashboard.dashboard_name
        self.register_outputs({"dashboardName": self.dashboard_name})


def _widget(title: str, column: int, row: int, region: str, metrics: Sequence[Metric]) -> dict[str, Any]:
    place = {"x": column * WIDTH, "y": row * HEIGHT, "width": WIDTH, "height": HEIGHT}
    shown = {"title": title, "region": region, "view": "timeSeries", "period": 60, "metrics": metrics}
    return {"type": "metric", **place, "properties": shown}


def _api(dimensions: Mapping[str, Input[str]]) -> list[tuple[str, list[Metric]]]:
    http = "ApiId" in dimensions

    def of(metric: str, statistic: str) -> Metric:
        named = [part for pair in dimensions.items() for part in pair]
        return ["AWS/ApiGateway", metric, *named, {"stat": statistic}]

    return [
        ("requests", [of("Count", "Sum")]),
        ("errors", [of("4xx" if http else "4XXError", "Sum"), of("5xx" if http else "5XXError", "Sum")]),
        ("latency, whole and behind the link", [of("Latency", "p99"), of("IntegrationLatency", "p99")]),
    ]


def _balancer(observed: Observed) -> list[tuple[str, list[Metric]]]:
    def of(metric: str, statistic: str, *, target: bool = False) -> Metric:
        group = ["TargetGroup", observed.target_group] if target else []
        balancer = ["LoadBalancer", observed.load_balancer]
        return [f"AWS/{observed.kind}", metric, *group, *balancer, {"stat": statistic}]

    healthy = [of("HealthyHostCount", "Minimum", target=True), of("UnHealthyHostCount", "Maximum", target=True)]
    if observed.kind == "NetworkELB":
        rejected = [of("SecurityGroupBlockedFlowCount_Inbound_TCP", "Sum"), of("TCP_Target_Reset_Count", "Sum")]
        return [("connections", [of("NewFlowCount", "Sum")]), ("rejected and reset", rejected), ("targets", healthy)]
    errors = [of("HTTPCode_Target_5XX_Count", "Sum", target=True), of("HTTPCode_ELB_5XX_Count", "Sum")]
    slow = [of("TargetResponseTime", "p99", target=True)]
    return [("errors", errors), ("latency of targets", slow), ("targets", healthy)]
