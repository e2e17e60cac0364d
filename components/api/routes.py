"""The routes of a REST API: resources, methods and their integrations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi_aws as aws

from ..origins import made_from
from ..settings.routes import ForwardSettings, RequiredSettings
from .paths import RouteKey, parameters, tree, upstream_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi import Input, Output, ResourceOptions

    from .vpc_link import Upstream


@dataclass(frozen=True, kw_only=True)
class RouteArgs:
    """What answers a route."""

    settings: ForwardSettings = field(default_factory=ForwardSettings)
    """How the backend is asked."""

    upstream: Upstream
    """The backend and the link to it."""

    needs_key: bool = False
    """Whether callers need an API key."""

    requires: RequiredSettings = field(default_factory=RequiredSettings)
    """What a request has to bring along."""


class Routes:
    """The resources, methods and integrations of an API, made as children of it."""

    def __init__(
        self,
        name: str,
        api: aws.apigateway.RestApi,
        routes: Mapping[str, RouteArgs],
        authorizer: Input[str] | None,
        opts: ResourceOptions,
    ) -> None:
        keys = {RouteKey.parse(text): args for text, args in routes.items()}
        self._name, self._api, self._authorizer, self._opts = name, api, authorizer, opts
        self._resources: dict[str, Output[str]] = {"/": api.root_resource_id}
        self.specification: list[dict[str, Any]] = []
        """Everything that shapes the routes: what changes here has to be deployed again."""
        self.resources: list[aws.apigateway.Method | aws.apigateway.Integration] = []
        # Of bodies a REST API knows nothing unless models say it, which an OpenAPI document has:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
        self._validator = (
            aws.apigateway.RequestValidator(
                f"{name}-parameters",
                rest_api=api.id,
                validate_request_parameters=True,
                validate_request_body=False,
                opts=opts,
            ).id
            if routes
            else None
        )
        for path, (parent, part) in tree(key.path for key in keys).items():
            self._resources[path] = aws.apigateway.Resource(
                f"{name}-{path}",
                rest_api=api.id,
                parent_id=self._resources[parent],
                path_part=part,
                opts=opts,
            ).id
        for (text, args), key in zip(routes.items(), keys, strict=True):
            with made_from("routes", text):
                self._route(key, args)

    def _route(self, key: RouteKey, args: RouteArgs) -> None:
        name, names = f"{self._name}-{key.name}", parameters(key.path)
        place: dict[str, Any] = {"rest_api": self._api.id, "resource_id": self._resources[key.path]}
        of_method: dict[str, Any] = {
            "authorization": "CUSTOM" if self._authorizer else "NONE",
            "authorizer_id": self._authorizer,
            "api_key_required": args.needs_key,
            "request_validator_id": self._validator,
            "request_parameters": dict.fromkeys(
                (*(f"method.request.path.{each}" for each in names), *args.requires.parameters), True
            ),
        }
        upstream = args.upstream
        of_integration: dict[str, Any] = {
            "type": "HTTP_PROXY",
            "integration_http_method": key.method,
            "connection_type": "VPC_LINK",
            "connection_id": upstream.link_id,
            "integration_target": upstream.front.balancer_arn if upstream.second else None,
            "uri": upstream.origin + upstream_path(args.settings.path or key.path),
            "timeout_milliseconds": args.settings.timeout,
            "request_parameters": {f"integration.request.path.{each}": f"method.request.path.{each}" for each in names},
        }
        method = aws.apigateway.Method(name, **place, http_method=key.method, **of_method, opts=self._opts)
        integration = aws.apigateway.Integration(
            name, **place, http_method=method.http_method, **of_integration, opts=self._opts
        )
        self.resources += [method, integration]
        self.specification.append(
            {
                "route": [key.method, key.path],
                "method": [method.id, of_method],
                "integration": [integration.id, of_integration],
            }
        )
