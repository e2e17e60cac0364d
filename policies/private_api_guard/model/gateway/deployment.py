"""Deployments: the snapshots of an API that its stages serve, what these hold, and what makes them anew.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..families import API, LINKS
from ..values import Entity, Key, Resource, Stack, grouped
from ..verdict import Verdict, closed, opened, unknown


@dataclass(frozen=True, kw_only=True)
class Deployment(Entity):
    """A deployment. `api` is the key of its API, `None` where that can not be told.

    `triggered` says whether it has triggers; unknown also where nobody can tell what they are made from.
    `trigger_sources` are the URNs of what they are made from, also by way of resources that are none of AWS's
    (`keepers`). `makes_stage` says whether it has properties of the stage that older providers made along with it.
    """

    api: Key | None
    http: bool
    triggered: Verdict
    trigger_sources: frozenset[str]
    makes_stage: bool


def deployments(stack: Stack) -> Iterator[Deployment]:
    """Every deployment of the stack, those of REST APIs first."""
    for family, key in _API_OF.items():
        for resource, api in stack.referring(family, key, *API):
            yield _deployment(stack, resource, api.key, http=key == "apiId")


def _deployment(stack: Stack, resource: Resource, api: Key | None, *, http: bool) -> Deployment:
    return Deployment(
        resource=resource,
        api=api,
        http=http,
        triggered=_triggered(resource),
        trigger_sources=_sources(stack, resource.feeds("triggers")),
        makes_stage=any(resource.value(key).known for key in ("stageName", "variables", "stageDescription")),
    )


def _triggered(resource: Resource) -> Verdict:
    triggers = resource.block("triggers")
    if resource.silent or (triggers.partial and not resource.feeds("triggers")):
        return unknown(f"{resource.name}.triggers")
    return opened() if triggers.content or triggers.unknown else closed(f"{resource.name} has no triggers")


def _sources(stack: Stack, direct: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(direct)
    while waiting:
        urn = waiting.pop()
        if urn in found:
            continue
        found.add(urn)
        resource = stack.by_urn.get(urn)
        if resource is not None and not resource.type.startswith("aws:"):
            waiting.extend(source for urns in resource.property_dependencies.values() for source in urns)
    return frozenset(found)


# Deployments, and the property of each kind that names its API.
_API_OF: Final = {"apigateway.Deployment": "restApi", "apigatewayv2.Deployment": "apiId"}
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
    return grouped((api, _piece(stack, resource)) for api, resource in owned)


def _piece(stack: Stack, resource: Resource) -> Piece:
    policy = resource.feeds("policy") if resource.family in _WITH_POLICY else ()
    body = resource.feeds("body") if resource.family in _WITH_BODY else ()
    sources = (stack.by_urn.get(urn) for urn in body)
    links = tuple(each for each in sources if each is not None and each.family in LINKS)
    return Piece(resource, frozenset((*policy, *body)), links)
