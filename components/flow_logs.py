"""What passes through a VPC, written down: its flow log."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .logs import log_group
from .naming import COMMON, fit
from .roles import policy_output, service_role
from .shapes import LoggedArgs


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs(LoggedArgs):
    """Arguments of FlowLogs."""

    vpc_id: Input[str]
    """The VPC."""


class FlowLogs(pulumi.ComponentResource):
    """A log of what passes through a VPC and of what is turned away, and the role that writes it."""

    log_group_name: Output[str]
    """The name of the log group."""

    def __init__(self, name: str, args: FlowLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:FlowLogs", name, None, opts)
        child = ResourceOptions(parent=self)
        logs = log_group(f"{name}-flows", args, child)
        role = service_role(f"{name}-flows", "vpc-flow-logs.amazonaws.com", child)
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        write = {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": Output.concat(logs.arn, ":*"),
        }
        rights = aws.iam.RolePolicy(
            fit(f"{name}-flows", COMMON), role=role.id, policy=policy_output([write]), opts=child
        )
        aws.ec2.FlowLog(
            f"{name}-flows",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            tags={"Name": f"{name}-flows"},
            opts=ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.log_group_name = logs.name
        self.register_outputs({"logGroupName": self.log_group_name})
