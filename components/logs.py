"""Log groups that keep what they are told to keep."""

import pulumi_aws as aws
from pulumi import Input, ResourceOptions

from .shapes import LogArgs


def log_group(
    name: str, args: LogArgs, opts: ResourceOptions, *, called: Input[str] | None = None
) -> aws.cloudwatch.LogGroup:
    """A log group with retention and encryption; `called` is its name in CloudWatch where somebody else decides it."""
    return aws.cloudwatch.LogGroup(
        name, name=called, retention_in_days=args.get("retention", 30), kms_key_id=args.get("key"), opts=opts
    )
