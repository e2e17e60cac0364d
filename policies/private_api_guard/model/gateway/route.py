"""Routes of HTTP APIs.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from typing import Final

from ..families import API, AUTHORIZERS
from ..values import Key, Resource, Stack, Value, grouped
from .integration import Integrations
from .method import Method

_INTEGRATION: Final = "apigatewayv2.Integration"


def split(key: Value[str]) -> tuple[str, str]:
    """Verb and path of a route key; `$default` has no verb of its own, and takes every path."""
    verb, _, path = (key.known or "? …").partition(" ")
    return verb, path or ("/" if verb == "$default" else "")


def routes(stack: Stack, integrations: Integrations) -> dict[Key, tuple[Method, ...]]:
    """The routes of HTTP APIs by the key of their API."""
    return grouped(
        (api.key, _route(stack, resource, integrations))
        for resource, api in stack.referring("apigatewayv2.Route", "apiId", *API)
        if not (api.one and api.one.text("protocolType").known == "WEBSOCKET")
    )


def _route(stack: Stack, resource: Resource, integrations: Integrations) -> Method:
    target = resource.text("target")
    integration = _integration(stack, resource)
    verb, path = split(resource.text("routeKey"))
    return Method(
        resource=resource,
        verb=verb,
        path=path,
        key_required=resource.flag("apiKeyRequired").or_else(False),
        authorization=resource.text("authorizationType").or_else("NONE"),
        authorizer=stack.refer(resource, "authorizerId", *AUTHORIZERS),
        integration=integrations.of_http_api(integration) if integration else None,
        unmatched="" if target.absent or target.known == "" else target.where,
    )


def _integration(stack: Stack, route: Resource) -> Resource | None:
    target = route.get("target")
    value = target.removeprefix("integrations/") if isinstance(target, str) else target
    return stack.refer_value(route, "target", value, _INTEGRATION).one
