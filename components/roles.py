"""IAM roles: who takes them, and what they may do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import ROLE, fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def service_role(name: str, service: str, opts: ResourceOptions) -> aws.iam.Role:
    """A role that an AWS service takes (`ecs-tasks.amazonaws.com`)."""
    return aws.iam.Role(
        fit(name, ROLE),
        assume_role_policy=policy([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}]),
        tags={"Name": name},
        opts=opts,
    )


def policy(statements: Sequence[Mapping[str, Any]]) -> str:
    """A policy document of plain values."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def policy_output(statements: Input[Sequence[Mapping[str, Any]]]) -> Output[str]:
    """A policy document in which outputs stand."""
    return Output.json_dumps({"Version": "2012-10-17", "Statement": statements})


def decrypting(key: Input[str] | None) -> list[dict[str, Any]]:
    """What reading a secret takes in addition where a KMS key of one's own encrypts it."""
    return [] if key is None else [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}]
