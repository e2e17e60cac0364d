"""The resource policy of a private REST API: who may call it."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi_aws as aws
from pulumi import Input, Output

from ..roles import policy_output


class CallersArgs(TypedDict):
    """Who may call a private API."""

    endpoint_ids: Sequence[Input[str]]
    """The execute-api endpoints that the API is called through, and whose private DNS leads to it."""

    further_endpoint_ids: NotRequired[Sequence[str]]
    """Endpoints of other VPCs that may be used as well."""

    vpc_ids: NotRequired[Sequence[str]]
    """VPCs from which calls may come, through whichever of their endpoints."""


def callers_policy(api: aws.apigateway.RestApi, args: CallersArgs) -> Output[str]:
    """Lets in whoever comes through one of the endpoints, or from one of the VPCs; nobody else.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    """
    conditions = {
        "aws:SourceVpce": [*args["endpoint_ids"], *args.get("further_endpoint_ids", ())],
        "aws:SourceVpc": list(args.get("vpc_ids", ())),
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
