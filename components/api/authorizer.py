"""A Lambda authorizer that compares the caller's key with parameters in SSM."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..functions import Function
from ..naming import COMMON, fit
from ..shapes import LogArgs

CODE = Path(__file__).parent / "authorizer_lambda"
HEADER = "method.request.header.x-api-key"


class KeyAuthorizerArgs(TypedDict):
    """Arguments of KeyAuthorizer."""

    parameters: Mapping[str, aws.ssm.Parameter]
    """The parameters with the keys' values, by `CONSUMER/LABEL`."""

    encryption_key: NotRequired[Input[str] | None]
    """The KMS key of the parameters; default: AWS's own."""

    cache: NotRequired[int]
    """Seconds for which API Gateway keeps an answer; default 300."""

    logs: NotRequired[LogArgs]
    """How the function's log is kept."""


class KeyAuthorizer(pulumi.ComponentResource):
    """The function that decides: who sends a key that is in one of the parameters may call every route of the API."""

    function_arn: Output[str]
    """The ARN of the function."""

    def __init__(self, name: str, args: KeyAuthorizerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:KeyAuthorizer", name, None, opts)
        parameters = args["parameters"]
        # Which consumer a parameter belongs to, so that the log of a call names it.
        named = [Output.concat(key.partition("/")[0], "=", each.name) for key, each in parameters.items()]
        statements: list[dict[str, Any]] = [
            {
                "Effect": "Allow",
                "Action": "ssm:GetParameters",
                "Resource": [parameter.arn for parameter in parameters.values()],
            }
        ]
        if encryption := args.get("encryption_key"):
            statements.append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": encryption})
        function = Function(
            f"{name}-authorizer",
            {
                "code": CODE,
                "statements": statements,
                "environment": {"PARAMETER_NAMES": Output.all(*named).apply(",".join)},
                "timeout": 10,
                "logs": args.get("logs", {}),
            },
            ResourceOptions(parent=self),
        )
        self.function_arn = function.arn
        self.decision = Decision(function.function_name, function.invoke_arn, args.get("cache", 300))
        self.register_outputs({"functionArn": self.function_arn})


@dataclass(frozen=True)
class Decision:
    """The function that an API asks, and how long it keeps the answer."""

    function_name: Output[str]
    invoke_arn: Output[str]
    cache: int


def attach(
    name: str, api: aws.apigateway.RestApi, decision: Decision, opts: ResourceOptions
) -> tuple[aws.apigateway.Authorizer, aws.lambda_.Permission]:
    """Makes an API ask the function, and lets it.

    The key is what an answer is kept for. A request without one is answered with 401 and does not reach the function.
    """
    authorizer = aws.apigateway.Authorizer(
        fit(f"{name}-authorizer", COMMON),
        rest_api=api.id,
        type="REQUEST",
        authorizer_uri=decision.invoke_arn,
        identity_source=HEADER,
        authorizer_result_ttl_in_seconds=decision.cache,
        opts=opts,
    )
    permission = aws.lambda_.Permission(
        f"{name}-authorizer",
        action="lambda:InvokeFunction",
        function=decision.function_name,
        principal="apigateway.amazonaws.com",
        source_arn=Output.concat(api.execution_arn, "/authorizers/", authorizer.id),
        opts=opts,
    )
    return authorizer, permission
