"""Alarms on what a chain from API to targets shows when it breaks."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions

from .shapes import Observed


class AlarmArgs(TypedDict):
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

    above: NotRequired[float]
    """The level that the metric exceeds; default 0."""

    below: NotRequired[float]
    """The level that the metric falls below, instead."""

    period: NotRequired[int]
    """Minutes that one value of the metric stands for; default 1."""

    periods: NotRequired[int]
    """How many values in a row; default 5."""

    missing: NotRequired[str]
    """What missing data mean; default `notBreaching`."""


def alarm(name: str, args: AlarmArgs, topic: str | None, opts: ResourceOptions) -> aws.cloudwatch.MetricAlarm:
    """An alarm that tells a topic, or only shows in CloudWatch."""
    actions, percentile = [topic] if topic else [], args["statistic"].startswith("p")
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=args["why"],
        namespace=args["namespace"],
        metric_name=args["metric"],
        dimensions=args["dimensions"],
        statistic=None if percentile else args["statistic"],
        extended_statistic=args["statistic"] if percentile else None,
        comparison_operator="LessThanThreshold" if "below" in args else "GreaterThanThreshold",
        threshold=args["below"] if "below" in args else args.get("above", 0),
        period=60 * args.get("period", 1),
        evaluation_periods=args.get("periods", 5),
        treat_missing_data=args.get("missing", "notBreaching"),
        alarm_actions=actions,
        ok_actions=actions,
        tags={"Name": name},
        opts=opts,
    )


class BalancerAlarmsArgs(TypedDict):
    """Arguments of BalancerAlarms."""

    observed: Mapping[str, Observed]
    """Load balancers and target groups, by the name that their alarms get; an empty one for the only one."""

    topic: NotRequired[str | None]
    """The ARN of the SNS topic to tell; without it alarms only show in CloudWatch."""


class BalancerAlarms(pulumi.ComponentResource):
    """Alarms on targets that fail their health checks, on services without a target that passes, on rejected flows.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
    """

    def __init__(self, name: str, args: BalancerAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:BalancerAlarms", name, None, opts)
        child = ResourceOptions(parent=self)
        topic = args.get("topic")
        self.down: dict[str, aws.cloudwatch.MetricAlarm] = {}
        for key, each in args["observed"].items():
            prefix = f"{name}-{key}" if key else name
            down: AlarmArgs = {
                "why": "No target passes its health checks",
                "namespace": f"AWS/{each.kind}",
                "metric": "HealthyHostCount",
                "dimensions": {"LoadBalancer": each.load_balancer, "TargetGroup": each.target_group},
                "statistic": "Maximum",
                "below": 1,
                "periods": 3,
                "missing": "breaching",
            }
            self.down[key] = alarm(f"{prefix}-down", down, topic, child)
            unhealthy: AlarmArgs = {
                "why": "A target fails its health checks",
                "namespace": f"AWS/{each.kind}",
                "metric": "UnHealthyHostCount",
                "dimensions": {"LoadBalancer": each.load_balancer, "TargetGroup": each.target_group},
                "statistic": "Minimum",
                "above": 0,
                "periods": 3,
                "missing": "missing",
            }
            alarm(f"{prefix}-unhealthy", unhealthy, topic, child)
            if each.kind == "NetworkELB":
                rejected: AlarmArgs = {
                    "why": "The load balancer's security group turns connections away",
                    "namespace": "AWS/NetworkELB",
                    "metric": "SecurityGroupBlockedFlowCount_Inbound_TCP",
                    "dimensions": {"LoadBalancer": each.load_balancer},
                    "statistic": "Sum",
                    "above": 0,
                }
                alarm(f"{prefix}-rejected", rejected, topic, child)
        self.register_outputs({})


class ApiAlarmsArgs(TypedDict):
    """Arguments of ApiAlarms."""

    dimensions: Mapping[str, Input[str]]
    """ApiName and Stage of a REST API, ApiId and Stage of an HTTP API."""

    errors: int
    """Answers of 500 and more in a minute, above which there is an alarm."""

    latency: int
    """Milliseconds that the slowest hundredth of the requests takes, above which there is an alarm."""

    topic: NotRequired[str | None]
    """The ARN of the SNS topic to tell; without it alarms only show in CloudWatch."""


class ApiAlarms(pulumi.ComponentResource):
    """Alarms on answers of 500 and more, and on slow ones.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    """

    def __init__(self, name: str, args: ApiAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:ApiAlarms", name, None, opts)
        child, topic = ResourceOptions(parent=self), args.get("topic")
        errors: AlarmArgs = {
            "why": "The API answers with 500 or more",
            "namespace": "AWS/ApiGateway",
            "metric": "5xx" if "ApiId" in args["dimensions"] else "5XXError",
            "dimensions": args["dimensions"],
            "statistic": "Sum",
            "above": args["errors"],
        }
        latency: AlarmArgs = {
            "why": "The API answers slowly",
            "namespace": "AWS/ApiGateway",
            "metric": "Latency",
            "dimensions": args["dimensions"],
            "statistic": "p99",
            "above": args["latency"],
        }
        alarm(f"{name}-errors", errors, topic, child)
        alarm(f"{name}-latency", latency, topic, child)
        self.register_outputs({})
