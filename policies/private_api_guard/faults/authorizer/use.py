"""Which authorizers do methods use, and may API Gateway call their functions?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
and https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
"""

from collections import defaultdict
from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.authorizer import SERVICE, AuthorizerUse
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.iam.role import roles
from ...model.model import Model
from ...model.values import Key
from ...model.verdict import closed, every, presumably, some, unknown
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, AUTHORIZER_CONFIGURATION

_USE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"
_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"
_INVALID = APPLY_FAILS.told(": BadRequestException, invalid authorizer ID specified")
_NOT_CALLED = AUTHORIZER_CONFIGURATION.told("for every request; the function is not called")
_names = partial(Fault, hop=Hop.AUTHORIZER, symptom=_INVALID, source=_USE)
_calls = partial(Fault, hop=Hop.AUTHORIZER, symptom=_NOT_CALLED, source=_GUIDE)

OTHER_API = _names(
    id="authorizer/authorizer-of-other-api",
    title="The method names an authorizer that belongs to another API",
    remedy="Name an authorizer of this API, or make one here for the same function.",
)
NO_AUTHORIZER = _names(
    id="authorizer/custom-without-authorizer",
    title="The method asks for an authorizer and names none",
    remedy="Set authorizerId on the method.",
)
NO_PERMISSION = _calls(
    id="authorizer/no-invoke-permission",
    title="Nothing allows API Gateway to call the authorizer's function",
    remedy="Add an aws:lambda/permission:Permission with principal apigateway.amazonaws.com and sourceArn"
    " {executionArn}/authorizers/{authorizer id}, or set authorizerCredentials.",
    not_modelled="functions outside the stack",
)
SOURCE = _calls(
    id="authorizer/permission-of-other-source",
    title="The permission that allows API Gateway to call the authorizer's function is for another caller or version",
    remedy="Make sourceArn {executionArn}/authorizers/{authorizer id} (or {executionArn}/*), the action"
    " lambda:InvokeFunction, and the qualifier that of the authorizer's URI.",
    not_modelled="a sourceArn made from outputs, before the update: it is presumed to fit if it is made from this API",
)
CREDENTIALS = _calls(
    id="authorizer/credentials-without-rights",
    title="The role by which API Gateway calls the authorizer's function may not do so",
    remedy="Allow lambda:InvokeFunction on the function in the role, and sts:AssumeRole to apigateway.amazonaws.com.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html",
)
NO_URI = _calls(
    id="authorizer/no-function",
    title="A Lambda authorizer names no function",
    symptom=APPLY_FAILS.told(": BadRequestException, authorizer URI is required"),
    remedy="Set authorizerUri to the function's invokeArn.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html",
)
INVALID_URI = _calls(
    id="authorizer/invalid-uri",
    title="The authorizer's URI is not one by which API Gateway calls a function",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid authorizer URI"),
    remedy="Set authorizerUri to the function's invokeArn, "
    "arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html",
)
NO_FORMAT = _calls(
    id="authorizer/no-payload-format",
    title="The Lambda authorizer of an HTTP API does not say in which form it asks its function",
    symptom=APPLY_FAILS.told(
        ": BadRequestException, AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer"
    ),
    remedy='Set authorizerPayloadFormatVersion to "2.0" (or "1.0").',
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html",
)


def check(model: Model, judge: Judge) -> dict[Key, list[AuthorizerUse]]:
    """Judges methods, and every authorizer in use; answers their functions, with the authorizers that call each."""
    for api in model.apis:
        for method in api.methods:
            if not method.in_body and method.authorization.is_("CUSTOM", "JWT", "COGNITO_USER_POOLS").open:
                _method(model, api, method, judge)
    functions: dict[Key, list[AuthorizerUse]] = defaultdict(list)
    for use in model.authorizers.in_use(model.apis):
        authorizer = use.authorizer
        if use.api.http and authorizer.says_format.closed:
            judge.report(NO_FORMAT, authorizer.resource.urn, authorizer.says_format, subjects=use.subjects)
        if authorizer.well_formed.closed:
            judge.report(INVALID_URI, authorizer.resource.urn, authorizer.well_formed, subjects=use.subjects)
            continue
        if authorizer.uri.absent:
            if not authorizer.resource.silent:
                lacks = closed(f"{authorizer.name} has no authorizerUri")
                judge.report(NO_URI, authorizer.resource.urn, lacks, subjects=use.subjects)
        elif authorizer.function is None:
            _lost(use, judge)
        else:
            functions[authorizer.function.function.urn].append(use)
            if authorizer.credentials.absent:
                _permissions(model, use, authorizer.function.function.name, judge)
            else:
                _credentials(model, use, judge)
    return functions


def _method(model: Model, api: Api, method: Method, judge: Judge) -> None:
    urn, authorizer = method.resource.urn, model.authorizers.of(method)
    if method.authorizer.absent:
        if not method.resource.silent:
            lacks = closed(f"{method.name} has authorization {method.authorization} and no authorizerId")
            judge.report(NO_AUTHORIZER, urn, lacks)
        return
    named, told = model.authorizers.named_by(method, api), ""
    if authorizer is not None:
        owner = model.api(authorizer.api.key)
        told = (
            f"{method.name} belongs to {api.name}, {authorizer.name} to {owner.name if owner else authorizer.api.key}"
        )
    if not named.open:
        judge.report(OTHER_API, urn, named, told=told, subjects=[authorizer.resource.urn] if authorizer else [])


def _lost(use: AuthorizerUse, judge: Judge) -> None:
    """A function that can not be named. One outside the stack is not judged: its permission may be where it is."""
    uri, urn = use.authorizer.uri, use.authorizer.resource.urn
    if uri.unknown or "stageVariables" in (uri.known or ""):
        judge.report(NO_PERMISSION, urn, unknown(f"{use.authorizer.name}.authorizerUri"))
    else:
        presumed = presumably("a function outside the stack is presumed to admit API Gateway")
        judge.report(NO_PERMISSION, urn, presumed, subjects=use.subjects)


def _permissions(model: Model, use: AuthorizerUse, function: str, judge: Judge) -> None:
    """Whether one of the function's permissions lets API Gateway call it for this authorizer."""
    answers = [(each, use.admitted_by(each)) for each in model.permissions]
    told = [
        answer.because(f"{each.name} allows API Gateway to call {function}") if answer.open else answer
        for each, answer in answers
    ]
    admitted = some([*told, closed(f"no permission of {function} has principal {SERVICE}")])
    refusing = [(each, answer) for each, answer in answers if answer.closed and answer.evidence]
    if not (admitted.closed and refusing):
        judge.report(NO_PERMISSION, use.authorizer.resource.urn, admitted, subjects=use.subjects)
        return
    for permission, answer in refusing:
        line = f"{permission.name}: {answer.evidence[0]}"
        judge.report(SOURCE, permission.resource.urn, closed(line), subjects=use.subjects)


def _credentials(model: Model, use: AuthorizerUse, judge: Judge) -> None:
    """The role that API Gateway takes on to call the function."""
    role, call = use.authorizer.role.one, use.authorizer.function
    if role is None or call is None:
        presumed = presumably("a role outside the stack is presumed to be allowed to call the function")
        judge.report(NO_PERMISSION, use.authorizer.resource.urn, presumed, subjects=use.subjects)
        return
    caller = roles(model.stack).get(role)
    allowed = every([caller.trusts(SERVICE), caller.allows(("lambda:InvokeFunction",), call.function.arn)])
    if not allowed.open:
        judge.report(CREDENTIALS, role.urn, allowed, subjects=use.subjects)
