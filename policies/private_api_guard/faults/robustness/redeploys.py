"""Redeployments: does the stage serve what changes next?

A deployment is a snapshot. It is made anew when its `triggers` change, so what they are made from has to cover what
shapes the API. Only what feeds them can be seen: a hash of the program's own specification is taken to be complete.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""

import re
from collections.abc import Iterator
from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.deployment import Deployment, Piece
from ...model.gateway.uri import variables
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Resource
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED, NOT_DEPLOYED

_SOURCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html"
_HEXADECIMAL = re.compile(r"[0-9a-f]{8,}")
_DIGIT = re.compile(r"[0-9]")
# Triggers that list methods or integrations one by one are expected to list these as well.
_CORE = ("apigateway.Method", "apigateway.Integration", "apigatewayv2.Route", "apigatewayv2.Integration")
_LISTED = (*_CORE, "apigateway.Authorizer", "apigateway.RestApiPolicy", "apigatewayv2.Authorizer")
_MOST_NAMES = 6

_fault = partial(Fault, hop=Hop.DEPLOYMENT, source=_SOURCE)
NO_TRIGGERS = _fault(
    id="robustness/no-triggers",
    title="The deployment has no triggers: it stays as it is, whatever changes in the API",
    symptom=NOT_DEPLOYED.says(
        "The stage serves the old API after the next change: 403 Missing Authentication Token for new methods, old"
        " policies and integrations elsewhere"
    ),
    remedy="Give it triggers: a hash of all methods, integrations, authorizers and of the policy, or of the body.",
    not_modelled="deployments of aws-native, which have no triggers",
)
MISSED = _fault(
    id="robustness/triggers-miss-changes",
    title="The deployment's triggers miss something that it holds a copy of",
    symptom=NOT_DEPLOYED.says("The stage serves the old version of it after a change"),
    remedy="Make the triggers from everything that shapes the API, for example a hash of its whole specification.",
    not_modelled="which properties of a resource the triggers are made from; what literals in them cover",
)
LINK = _fault(
    id="robustness/link-not-in-triggers",
    title="The deployment's triggers do not change when the VPC link is replaced",
    symptom=INTEGRATION_FAILED.told(
        "for every request once the link was replaced: the stage still names the link that is gone"
    ),
    remedy="Make the link's id part of the triggers, or name the link by a stage variable.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks the deployments of every API."""
    for api in model.apis:
        for deployment in api.deployments:
            if (api.methods or api.unknown_bodies) and not _automatic(api, deployment):
                if deployment.triggered.closed:
                    judge.report(NO_TRIGGERS, deployment.key, deployment.triggered, subjects=[api.key])
                elif deployment.triggered.open:
                    _triggers(model.snapshots.get(api.key, ()), api, deployment, judge)


def _automatic(api: Api, deployment: Deployment) -> bool:
    """Whether it is made anew in another way, or by the stage itself, or can have no triggers (aws-native)."""
    if "aws-native:" in deployment.key or deployment.makes_stage:
        return True
    # A digest in a resource's name makes a new deployment as a trigger does.
    if any(_DIGIT.search(run) for run in _HEXADECIMAL.findall(deployment.name)):
        return True
    return any(stage.auto_deploy.is_(True).open and deployment.key in stage.deployment.keys for stage in api.stages)


def _triggers(held: tuple[Piece, ...], api: Api, deployment: Deployment, judge: Judge) -> None:
    fed = deployment.trigger_sources
    missed = list(_missed(api, held, fed))
    if missed:
        names = ", ".join(resource.name for resource in missed[:_MOST_NAMES])
        more = f" and {len(missed) - _MOST_NAMES} more" if len(missed) > _MOST_NAMES else ""
        line = f"the triggers of {deployment.name} are not made from {names}{more}"
        judge.report(MISSED, deployment.key, closed(line), subjects=[api.key])
    told = {resource.urn for resource in missed} | fed
    links = dict.fromkeys(link for holder, link in _links(api, held) if not {holder.urn, link.urn} & told)
    if links:
        names = ", ".join(link.name for link in links)
        line = f"the triggers of {deployment.name} are made neither from {names} nor from the integrations that name it"
        judge.report(LINK, deployment.key, closed(line), subjects=[api.key])


def _links(api: Api, held: tuple[Piece, ...]) -> Iterator[tuple[Resource, Resource]]:
    """Links that a snapshot names by an id, each with what names it. A stage variable is no part of a snapshot."""
    for method in api.methods:
        integration = method.integration
        if integration is not None and not variables(integration.connection_id):
            yield from ((integration.resource, link) for link in integration.link.resources)
    for piece in held:
        yield from ((piece.resource, link) for link in piece.links)


def _missed(api: Api, held: tuple[Piece, ...], fed: frozenset[str]) -> Iterator[Resource]:
    """What triggers that are made from outputs leave out.

    Those made from some resources of a kind but not from others miss the others. Those that list methods or
    integrations are expected to list each kind. A policy or body made from outputs is covered by these outputs too.
    """
    kinds = {piece.resource.family for piece in held if piece.resource.urn in fed}
    enumerating = any(kind in kinds for kind in _CORE)
    for resource, made_from in (
        (each.resource, each.made_from) for each in held if fed and each.resource.urn not in fed
    ):
        policy = resource is api.resource and api.written_policy.holds(bool).open
        listed = resource.family in kinds or (enumerating and (resource.family in _LISTED or policy))
        if (made_from and not made_from <= fed) or (listed and not made_from):
            yield resource
