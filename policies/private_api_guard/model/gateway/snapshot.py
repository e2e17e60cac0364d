"""Snapshots: what a deployment of an API holds a copy of.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""

from dataclasses import dataclass
from typing import Final

from ..values import Entity, Key, Resource, Stack
from .families import API, LINK_V1, LINK_V2

_OF_REST_APIS: Final = (
    "apigateway.Resource",
    "apigateway.Method",
    "apigateway.MethodResponse",
    "apigateway.Integration",
    "apigateway.IntegrationResponse",
    "apigateway.Authorizer",
    "apigateway.Model",
    "apigateway.RequestValidator",
)
_WHOLE: Final = ("apigateway.Response", "apigateway.RestApiPolicy", "apigateway.RestApiPut")
_OF_HTTP_APIS: Final = ("apigatewayv2.Route", "apigatewayv2.Integration", "apigatewayv2.Authorizer")
_WITH_POLICY: Final = ("apigateway.RestApi", "apigateway.RestApiPolicy")
_WITH_BODY: Final = (*API, "apigateway.RestApiPut")


@dataclass(frozen=True)
class Piece(Entity):
    """A resource of which a snapshot holds a copy.

    `made_from` are the URNs of what its policy or body is made from, `links` the VPC links among those of its body.
    """

    made_from: frozenset[str]
    links: tuple[Resource, ...]


def pieces(stack: Stack) -> dict[Key, tuple[Piece, ...]]:
    """The pieces of each API, the API itself first."""
    owned = [
        *((each.urn, each) for each in stack.of(*API)),
        *((stack.refer(each, "restApi", *API).key, each) for each in stack.of(*_OF_REST_APIS)),
        *((stack.refer(each, "restApiId", *API).key, each) for each in stack.of(*_WHOLE)),
        *((stack.refer(each, "apiId", *API).key, each) for each in stack.of(*_OF_HTTP_APIS)),
    ]
    found: dict[Key, list[Piece]] = {}
    for api, resource in owned:
        if api is not None:
            found.setdefault(api, []).append(_piece(stack, resource))
    return {api: tuple(listed) for api, listed in found.items()}


def _piece(stack: Stack, resource: Resource) -> Piece:
    policy = resource.feeds("policy") if resource.family in _WITH_POLICY else ()
    body = resource.feeds("body") if resource.family in _WITH_BODY else ()
    sources = (stack.by_urn.get(urn) for urn in body)
    links = tuple(each for each in sources if each is not None and each.family in (LINK_V1, LINK_V2))
    return Piece(resource, frozenset((*policy, *body)), links)
