"""Log groups that keep what they are told to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

if TYPE_CHECKING:
    from pulumi import Input, ResourceOptions

    from .shapes import LoggedArgs


def log_group(
    name: str, args: LoggedArgs, opts: ResourceOptions, *, called: Input[str] | None = None
) -> aws.cloudwatch.LogGroup:
    """A log group with retention and encryption; `called` is its name in CloudWatch where somebody else decides it."""
    return aws.cloudwatch.LogGroup(
        name, name=called, retention_in_days=args.logs.retention, kms_key_id=args.key, opts=opts
    )
