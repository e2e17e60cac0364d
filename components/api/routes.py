"""The routes of a REST API: resources, methods and their integrations."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from .paths import RouteKey, parameters, tree, upstream_path
from .vpc_link import Upstream


class RouteArgs(TypedDict):
    """What answers a route."""

    upstream: Upstream
    """The backend and the link to it."""

    path: NotRequired[str | None]
    """The path that the backend is asked for; default: the route's own."""

    key: NotRequired[bool]
    """Whether callers need an API key; default false."""

    timeout: NotRequired[int]
    """Milliseconds until API Gateway gives up; default 29000."""


class Routes:
    """The resources, methods and integrations of an API, made as children of it."""

    def __init__(
        self, name: str, api: aws.apigateway.RestApi, routes: Mapping[str, RouteArgs], opts: ResourceOptions
    ) -> None:
        keys = {RouteKey.parse(text): args for text, args in routes.items()}
        self._name, self._api, self._opts = name, api, opts
        self._resources: dict[str, Output[str]] = {"/": api.root_resource_id}
        self._described: list[dict[str, Any]] = []
        self.resources: list[aws.apigateway.Method | aws.apigateway.Integration] = []
        for path, (parent, part) in tree(key.path for key in keys).items():
            self._resources[path] = aws.apigateway.Resource(
                f"{name}-{path}",
                rest_api=api.id,
                parent_id=self._resources[parent],
                path_part=part,
                opts=opts,
            ).id
        for key, args in keys.items():
            self._route(key, args)

    @property
    def specification(self) -> list[dict[str, Any]]:
        """Everything that shapes the routes: what changes here has to be deployed again."""
        return self._described

    def _route(self, key: RouteKey, args: RouteArgs) -> None:
        name = f"{self._name}-{key.name}"
        names = parameters(key.path)
        shared = {"http_method": key.method}
        method_only = {
            "authorization": "NONE",
            "api_key_required": args.get("key", False),
            "request_parameters": {f"method.request.path.{each}": True for each in names},
        }
        integration_only = {
            "type": "HTTP_PROXY",
            "integration_http_method": key.method,
            "connection_type": "VPC_LINK",
            "connection_id": args["upstream"].link_id,
            "uri": args["upstream"].origin + upstream_path(args.get("path") or key.path),
            "timeout_milliseconds": args.get("timeout", 29000),
            "request_parameters": {f"integration.request.path.{each}": f"method.request.path.{each}" for each in names},
        }
        place = {"rest_api": self._api.id, "resource_id": self._resources[key.path]}
        method = aws.apigateway.Method(name, **place, **shared, **method_only, opts=self._opts)
        integration = aws.apigateway.Integration(
            name,
            **place,
            http_method=method.http_method,
            **integration_only,
            opts=self._opts,
        )
        self.resources += [method, integration]
        self._described.append(
            {
                "route": [key.method, key.path],
                "method": [method.id, method_only],
                "integration": [integration.id, integration_only],
            }
        )
