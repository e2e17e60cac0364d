"""The resource policy of a private REST API: who may call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi import Input, Output

from ..roles import policy_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class CallersArgs:
    """Who may call a private API."""

    endpoint_ids: Sequence[Input[str]]
    """The execute-api endpoints that the API is called through, and whose private DNS leads to it."""

    further_endpoint_ids: Sequence[Input[str]] = ()
    """Endpoints of other VPCs that may be used as well."""

    vpc_ids: Sequence[Input[str]] = ()
    """VPCs from which calls may come, through whichever of their endpoints."""


def callers_policy(api: aws.apigateway.RestApi, args: CallersArgs) -> Output[str]:
    """Lets in whoever comes through one of the endpoints, or from one of the VPCs; nobody else.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    """
    conditions = {
        "aws:SourceVpce": [*args.endpoint_ids, *args.further_endpoint_ids],
        "aws:SourceVpc": list(args.vpc_ids),
    }
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": Output.concat(api.execution_arn, "/*"),
            "Condition": {"StringEquals": {key: values}},
        }
        for key, values in conditions.items()
        if values
    ]
    return policy_output(statements)
