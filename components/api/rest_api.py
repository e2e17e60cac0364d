"""A private REST API: endpoint, resource policy, routes, deployment, stage, logs."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, Resource, ResourceOptions

from ..roles import policy_output
from .access import ThrottleArgs
from .routes import RouteArgs, Routes

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


class RestApiArgs(TypedDict):
    """Arguments of RestApi."""

    endpoint_ids: Sequence[Input[str]]
    """The execute-api VPC endpoints through which the API is called."""

    stage: str
    """The name of the stage."""

    routes: Mapping[str, RouteArgs]
    """What answers which request, by method and path: `ANY /orders/{proxy+}`."""

    throttle: ThrottleArgs
    """How fast requests may come, over all callers."""

    tracing: NotRequired[bool]
    """Whether requests are traced with X-Ray; default false."""

    log_retention: NotRequired[int]
    """Days that access and execution logs are kept; default 30."""

    log_role: NotRequired[Sequence[Resource]]
    """What has to exist before API Gateway may write logs: the account's log role, where the stack makes it."""


class RestApi(pulumi.ComponentResource):
    """A REST API that only callers at the named VPC endpoints reach."""

    api_id: Output[str]
    """The id of the API."""

    api_name: Output[str]
    """The name of the API: its dimension in CloudWatch."""

    stage_name: Output[str]
    """The name of the stage, known once it exists."""

    invoke_url: Output[str]
    """The address that callers use; private DNS resolves it in the endpoints' VPCs."""

    def __init__(self, name: str, args: RestApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:RestApi", name, None, opts)
        child = ResourceOptions(parent=self)
        endpoints = list(args["endpoint_ids"])
        api = aws.apigateway.RestApi(
            f"{name}-api",
            endpoint_configuration={"types": "PRIVATE", "vpc_endpoint_ids": endpoints},
            tags={"Name": f"{name}-api"},
            opts=child,
        )
        self.api_id, self.api_name = api.id, api.name
        document = policy_output([_callers(api, endpoints)])
        allowed = aws.apigateway.RestApiPolicy(f"{name}-callers", rest_api_id=api.id, policy=document, opts=child)
        routes = Routes(name, api, args["routes"], child)
        deployment = aws.apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            # A deployment is a snapshot: whatever shapes the API has to be in here, or a change of it is never served.
            triggers={
                "specification": _digest({"endpoints": endpoints, "policy": document, "routes": routes.specification})
            },
            opts=ResourceOptions(parent=self, depends_on=[allowed, *routes.resources]),
        )
        stage = self._stage(name, api, deployment, args)
        self.stage_name, self.invoke_url = stage.stage_name, stage.invoke_url
        self.register_outputs(
            {"apiId": self.api_id, "apiName": self.api_name, "stageName": self.stage_name, "invokeUrl": self.invoke_url}
        )

    def _stage(
        self, name: str, api: aws.apigateway.RestApi, deployment: aws.apigateway.Deployment, args: RestApiArgs
    ) -> aws.apigateway.Stage:
        child = ResourceOptions(parent=self)
        retention = args.get("log_retention", 30)
        access = aws.cloudwatch.LogGroup(f"{name}-access", retention_in_days=retention, opts=child)
        # API Gateway makes this group itself if it is not there, and keeps what is in it for ever.
        execution = aws.cloudwatch.LogGroup(
            f"{name}-execution",
            name=Output.concat("API-Gateway-Execution-Logs_", api.id, "/", args["stage"]),
            retention_in_days=retention,
            opts=child,
        )
        stage = aws.apigateway.Stage(
            f"{name}-stage",
            rest_api=api.id,
            deployment=deployment.id,
            stage_name=args["stage"],
            access_log_settings={"destination_arn": access.arn, "format": ACCESS_LOG},
            xray_tracing_enabled=args.get("tracing", False),
            tags={"Name": f"{name}-{args['stage']}"},
            opts=ResourceOptions(parent=self, depends_on=[execution, *args.get("log_role", ())]),
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
            opts=child,
        )
        return stage


def _callers(api: aws.apigateway.RestApi, endpoints: Sequence[Input[str]]) -> dict[str, Any]:
    """The statement that lets in whoever comes through one of the endpoints."""
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": Output.concat(api.execution_arn, "/*"),
        "Condition": {"StringEquals": {"aws:SourceVpce": endpoints}},
    }


def _digest(specification: dict[str, Any]) -> Output[str]:
    return Output.json_dumps(specification, sort_keys=True).apply(
        lambda text: hashlib.sha256(text.encode()).hexdigest()
    )
