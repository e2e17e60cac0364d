"""The stage of a REST API: what callers reach, its logs and limits."""

import json
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi_aws as aws
from pulumi import Input, Output, Resource, ResourceOptions

from ..logs import log_group
from ..shapes import LogArgs
from .access import ThrottleArgs

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


class StageArgs(TypedDict):
    """What a stage is like."""

    stage: str
    """The name of the stage."""

    throttle: ThrottleArgs
    """How fast requests may come, over all callers."""

    variables: NotRequired[Mapping[str, Input[str]] | None]
    """Stage variables."""

    tracing: NotRequired[bool]
    """Whether requests are traced with X-Ray; default false."""

    logs: NotRequired[LogArgs]
    """How access and execution logs are kept."""

    log_role: NotRequired[Sequence[Resource]]
    """What has to exist before API Gateway may write logs: the account's log role, where the stack makes it."""


def stage_of(
    name: str,
    api: aws.apigateway.RestApi,
    deployment: aws.apigateway.Deployment,
    args: StageArgs,
    opts: ResourceOptions,
) -> aws.apigateway.Stage:
    """A stage with access logs, execution logs of errors, metrics of every method, and a limit."""
    access = log_group(f"{name}-access", args.get("logs", {}), opts)
    # API Gateway makes this group itself if it is not there, and keeps what is in it for ever.
    called = Output.concat("API-Gateway-Execution-Logs_", api.id, "/", args["stage"])
    execution = log_group(f"{name}-execution", args.get("logs", {}), opts, called=called)
    stage = aws.apigateway.Stage(
        f"{name}-stage",
        rest_api=api.id,
        deployment=deployment.id,
        stage_name=args["stage"],
        variables=args.get("variables"),
        access_log_settings={"destination_arn": access.arn, "format": ACCESS_LOG},
        xray_tracing_enabled=args.get("tracing", False),
        tags={"Name": f"{name}-{args['stage']}"},
        opts=ResourceOptions(parent=opts.parent, depends_on=[execution, *args.get("log_role", ())]),
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
            "throttling_rate_limit": args["throttle"]["rate"],
            "throttling_burst_limit": args["throttle"]["burst"],
        },
        opts=opts,
    )
    return stage
