"""Deployments: does the stage serve what the program says?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
"""

from collections.abc import Sequence
from functools import partial

from ..model.gateway.api import Api
from ..model.gateway.deployment import Deployment
from ..model.gateway.stage import Stage, accounts, log_stream
from ..model.gateway.throttle import of_method, throttles
from ..model.hop import Hop
from ..model.iam.role import roles
from ..model.model import Model
from ..model.values import Resource
from ..model.verdict import Verdict, closed, every, opened, some, unknown
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, FORBIDDEN, INTEGRATION_FAILED, NOT_FOUND, THROTTLED

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
BEFORE_RESPONSES = _fault(
    id="deployment/before-responses",
    title="The deployment may be made before responses that it should hold",
    symptom=INTEGRATION_FAILED.told("for every request, until the API is deployed again"),
    remedy="Name every method response and integration response in dependsOn or in the triggers of the deployment.",
)
NO_STAGE = _fault(
    id="deployment/no-stage",
    title="The API has no stage, so that nothing of it is served",
    symptom=FORBIDDEN.told('for every request (an HTTP API: 404 {"message":"Not Found"})'),
    remedy="Add an aws:apigateway/stage:Stage (aws:apigatewayv2/stage:Stage) of the API. A deployment makes none:"
    " its stageName is gone with version 7 of the aws provider.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html",
    not_modelled="stages that another stack adds",
)
NO_METHOD = _fault(
    id="deployment/no-method",
    title="The API has a stage or deployment, and no method (an HTTP API: no route)",
    symptom=APPLY_FAILS.told(
        "(BadRequestException, the REST API doesn't contain any methods); an HTTP API answers 404"
        ' {"message":"Not Found"} to every request'
    ),
    remedy="Add a method with its integration (a route of an HTTP API), or an OpenAPI body.",
    not_modelled="WebSocket APIs; methods and routes that another stack adds",
)
OTHER_API = _fault(
    id="deployment/stage-of-other-api",
    title="The stage names a deployment of another API",
    symptom=APPLY_FAILS.told(": BadRequestException, deployment id does not exist"),
    remedy="Name a deployment of the stage's own API.",
)
NO_DEPLOYMENT = _fault(
    id="deployment/stage-without-deployment",
    title="The stage of an HTTP or WebSocket API has neither autoDeploy nor a deployment",
    symptom=NOT_FOUND.told("for every request"),
    remedy="Set autoDeploy to true on the stage, or name a deployment that is made after routes and integrations.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html",
)
THROTTLE = _fault(
    id="deployment/throttle-of-zero",
    title="The stage lets no request through to a method",
    symptom=THROTTLED.told("for every request of the method"),
    remedy="Give throttlingRateLimit and throttlingBurstLimit a number above 0, or leave them out: then the account's"
    " limits count.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
)
ACCOUNT_ROLE = _fault(
    id="deployment/account-role-without-rights",
    title="The account's role for logs does not let API Gateway write them",
    symptom=APPLY_FAILS.told(
        "(BadRequestException, the role ARN does not have required permissions configured), after the 2 minutes for"
        " which the aws provider repeats UpdateAccount"
    ),
    remedy="Let the role trust apigateway.amazonaws.com, and attach the managed policy"
    " service-role/AmazonAPIGatewayPushToCloudWatchLogs to it.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
)
STREAM = _fault(
    id="deployment/access-log-stream-name",
    title="The stage writes its access log to a Firehose stream whose name API Gateway does not take",
    symptom=APPLY_FAILS.told(": BadRequestException, the stream name must begin with amazon-apigateway-"),
    remedy="Give the Firehose stream a name that begins with amazon-apigateway-.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html",
    not_modelled="HTTP APIs, which write to log groups only",
)
_WRITES = "logs:PutLogEvents"
_STREAMS = "amazon-apigateway-"


def check(model: Model, judge: Judge) -> None:
    """Asks every API, its stages, and every deployment that a stage serves, and the account's role for logs."""
    for account in accounts(model.stack):
        role = account.role.one
        if role is not None:
            writer = roles(model.stack).get(role)
            may = every((writer.trusts("apigateway.amazonaws.com"), writer.allows_somewhere(_WRITES)))
            judge.report(ACCOUNT_ROLE, account.key, may)
    for api in model.apis:
        served = {key for stage in api.stages for key in (*stage.deployment.keys, *stage.canary.keys)}
        for deployment in api.deployments:
            if deployment.key in served or not served:
                _order(model, api, deployment, judge)
        if (api.methods or api.bodies) and api.resource is not None and not api.resource.silent:
            judge.report(NO_STAGE, api.key, some([api.served, *model.elsewhere.puts(api.key)]))
        if (api.stages or api.deployments) and api.resource is not None and not api.resource.silent:
            judge.report(NO_METHOD, api.key, some([api.answers, *model.elsewhere.puts(api.key)]))
        for stage in api.stages:
            _stage(model, api, stage, judge)
            _throttles(model, api, stage, judge)
            stream = log_stream(model.stack, stage)
            if stream.known is not None and not stage.http and not stream.known.startswith(_STREAMS):
                judge.report(STREAM, stage.key, closed(f"{stage.label} writes to {stream}"))


def _order(model: Model, api: Api, deployment: Deployment, judge: Judge) -> None:
    for fault, parts in ((BEFORE, api.parts), (BEFORE_RESPONSES, api.responses)):
        judge.report(fault, deployment.key, _after(model, api, deployment, parts))


def _after(model: Model, api: Api, deployment: Deployment, parts: Sequence[Resource]) -> Verdict:
    """Whether a deployment is made after some parts of its API."""
    before = model.stack.depends(deployment.resource)
    late = [part.name for part in parts if part.urn not in before]
    if not late:
        return opened(f"{deployment.name} is made after all {len(parts)} parts of {api.name}" if parts else "")
    more = f" and {len(late) - _MOST} more" if len(late) > _MOST else ""
    return closed(f"{deployment.name} does not wait for {', '.join(late[:_MOST])}{more}")


def _stage(model: Model, api: Api, stage: Stage, judge: Judge) -> None:
    name, named = stage.resource.name, stage.deployment
    if stage.http and named.absent:
        deployed = stage.auto_deploy.is_(True)
        if not deployed.open:
            judge.report(NO_DEPLOYMENT, stage.key, deployed, told=f"{name} sets neither")
        return
    if named.one is None and (named.unknown or named.resources):
        judge.report(OTHER_API, stage.key, unknown(named.where))
    owner = model.api_by_deployment.get(named.one.urn) if named.one else None
    if named.one is not None and owner is not None and owner.key != api.key:
        line = f"{name} belongs to {api.name}, {named.one.name} to {owner.name}"
        judge.report(OTHER_API, stage.key, closed(line))


def _throttles(model: Model, api: Api, stage: Stage, judge: Judge) -> None:
    listed = tuple(throttles(model.stack, stage))
    for method in api.methods if listed else ():
        counts = of_method(listed, method, http=stage.http)
        if counts is not None and not counts.lets_through.open:
            line = counts.lets_through.because(f"of {method.name}", *counts.lets_through.evidence)
            judge.report(THROTTLE, counts.resource.urn, line, subjects=[method.resource.urn])
