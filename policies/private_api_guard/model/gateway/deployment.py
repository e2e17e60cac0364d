"""Deployments: the snapshots of an API that its stages serve, and what makes them anew.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..values import Entity, Key, Resource, Stack
from ..verdict import Verdict, closed, opened, unknown
from .families import API


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
    for resource in stack.of("apigateway.Deployment"):
        yield _deployment(stack, resource, stack.refer(resource, "restApi", *API).key, http=False)
    for resource in stack.of("apigatewayv2.Deployment"):
        yield _deployment(stack, resource, stack.refer(resource, "apiId", *API).key, http=True)


def _deployment(stack: Stack, resource: Resource, api: Key | None, *, http: bool) -> Deployment:
    return Deployment(
        resource=resource,
        api=api,
        http=http,
        triggered=_triggered(resource),
        trigger_sources=_sources(stack, resource.feeds("triggers")),
        makes_stage=any(resource.value(key).known for key in ("variables", "stageDescription")),
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
