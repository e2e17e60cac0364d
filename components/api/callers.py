"""The resource policy of a private REST API: who may call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """Keeps out whoever comes neither through one of the endpoints nor from one of the VPCs.

    They are denied, since an authorizer overrules what a policy merely does not allow:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    conditions = {
        "aws:SourceVpce": [*args.endpoint_ids, *args.further_endpoint_ids],
        "aws:SourceVpc": list(args.vpc_ids),
    }
    calls = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": Output.concat(api.execution_arn, "/*")}
    others = {key: values for key, values in conditions.items() if values}
    return policy_output(
        [
            {"Effect": "Allow", **calls},
            {"Effect": "Deny", **calls, "Condition": {"StringNotEquals": others}},
        ]
    )
