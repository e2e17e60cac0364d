"""Routes of HTTP APIs, and those of WebSocket APIs that lead into a VPC.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-develop-routes.html
"""

from typing import Final

from ..families import API, AUTHORIZERS
from ..values import Key, Reference, Resource, Stack, Value, grouped
from .integration import Integrations
from .method import Method

_INTEGRATION: Final = "apigatewayv2.Integration"


def split(key: Value[str]) -> tuple[str, str]:
    """Verb and path of a route key; `$default` has no verb of its own, and takes every path."""
    verb, _, path = (key.known or "? …").partition(" ")
    return verb, path or ("/" if verb == "$default" else "")


def routes(stack: Stack, integrations: Integrations) -> dict[Key, tuple[Method, ...]]:
    """The routes by the key of their API. Of a WebSocket API only private integrations are modelled."""
    found = (
        (api, _route(stack, resource, integrations))
        for resource, api in stack.referring("apigatewayv2.Route", "apiId", *API)
    )
    return grouped((api.key, route) for api, route in found if not (_websocket(api) and _stays_outside(route)))


def _websocket(api: Reference) -> bool:
    return api.one is not None and of_websockets(api.one)


def of_websockets(api: Resource) -> bool:
    """Whether an API is known to be a WebSocket API."""
    return api.text("protocolType").known == "WEBSOCKET"


def _stays_outside(route: Method) -> bool:
    return route.integration is None or not route.integration.private.open


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
