"""An HTTP API: routes to listeners behind VPC links, tokens, a stage that deploys itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..alarms import ApiAlarms, ApiAlarmsArgs
from ..logs import log_group
from ..naming import COMMON, fit
from ..origins import made_from
from ..settings.routes import ForwardSettings
from ..settings.stages import HttpStageSettings
from ..shapes import LoggedArgs
from .domain import ServedArgs, named
from .paths import RouteKey, upstream_path
from .site import ApiSite, BuiltApi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..settings.apis import HttpApiSettings, JwtSettings
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


@dataclass(frozen=True, kw_only=True)
class HttpRouteArgs:
    """What answers a route."""

    settings: ForwardSettings = field(default_factory=ForwardSettings)
    """How the backend is asked."""

    upstream: Upstream
    """The backend and the link to it, which is of the second kind."""


@dataclass(frozen=True, kw_only=True)
class HttpApiArgs(LoggedArgs):
    """Arguments of HttpApi."""

    settings: HttpStageSettings = field(default_factory=HttpStageSettings)
    """The name of the stage, and its limits."""

    closed: bool = False
    """Whether the address that AWS gives the API is closed, since it has a name of its own."""

    routes: Mapping[str, HttpRouteArgs]
    """What answers which request, by method and path: `ANY /orders/{proxy+}`."""

    authorizer: JwtSettings | None = None
    """Whose tokens callers need; none by default."""


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
            disable_execute_api_endpoint=args.closed,
            tags={"Name": f"{name}-api"},
            opts=child,
        )
        self.api_id = api.id
        authorizer = self._authorizer(name, args.authorizer)
        for text, route in args.routes.items():
            with made_from("routes", text):
                self._route(f"{name}-{RouteKey.parse(text).name}", text, route, authorizer)
        access = log_group(f"{name}-access", args, child)
        stage = aws.apigatewayv2.Stage(
            f"{name}-stage",
            api_id=api.id,
            name=args.settings.stage,
            auto_deploy=True,
            access_log_settings={"destination_arn": access.arn, "format": ACCESS_LOG},
            default_route_settings={
                "detailed_metrics_enabled": True,
                "throttling_rate_limit": args.settings.throttle.rate,
                "throttling_burst_limit": args.settings.throttle.burst,
            },
            tags={"Name": f"{name}-stage"},
            opts=child,
        )
        self.stage_name, self.invoke_url = stage.name, stage.invoke_url
        self.register_outputs({"apiId": self.api_id, "stageName": self.stage_name, "invokeUrl": self.invoke_url})

    def _authorizer(self, name: str, tokens: JwtSettings | None) -> Output[str] | None:
        if tokens is None:
            return None
        return aws.apigatewayv2.Authorizer(
            fit(f"{name}-tokens", COMMON),
            api_id=self.api_id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={"issuer": tokens.issuer, "audiences": list(tokens.audience)},
            opts=ResourceOptions(parent=self),
        ).id

    def _route(self, name: str, text: str, args: HttpRouteArgs, authorizer: Output[str] | None) -> None:
        child = ResourceOptions(parent=self)
        key, upstream, path = RouteKey.parse(text), args.upstream, args.settings.path
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
            timeout_milliseconds=args.settings.timeout,
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


def build(key: str, settings: HttpApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """An HTTP API on the internet, and what stands around it: alarms, name."""
    name, operations, domain = f"{site.environment}-{key}", site.settings.operations, settings.domain
    api = HttpApi(
        name,
        HttpApiArgs(
            settings=settings,
            closed=domain is not None and not domain.default_endpoint,
            routes={
                route: HttpRouteArgs(settings=answer, upstream=site.upstreams[answer.backend])
                for route, answer in settings.routes.items()
            },
            authorizer=settings.authorizer,
            logs=operations,
            key=operations.key,
        ),
        opts,
    )
    dimensions: Mapping[str, Input[str]] = {"ApiId": api.api_id, "Stage": api.stage_name}
    ApiAlarms(name, ApiAlarmsArgs(settings=operations.alarms, dimensions=dimensions, topic=operations.topic), opts)
    url = api.invoke_url
    if domain:
        served = ServedArgs(api_id=api.api_id, stage=api.stage_name)
        with made_from("domain"):
            url = named(key, domain, served, site, opts, http=True)
    return BuiltApi(url=url, dimensions=dimensions)
