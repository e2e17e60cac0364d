"""The stage of a REST API: what callers reach, its logs and limits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi_aws as aws
from pulumi import Input, Output, Resource, ResourceOptions

from ..logs import log_group
from ..settings.stages import RestStageSettings
from ..shapes import LoggedArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
ACCESS_LOG = json.dumps(
    {
        "requestId": "$context.requestId",
        "time": "$context.requestTime",
        "method": "$context.httpMethod",
        "path": "$context.path",
        "route": "$context.resourcePath",
        "status": "$context.status",
        "error": "$context.error.responseType",
        "integrationStatus": "$context.integration.status",
        "integrationError": "$context.integration.error",
        "latency": "$context.responseLatency",
        "integrationLatency": "$context.integration.latency",
        "apiKeyId": "$context.identity.apiKeyId",
        "source": "$context.identity.sourceIp",
        "vpce": "$context.identity.vpceId",
    }
)


@dataclass(frozen=True, kw_only=True)
class StageArgs(LoggedArgs):
    """What a stage is like."""

    settings: RestStageSettings = field(default_factory=RestStageSettings)
    """Its name, its limits."""

    variables: Mapping[str, Input[str]] | None = None
    """Stage variables."""

    log_role: Sequence[Resource] = ()
    """What has to exist before API Gateway may write logs: the account's log role, where the stack makes it."""


def stage_of(
    name: str,
    api: aws.apigateway.RestApi,
    deployment: aws.apigateway.Deployment,
    args: StageArgs,
    opts: ResourceOptions,
) -> aws.apigateway.Stage:
    """A stage with access logs, execution logs of errors, metrics of every method, and a limit."""
    settings = args.settings
    access = log_group(f"{name}-access", args, opts)
    # API Gateway makes this group itself if it is not there, and keeps what is in it for ever.
    called = Output.concat("API-Gateway-Execution-Logs_", api.id, "/", settings.stage)
    execution = log_group(f"{name}-execution", args, opts, called=called)
    stage = aws.apigateway.Stage(
        f"{name}-stage",
        rest_api=api.id,
        deployment=deployment.id,
        stage_name=settings.stage,
        variables=args.variables,
        access_log_settings={"destination_arn": access.arn, "format": ACCESS_LOG},
        xray_tracing_enabled=settings.tracing,
        client_certificate_id=_client_certificate(name, opts) if settings.client_certificate else None,
        tags={"Name": f"{name}-{settings.stage}"},
        opts=ResourceOptions(parent=opts.parent, depends_on=[execution, *args.log_role]),
    )
    aws.apigateway.MethodSettings(
        f"{name}-methods",
        rest_api=api.id,
        stage_name=stage.stage_name,
        method_path="*/*",
        settings={
            "metrics_enabled": True,
            "logging_level": "ERROR",
            "data_trace_enabled": False,
            "throttling_rate_limit": settings.throttle.rate,
            "throttling_burst_limit": settings.throttle.burst,
        },
        opts=opts,
    )
    return stage


def _client_certificate(name: str, opts: ResourceOptions) -> Output[str]:
    """What API Gateway shows to backends that ask who calls. It ends after a year, when another has to take its place.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
    """
    return aws.apigateway.ClientCertificate(
        f"{name}-backends", description=f"Backends of {name}", tags={"Name": f"{name}-backends"}, opts=opts
    ).id
