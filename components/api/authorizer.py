"""A Lambda authorizer that compares the caller's key with parameters in SSM."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..functions import Function, FunctionArgs
from ..naming import COMMON, fit
from ..origins import made_from
from ..roles import decrypting
from ..settings.apis import KeyAuthorizerSettings, RestSettings
from ..shapes import LoggedArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .access import Keys
    from .site import ApiSite

CODE = Path(__file__).parent / "authorizer_lambda"
HEADER = "method.request.header.x-api-key"


@dataclass(frozen=True, kw_only=True)
class KeyAuthorizerArgs(LoggedArgs):
    """Arguments of KeyAuthorizer."""

    settings: KeyAuthorizerSettings = field(default_factory=KeyAuthorizerSettings)
    """How long its answers hold."""

    parameters: Mapping[str, aws.ssm.Parameter]
    """The parameters with the keys' values, by `CONSUMER/LABEL`."""

    traced: bool = False
    """Whether X-Ray traces its calls, as it does those of the API."""


class KeyAuthorizer(pulumi.ComponentResource):
    """The function that decides: who sends a key that is in one of the parameters may call every route of the API."""

    function_arn: Output[str]
    """The ARN of the function."""

    decision: Decision
    """What an API needs to ask it."""

    def __init__(self, name: str, args: KeyAuthorizerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:KeyAuthorizer", name, None, opts)
        parameters = args.parameters
        # Which consumer a parameter belongs to, so that the log of a call names it.
        named = [Output.concat(key.partition("/")[0], "=", each.name) for key, each in parameters.items()]
        read = {
            "Effect": "Allow",
            "Action": "ssm:GetParameters",
            "Resource": [parameter.arn for parameter in parameters.values()],
        }
        function = Function(
            f"{name}-authorizer",
            FunctionArgs(
                code=CODE,
                statements=[read, *decrypting(args.key)],
                environment={"PARAMETER_NAMES": Output.all(*named).apply(",".join)},
                timeout=10,
                traced=args.traced,
                logs=args.logs,
                key=args.key,
            ),
            ResourceOptions(parent=self),
        )
        self.function_arn = function.arn
        self.decision = Decision(
            function_name=function.function_name, invoke_arn=function.invoke_arn, cache=args.settings.cache
        )
        self.register_outputs({"functionArn": self.function_arn})


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The function that an API asks, and how long it keeps the answer."""

    function_name: Output[str]
    """Its name."""

    invoke_arn: Output[str]
    """The ARN that API Gateway calls it by."""

    cache: int
    """Seconds."""


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


def authorizer_of(
    key: str, settings: RestSettings, keys: Keys | None, site: ApiSite, opts: ResourceOptions
) -> Decision | None:
    """The function that checks keys, where the API has one."""
    if settings.authorizer is None or keys is None:
        return None
    args = KeyAuthorizerArgs(
        settings=settings.authorizer,
        parameters=keys.parameters,
        traced=settings.tracing,
        logs=site.settings.operations,
        key=site.settings.operations.key,
    )
    with made_from("authorizer"):
        return KeyAuthorizer(f"{site.environment}-{key}", args, opts).decision
