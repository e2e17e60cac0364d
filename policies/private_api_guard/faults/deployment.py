"""Deployments: does the stage serve what the program says?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
"""

from functools import partial

from ..model.gateway.api import Api
from ..model.gateway.deployment import Deployment
from ..model.gateway.stage import Stage
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed, opened, unknown
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, NOT_FOUND

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
_MOST = 6

_fault = partial(Fault, hop=Hop.DEPLOYMENT, source=_GUIDE)
BEFORE = _fault(
    id="deployment/before-methods",
    title="The deployment may be made before methods or integrations that it should hold",
    symptom=APPLY_FAILS.told(
        '(BadRequestException, no integration defined for method), or calls are answered with 403 {"message":"Missing'
        ' Authentication Token"}, by an HTTP API with 404 {"message":"Not Found"}'
    ),
    remedy="Name every method and integration (or the RestApiPut) in dependsOn or in the triggers of the deployment.",
)
OTHER_API = _fault(
    id="deployment/stage-of-other-api",
    title="The stage names a deployment of another API",
    symptom=APPLY_FAILS.told(": BadRequestException, deployment id does not exist"),
    remedy="Name a deployment of the stage's own API.",
)
NO_DEPLOYMENT = _fault(
    id="deployment/stage-without-deployment",
    title="The stage of an HTTP API has neither autoDeploy nor a deployment",
    symptom=NOT_FOUND.told("for every request"),
    remedy="Set autoDeploy to true on the stage, or name a deployment that is made after routes and integrations.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every stage, and every deployment that a stage serves."""
    for api in model.apis:
        served = {key for stage in api.stages for key in stage.deployment.keys}
        for deployment in api.deployments:
            if deployment.key in served or not served:
                _order(model, api, deployment, judge)
        for stage in api.stages:
            _stage(model, api, stage, judge)


def _order(model: Model, api: Api, deployment: Deployment, judge: Judge) -> None:
    before = model.stack.depends(deployment.resource)
    late = [part.name for part in api.parts if part.urn not in before]
    if not late:
        line = f"{deployment.name} is made after all {len(api.parts)} parts of {api.name}"
        judge.report(BEFORE, deployment.key, opened(line))
        return
    more = f" and {len(late) - _MOST} more" if len(late) > _MOST else ""
    line = f"{deployment.name} does not wait for {', '.join(late[:_MOST])}{more}"
    judge.report(BEFORE, deployment.key, closed(line))


def _stage(model: Model, api: Api, stage: Stage, judge: Judge) -> None:
    name, named = stage.resource.name, stage.deployment
    if api.http and named.absent:
        deployed = stage.auto_deploy.is_(True)
        if not deployed.open:
            verdict = deployed.because(f"{name} sets neither") if deployed.closed else deployed
            judge.report(NO_DEPLOYMENT, stage.key, verdict)
        return
    if named.one is None:
        if named.unknown or named.resources:
            judge.report(OTHER_API, stage.key, unknown(named.where))
        return
    owner = model.api_by_deployment.get(named.one.urn)
    if owner is not None and owner.key != api.key:
        line = f"{name} belongs to {api.name}, {named.one.name} to {owner.name}"
        judge.report(OTHER_API, stage.key, closed(line))
