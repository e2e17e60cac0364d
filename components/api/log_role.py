"""The role with which API Gateway writes logs: one for an account and region."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..regions import partition
from ..roles import service_role


@dataclass(frozen=True, kw_only=True)
class LogRoleArgs:
    """Arguments of LogRole."""

    region: str
    """The AWS region; it decides the partition of AWS's own policy."""


class LogRole(pulumi.ComponentResource):
    """Sets the account's log role. Make it in one stack of an account and region only: stages without it cannot log."""

    role_arn: Output[str]
    """The ARN of the role."""

    def __init__(self, name: str, args: LogRoleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:LogRole", name, None, opts)
        child = ResourceOptions(parent=self)
        role = service_role(f"{name}-role", "apigateway.amazonaws.com", child)
        attachment = aws.iam.RolePolicyAttachment(
            f"{name}-role",
            role=role.name,
            policy_arn=f"arn:{partition(args.region).name}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            opts=child,
        )
        self.account = aws.apigateway.Account(
            f"{name}-account",
            cloudwatch_role_arn=role.arn,
            opts=ResourceOptions(parent=self, depends_on=[attachment]),
        )
        self.role_arn = role.arn
        self.register_outputs({"roleArn": self.role_arn})
