"""Redeployments: does the stage serve what changes next?

A deployment is a snapshot. It is made anew when its `triggers` change, so what they are made from has to cover what
shapes the API. Only what feeds them can be seen: a hash of the program's own specification is taken to be complete.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from ...model.gateway.api import Api
from ...model.gateway.integration import variables
from ...model.gateway.vpc_link import LINK_V1, LINK_V2
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.reference import Key
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN, has_unknown
from ...model.verdict import closed
from ..fault import Fault, Judge

_SOURCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html"
# A digest in a resource's name makes a new deployment as a trigger does.
_DIGEST = re.compile(r"(?=[0-9a-f]*[0-9])[0-9a-f]{8,}")
# What a snapshot holds, by the property that names the API.
_PIECES = {
    "apigateway.Resource": "restApi",
    "apigateway.Method": "restApi",
    "apigateway.MethodResponse": "restApi",
    "apigateway.Integration": "restApi",
    "apigateway.IntegrationResponse": "restApi",
    "apigateway.Authorizer": "restApi",
    "apigateway.Model": "restApi",
    "apigateway.RequestValidator": "restApi",
    "apigateway.Response": "restApiId",
    "apigateway.RestApiPolicy": "restApiId",
    "apigateway.RestApiPut": "restApiId",
    "apigatewayv2.Route": "apiId",
    "apigatewayv2.Integration": "apiId",
    "apigatewayv2.Authorizer": "apiId",
}
# Triggers that list methods or integrations one by one are expected to list these as well.
_LISTED = (
    "apigateway.Method",
    "apigateway.Integration",
    "apigateway.Authorizer",
    "apigateway.RestApiPolicy",
    "apigatewayv2.Route",
    "apigatewayv2.Integration",
    "apigatewayv2.Authorizer",
)
_CORE = ("apigateway.Method", "apigateway.Integration", "apigatewayv2.Route", "apigatewayv2.Integration")
# The properties that hold a whole document.
_MADE_FROM = {
    "apigateway.RestApi": ("policy", "body"),
    "apigateway.RestApiPolicy": ("policy",),
    "apigateway.RestApiPut": ("body",),
    "apigatewayv2.Api": ("body",),
}
_MOST_NAMES = 6

NO_TRIGGERS = Fault(
    id="robustness/no-triggers",
    hop=Hop.DEPLOYMENT,
    title="The deployment has no triggers: it stays as it is, whatever changes in the API",
    symptom=(
        "The stage serves the old API after the next change: 403 Missing Authentication Token for new methods, old"
        " policies"
        " and integrations elsewhere"
    ),
    remedy="Give it triggers: a hash of all methods, integrations, authorizers and of the policy, or of the body.",
    source=_SOURCE,
    not_modelled="deployments of aws-native, which have no triggers",
)
MISSED = Fault(
    id="robustness/triggers-miss-changes",
    hop=Hop.DEPLOYMENT,
    title="The deployment's triggers miss something that it holds a copy of",
    symptom="The stage serves the old version of it after a change",
    remedy="Make the triggers from everything that shapes the API, for example a hash of its whole specification.",
    source=_SOURCE,
    not_modelled="which properties of a resource the triggers are made from; what literals in them cover",
)
LINK = Fault(
    id="robustness/link-not-in-triggers",
    hop=Hop.DEPLOYMENT,
    title="The deployment's triggers do not change when the VPC link is replaced",
    symptom=(
        '500 {"message":"Internal server error"} for every request once the link was replaced: the stage still'
        " names the"
        " link that is gone"
    ),
    remedy="Make the link's id part of the triggers, or name the link by a stage variable.",
    source=_SOURCE,
)
FAULTS = (NO_TRIGGERS, MISSED, LINK)


def check(model: Model, judge: Judge) -> None:
    """Asks the deployments of every API."""
    pieces = _Pieces(model)
    for api in model.apis:
        for deployment in api.deployments:
            if (api.methods or api.blind) and not _automatic(model, deployment):
                _deployment(pieces, api, deployment, judge)


def _automatic(model: Model, deployment: Resource) -> bool:
    """Whether it is made anew in another way, or by the stage itself, or can have no triggers (aws-native)."""
    if "aws-native:" in deployment.urn:
        return True
    if any(deployment.get(key) for key in ("variables", "stageDescription")) or _DIGEST.search(deployment.name):
        return True
    return any(
        stage.resource.raw_flag("autoDeploy") is True for stage in model.stages_by_deployment.get(deployment.urn, ())
    )


def _deployment(pieces: "_Pieces", api: Api, deployment: Resource, judge: Judge) -> None:
    triggers = deployment.get("triggers")
    if _lost(deployment):
        return
    if not triggers and triggers is not UNKNOWN:
        judge.report(NO_TRIGGERS, deployment.urn, closed(f"{deployment.name} has no triggers"), subjects=[api.key])
        return
    held, fed = pieces.of(api), pieces.feeding(deployment)
    missed = list(_missed(api, held, fed))
    if missed:
        names = ", ".join(resource.name for resource in missed[:_MOST_NAMES])
        more = f" and {len(missed) - _MOST_NAMES} more" if len(missed) > _MOST_NAMES else ""
        line = f"the triggers of {deployment.name} are not made from {names}{more}"
        judge.report(MISSED, deployment.urn, closed(line), subjects=[api.key])
    told = {resource.urn for resource in missed} | fed
    links = {link.urn: link for holder, link in pieces.links(api) if not {holder.urn, link.urn} & told}
    if links:
        names = ", ".join(link.name for link in links.values())
        line = f"the triggers of {deployment.name} are made neither from {names} nor from the integrations that name it"
        judge.report(LINK, deployment.urn, closed(line), subjects=[api.key])


class _Pieces:
    """What the snapshots of the APIs hold, found once."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def _by_api(self) -> dict[Key, list[Resource]]:
        found: dict[Key, list[Resource]] = defaultdict(list)
        for family, key in _PIECES.items():
            for resource in self._model.stack.of(family):
                owner = self._model.api_of(resource, key)
                if owner is not None:
                    found[owner.key].append(resource)
        return found

    def of(self, api: Api) -> list[Resource]:
        """The resources whose copies a deployment of an API holds, the API itself included."""
        return [*([api.resource] if api.resource else []), *self._by_api.get(api.key, ())]

    def links(self, api: Api) -> Iterator[tuple[Resource, Resource]]:
        """Links that a snapshot names by an id, each with what names it. A stage variable is no part of a snapshot."""
        for method in api.methods:
            integration = method.integration
            if integration is None or (isinstance(integration.link_text, str) and variables(integration.link_text)):
                continue
            yield from ((integration.resource, link) for link in integration.link.resources)
        for resource in self.of(api):
            sources = resource.feeds("body") if "body" in _MADE_FROM.get(resource.family, ()) else ()
            links = (self._model.stack.by_urn.get(urn) for urn in sources)
            yield from ((resource, link) for link in links if link is not None and link.family in (LINK_V1, LINK_V2))

    def feeding(self, deployment: Resource) -> set[str]:
        """URNs of what triggers are made from, also by way of resources that are none of AWS's (`keepers`)."""
        found: set[str] = set()
        waiting = list(deployment.feeds("triggers"))
        while waiting:
            urn = waiting.pop()
            if urn in found:
                continue
            found.add(urn)
            resource = self._model.stack.by_urn.get(urn)
            if resource is not None and not resource.type.startswith("aws:"):
                waiting.extend(source for urns in resource.property_dependencies.values() for source in urns)
        return found


def _missed(api: Api, held: Iterable[Resource], fed: set[str]) -> Iterator[Resource]:
    """What triggers that are made from outputs leave out.

    Those made from some resources of a kind but not from others miss the others. Those that list methods or
    integrations are expected to list each kind. A policy or body made from outputs is covered by these outputs too.
    """
    if not fed:
        return
    listed = list(held)
    kinds = {resource.family for resource in listed if resource.urn in fed}
    enumerating = any(kind in kinds for kind in _CORE)
    for resource in listed:
        if resource.urn in fed:
            continue
        made = {urn for key in _MADE_FROM.get(resource.family, ()) for urn in resource.feeds(key)}
        if made:
            if not made <= fed:
                yield resource
        elif resource.family in kinds or (enumerating and _expected(api, resource)):
            yield resource


def _expected(api: Api, resource: Resource) -> bool:
    if resource is api.resource:
        return bool(resource.get("policy"))
    return resource.family in _LISTED


def _lost(deployment: Resource) -> bool:
    """Whether nobody can tell what the triggers are made from."""
    return deployment.silent or (has_unknown(deployment.get("triggers")) and not deployment.feeds("triggers"))
