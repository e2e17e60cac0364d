"""Alarms on what a chain from API to targets shows when it breaks."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions


class BalancerAlarmsArgs(TypedDict):
    """Arguments of BalancerAlarms."""

    load_balancer: Input[str]
    """The load balancer's ARN suffix."""

    target_group: Input[str]
    """The target group's ARN suffix."""

    topic: NotRequired[str | None]
    """The ARN of the SNS topic to tell; without it an alarm only shows in CloudWatch."""


class BalancerAlarms(pulumi.ComponentResource):
    """Alarms on targets that fail their health checks, and on connections that the balancer's group turned away."""

    def __init__(self, name: str, args: BalancerAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:BalancerAlarms", name, None, opts)
        child = ResourceOptions(parent=self)
        topic = args.get("topic")
        actions = [topic] if topic else []
        # The dimensions that are published: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
        aws.cloudwatch.MetricAlarm(
            f"{name}-unhealthy",
            alarm_description="A target fails its health checks",
            namespace="AWS/NetworkELB",
            metric_name="UnHealthyHostCount",
            dimensions={"LoadBalancer": args["load_balancer"], "TargetGroup": args["target_group"]},
            statistic="Minimum",
            period=60,
            evaluation_periods=3,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            treat_missing_data="missing",
            alarm_actions=actions,
            ok_actions=actions,
            tags={"Name": f"{name}-unhealthy"},
            opts=child,
        )
        self.register_outputs({})
