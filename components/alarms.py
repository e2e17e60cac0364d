"""Alarms on what a chain from API to targets shows when it breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions

from .settings.operations import AlarmSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .shapes import Observed


@dataclass(frozen=True, kw_only=True)
class AlarmArgs:
    """When an alarm is raised: what a metric says for some minutes."""

    why: str
    """What it means."""

    namespace: str
    """The namespace of the metric."""

    metric: str
    """The name of the metric."""

    dimensions: Mapping[str, Input[str]]
    """Its dimensions: exactly a set that is published."""

    statistic: str
    """`Sum`, `Minimum`, `Maximum`, or a percentile such as `p99`."""

    above: float = 0
    """The level that the metric exceeds."""

    below: float | None = None
    """The level that the metric falls below, instead."""

    minutes: int = 1
    """Minutes that one value of the metric stands for."""

    values: int = 5
    """How many values in a row."""

    missing: str = "notBreaching"
    """What missing data mean."""


def alarm(name: str, args: AlarmArgs, topic: Input[str] | None, opts: ResourceOptions) -> aws.cloudwatch.MetricAlarm:
    """An alarm that tells a topic, or only shows in CloudWatch."""
    actions, percentile = [] if topic is None else [topic], args.statistic.startswith("p")
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=args.why,
        namespace=args.namespace,
        metric_name=args.metric,
        dimensions=args.dimensions,
        statistic=None if percentile else args.statistic,
        extended_statistic=args.statistic if percentile else None,
        comparison_operator="GreaterThanThreshold" if args.below is None else "LessThanThreshold",
        threshold=args.above if args.below is None else args.below,
        period=60 * args.minutes,
        evaluation_periods=args.values,
        treat_missing_data=args.missing,
        alarm_actions=actions,
        ok_actions=actions,
        tags={"Name": name},
        opts=opts,
    )


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """Arguments of what raises alarms."""

    topic: Input[str] | None = None
    """The ARN of the SNS topic to tell; without it alarms only show in CloudWatch."""


@dataclass(frozen=True, kw_only=True)
class BalancerAlarmsArgs(AlarmTopicArgs):
    """Arguments of BalancerAlarms."""

    observed: Mapping[str, Observed]
    """Load balancers and target groups, by the name that their alarms get; an empty one for the only one."""


class BalancerAlarms(pulumi.ComponentResource):
    """Alarms on targets that fail their health checks, on services without a target that passes, on rejected flows.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
    """

    down: Mapping[str, aws.cloudwatch.MetricAlarm]
    """The alarms that are raised when no target passes, by the name of what is watched."""

    def __init__(self, name: str, args: BalancerAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:BalancerAlarms", name, None, opts)
        down = {}
        for key, each in args.observed.items():
            prefix = f"{name}-{key}" if key else name
            down[key] = self._targets(prefix, each, args.topic)
            if each.kind == "NetworkELB":
                self._rejected(prefix, each, args.topic)
        self.down = down
        self.register_outputs({})

    def _targets(self, prefix: str, observed: Observed, topic: Input[str] | None) -> aws.cloudwatch.MetricAlarm:
        """The alarms on targets; the one that is raised when none passes its health checks."""
        child, namespace = ResourceOptions(parent=self), f"AWS/{observed.kind}"
        group = {"LoadBalancer": observed.load_balancer, "TargetGroup": observed.target_group}
        unhealthy = AlarmArgs(
            why="A target fails its health checks",
            namespace=namespace,
            metric="UnHealthyHostCount",
            dimensions=group,
            statistic="Minimum",
            above=0,
            values=3,
            missing="missing",
        )
        alarm(f"{prefix}-unhealthy", unhealthy, topic, child)
        down = AlarmArgs(
            why="No target passes its health checks",
            namespace=namespace,
            metric="HealthyHostCount",
            dimensions=group,
            statistic="Maximum",
            below=1,
            values=3,
            missing="breaching",
        )
        return alarm(f"{prefix}-down", down, topic, child)

    def _rejected(self, prefix: str, observed: Observed, topic: Input[str] | None) -> None:
        rejected = AlarmArgs(
            why="The load balancer's security group turns connections away",
            namespace="AWS/NetworkELB",
            metric="SecurityGroupBlockedFlowCount_Inbound_TCP",
            dimensions={"LoadBalancer": observed.load_balancer},
            statistic="Sum",
            above=0,
        )
        alarm(f"{prefix}-rejected", rejected, topic, ResourceOptions(parent=self))


@dataclass(frozen=True, kw_only=True)
class ApiAlarmsArgs(AlarmTopicArgs):
    """Arguments of ApiAlarms."""

    settings: AlarmSettings = field(default_factory=AlarmSettings)
    """When an API is in trouble."""

    dimensions: Mapping[str, Input[str]]
    """ApiName and Stage of a REST API, ApiId and Stage of an HTTP API."""


class ApiAlarms(pulumi.ComponentResource):
    """Alarms on answers of 500 and more, and on slow ones.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    """

    def __init__(self, name: str, args: ApiAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:ApiAlarms", name, None, opts)
        child = ResourceOptions(parent=self)
        errors = AlarmArgs(
            why="The API answers with 500 or more",
            namespace="AWS/ApiGateway",
            metric="5xx" if "ApiId" in args.dimensions else "5XXError",
            dimensions=args.dimensions,
            statistic="Sum",
            above=args.settings.errors,
        )
        latency = AlarmArgs(
            why="The API answers slowly",
            namespace="AWS/ApiGateway",
            metric="Latency",
            dimensions=args.dimensions,
            statistic="p99",
            above=args.settings.latency,
        )
        alarm(f"{name}-errors", errors, args.topic, child)
        alarm(f"{name}-latency", latency, args.topic, child)
        self.register_outputs({})
