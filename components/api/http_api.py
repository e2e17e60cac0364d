"""An HTTP API: routes to listeners behind VPC links, tokens, a stage that deploys itself."""

import json
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..logs import log_group
from ..naming import COMMON, fit
from ..shapes import LogArgs
from .access import ThrottleArgs
from .paths import RouteKey, upstream_path
from .vpc_link import Upstream

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
ACCESS_LOG = json.dumps(
    {
        "requestId": "$context.requestId",
        "time": "$context.requestTime",
        "route": "$context.routeKey",
        "path": "$context.path",
        "status": "$context.status",
        "error": "$context.error.responseType",
        "integrationStatus": "$context.integration.status",
        "integrationError": "$context.integrationErrorMessage",
        "latency": "$context.responseLatency",
        "integrationLatency": "$context.integrationLatency",
        "source": "$context.identity.sourceIp",
    }
)


class HttpRouteArgs(TypedDict):
    """What answers a route."""

    upstream: Upstream
    """The backend and the link to it, which is of the second kind."""

    path: NotRequired[str | None]
    """The path that the backend is asked for; default: the route's own."""

    timeout: NotRequired[int]
    """Milliseconds until API Gateway gives up; default 29000."""


class JwtArgs(TypedDict):
    """Whose tokens callers need."""

    issuer: str
    """Who issues the tokens."""

    audience: Sequence[str]
    """Whom they are issued for."""


class HttpApiArgs(TypedDict):
    """Arguments of HttpApi."""

    stage: str
    """The name of the stage; `$default` stands in no path."""

    closed: NotRequired[bool]
    """Whether the address that AWS gives the API is closed, since it has a name of its own; default false."""

    routes: Mapping[str, HttpRouteArgs]
    """What answers which request, by method and path: `ANY /orders/{proxy+}`."""

    throttle: ThrottleArgs
    """How fast requests may come, over all callers."""

    authorizer: NotRequired[JwtArgs | None]
    """Whose tokens callers need; none by default."""

    logs: NotRequired[LogArgs]
    """How access logs are kept."""


class HttpApi(pulumi.ComponentResource):
    """An HTTP API on one stage. Each route has an integration of its own."""

    api_id: Output[str]
    """The id of the API."""

    stage_name: Output[str]
    """The name of the stage, known once it exists."""

    invoke_url: Output[str]
    """The address that callers use."""

    def __init__(self, name: str, args: HttpApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:HttpApi", name, None, opts)
        child = ResourceOptions(parent=self)
        api = aws.apigatewayv2.Api(
            fit(f"{name}-api", COMMON),
            protocol_type="HTTP",
            disable_execute_api_endpoint=args.get("closed", False),
            tags={"Name": f"{name}-api"},
            opts=child,
        )
        self.api_id = api.id
        authorizer = self._authorizer(name, args.get("authorizer"))
        for text, route in args["routes"].items():
            self._route(f"{name}-{RouteKey.parse(text).name}", text, route, authorizer)
        access = log_group(f"{name}-access", args.get("logs", {}), child)
        stage = aws.apigatewayv2.Stage(
            f"{name}-stage",
            api_id=api.id,
            name=args["stage"],
            auto_deploy=True,
            access_log_settings={"destination_arn": access.arn, "format": ACCESS_LOG},
            default_route_settings={
                "detailed_metrics_enabled": True,
                "throttling_rate_limit": args["throttle"]["rate"],
                "throttling_burst_limit": args["throttle"]["burst"],
            },
            tags={"Name": f"{name}-stage"},
            opts=child,
        )
        self.stage_name, self.invoke_url = stage.name, stage.invoke_url
        self.register_outputs({"apiId": self.api_id, "stageName": self.stage_name, "invokeUrl": self.invoke_url})

    def _authorizer(self, name: str, args: JwtArgs | None) -> Output[str] | None:
        if args is None:
            return None
        return aws.apigatewayv2.Authorizer(
            fit(f"{name}-tokens", COMMON),
            api_id=self.api_id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={"issuer": args["issuer"], "audiences": list(args["audience"])},
            opts=ResourceOptions(parent=self),
        ).id

    def _route(self, name: str, text: str, args: HttpRouteArgs, authorizer: Output[str] | None) -> None:
        child = ResourceOptions(parent=self)
        key, upstream, path = RouteKey.parse(text), args["upstream"], args.get("path")
        host = upstream.origin.partition("://")[2].partition(":")[0]
        integration = aws.apigatewayv2.Integration(
            name,
            api_id=self.api_id,
            integration_type="HTTP_PROXY",
            integration_method=key.method,
            integration_uri=upstream.front.listener_arn,
            connection_type="VPC_LINK",
            connection_id=upstream.link_id,
            payload_format_version="1.0",
            timeout_milliseconds=args.get("timeout", 29000),
            # A stage with a name would stand in the path that the backend is asked for:
            # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
            request_parameters={
                "overwrite:path": _parameters(path) if path else "$request.path",
                "overwrite:header.host": host,
            },
            tls_config=_verified(host) if upstream.front.secure else None,
            opts=child,
        )
        aws.apigatewayv2.Route(
            name,
            api_id=self.api_id,
            route_key=text,
            target=Output.concat("integrations/", integration.id),
            authorization_type="JWT" if authorizer else "NONE",
            authorizer_id=authorizer,
            opts=child,
        )


def _verified(host: str) -> aws.apigatewayv2.IntegrationTlsConfigArgsDict:
    return {"server_name_to_verify": host}


def _parameters(path: str) -> str:
    """A path with the route's parameters, as a mapping writes it: `/orders/${request.path.id}`."""
    return upstream_path(path).replace("{", "${request.path.")
