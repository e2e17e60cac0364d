"""Deployments: does the stage serve what the program says?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
"""

from collections.abc import Iterator

from ..model.gateway.api import Api, Stage
from ..model.hop import Hop
from ..model.model import Model
from ..model.values.resource import Resource
from ..model.values.unknown import UNKNOWN
from ..model.verdict import closed, opened, unknown
from .fault import Fault, Judge

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
_MOST = 6

BEFORE = Fault(
    id="deployment/before-methods",
    hop=Hop.DEPLOYMENT,
    title="The deployment may be made before methods or integrations that it should hold",
    symptom=(
        "The apply fails (BadRequestException, no integration defined for method), or calls are answered with 403"
        ' {"message":"Missing Authentication Token"}, by an HTTP API with 404 {"message":"Not Found"}'
    ),
    remedy="Name every method and integration (or the RestApiPut) in dependsOn or in the triggers of the deployment.",
    source=_GUIDE,
)
OTHER_API = Fault(
    id="deployment/stage-of-other-api",
    hop=Hop.DEPLOYMENT,
    title="The stage names a deployment of another API",
    symptom="The apply fails: BadRequestException, deployment id does not exist",
    remedy="Name a deployment of the stage's own API.",
    source=_GUIDE,
)
NO_DEPLOYMENT = Fault(
    id="deployment/stage-without-deployment",
    hop=Hop.DEPLOYMENT,
    title="The stage of an HTTP API has neither autoDeploy nor a deployment",
    symptom='404 {"message":"Not Found"} for every request',
    remedy="Set autoDeploy to true on the stage, or name a deployment that is made after routes and integrations.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html",
)
FAULTS = (BEFORE, OTHER_API, NO_DEPLOYMENT)


def check(model: Model, judge: Judge) -> None:
    """Asks every stage, and every deployment that a stage serves."""
    for api in model.apis:
        parts = list(_parts(model, api))
        served = {key for stage in api.stages for key in stage.deployment.keys}
        for deployment in api.deployments:
            if deployment.urn in served or not served:
                _order(model, api, deployment, parts, judge)
        for stage in api.stages:
            _stage(model, api, stage, judge)


def _parts(model: Model, api: Api) -> Iterator[Resource]:
    """What a deployment takes a copy of: methods, integrations, and documents that are put into the API."""
    seen: set[str] = {api.key}
    for method in api.methods:
        for resource in (method.resource, method.integration.resource if method.integration else method.resource):
            if resource.urn not in seen:
                seen.add(resource.urn)
                yield resource
    for put in model.stack.of("apigateway.RestApiPut"):
        owner = model.api_of(put, "restApiId")
        if owner is api and put.urn not in seen:
            yield put


def _order(model: Model, api: Api, deployment: Resource, parts: list[Resource], judge: Judge) -> None:
    before = model.stack.depends(deployment)
    late = [part.name for part in parts if part.urn not in before]
    if not late:
        line = f"{deployment.name} is made after all {len(parts)} parts of {api.name}"
        judge.report(BEFORE, deployment.urn, opened(line))
        return
    more = f" and {len(late) - _MOST} more" if len(late) > _MOST else ""
    evidence = f"{deployment.name} does not wait for {', '.join(late[:_MOST])}{more}"
    judge.report(BEFORE, deployment.urn, closed(evidence))


def _stage(model: Model, api: Api, stage: Stage, judge: Judge) -> None:
    resource = stage.resource
    if api.http and stage.deployment.absent:
        automatic = resource.raw_flag("autoDeploy")
        if automatic is UNKNOWN:
            judge.report(NO_DEPLOYMENT, resource.urn, unknown(f"{resource.name}.autoDeploy"))
        elif not automatic and not resource.silent:
            judge.report(NO_DEPLOYMENT, resource.urn, closed(f"{resource.name} sets neither"))
        return
    deployment = stage.deployment.one
    if deployment is None:
        if stage.deployment.unknown or stage.deployment.resources:
            judge.report(OTHER_API, resource.urn, unknown(stage.deployment.where))
        return
    owner = model.api_of(deployment, "apiId" if api.http else "restApi")
    if owner is not None and owner.key != api.key:
        evidence = f"{resource.name} belongs to {api.name}, {deployment.name} to {owner.name}"
        judge.report(OTHER_API, resource.urn, closed(evidence))
