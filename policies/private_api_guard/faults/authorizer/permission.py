"""May API Gateway call the authorizer's function?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
and https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from ...model.compute.lambda_function import ALIAS, FUNCTION, LambdaFunction
from ...model.gateway.families import AUTHORIZERS, HTTP_API, REST_API
from ...model.hop import Hop
from ...model.iam.arn import names
from ...model.iam.glob import covers
from ...model.iam.role import ROLE, roles
from ...model.model import Model
from ...model.values.reference import Key
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN
from ...model.values.values import Text
from ...model.verdict import closed, every, opened, presumably, unknown
from ..fault import Fault, Judge
from .use import Used

_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"
_ERROR = '500 {"message":null} (AuthorizerConfigurationException) for every request; the function is not called'
_GATEWAY = "apigateway.amazonaws.com"
_INVOKE = "lambda:InvokeFunction"
_URI = re.compile(r"functions/(?P<function>[^/]+)/invocations$")
_FUNCTION = re.compile(r"^(?:.*:)?function:(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[A-Za-z0-9$_-]+))?$")
_NAME = re.compile(r"^(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[A-Za-z0-9$_-]+))?$")

NO_PERMISSION = Fault(
    id="authorizer/no-invoke-permission",
    hop=Hop.AUTHORIZER,
    title="Nothing allows API Gateway to call the authorizer's function",
    symptom=_ERROR,
    remedy=(
        "Add an aws:lambda/permission:Permission with principal apigateway.amazonaws.com and sourceArn"
        " {executionArn}/authorizers/{authorizer id}, or set authorizerCredentials."
    ),
    source=_GUIDE,
    not_modelled="functions outside the stack",
)
SOURCE = Fault(
    id="authorizer/permission-of-other-source",
    hop=Hop.AUTHORIZER,
    title="The permission that allows API Gateway to call the authorizer's function is for another caller or version",
    symptom=_ERROR,
    remedy=(
        "Make sourceArn {executionArn}/authorizers/{authorizer id} (or {executionArn}/*), the action"
        " lambda:InvokeFunction,"
        " and the qualifier that of the authorizer's URI."
    ),
    source=_GUIDE,
    not_modelled="a sourceArn made from outputs, before the update: it is presumed to fit if it is made from this API",
)
CREDENTIALS = Fault(
    id="authorizer/credentials-without-rights",
    hop=Hop.AUTHORIZER,
    title="The role by which API Gateway calls the authorizer's function may not do so",
    symptom=_ERROR,
    remedy="Allow lambda:InvokeFunction on the function in the role, and sts:AssumeRole to apigateway.amazonaws.com.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html",
)
NO_URI = Fault(
    id="authorizer/no-function",
    hop=Hop.AUTHORIZER,
    title="A Lambda authorizer names no function",
    symptom="The apply fails: BadRequestException, authorizer URI is required",
    remedy="Set authorizerUri to the function's invokeArn.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html",
)
FAULTS = (NO_PERMISSION, SOURCE, CREDENTIALS, NO_URI)


@dataclass(frozen=True)
class Call:
    """A function and the version or alias that is called: `None` where the function itself is."""

    function: Resource
    qualifier: Text


@dataclass(frozen=True)
class Permission:
    """A permission on a function, for one of its versions or aliases or (`None`) for itself."""

    resource: Resource
    qualifier: Text


def check(model: Model, used: list[Used], judge: Judge) -> dict[Key, list[Used]]:
    """Judges every authorizer in use; answers their functions, with the authorizers that call each."""
    permissions = _Permissions(model)
    functions: dict[Key, list[Used]] = defaultdict(list)
    for authorizer in used:
        uri = authorizer.values.raw_text("authorizerUri")
        if uri in (None, ""):
            if not authorizer.resource.silent:
                line = f"{authorizer.resource.name} has no authorizerUri"
                judge.report(NO_URI, authorizer.resource.urn, closed(line), subjects=authorizer.subjects)
            continue
        call = _call(model, authorizer, uri)
        if call is None:
            _lost(authorizer, uri, judge)
            continue
        functions[call.function.urn].append(authorizer)
        if authorizer.values.get("authorizerCredentials") in (None, ""):
            permissions.judge(call, authorizer, judge)
        else:
            _credentials(model, call, authorizer, judge)
    return functions


def _lost(used: Used, uri: Text, judge: Judge) -> None:
    """A function that can not be named. One outside the stack is not judged: its permission may be where it is."""
    if isinstance(uri, str) and "stageVariables" not in uri:
        presumed = presumably("a function outside the stack is presumed to admit API Gateway")
        judge.report(NO_PERMISSION, used.resource.urn, presumed, subjects=used.subjects)
    else:
        judge.report(NO_PERMISSION, used.resource.urn, unknown(f"{used.resource.name}.authorizerUri"))


def _call(model: Model, used: Used, uri: Text) -> Call | None:
    """The function of the stack that an authorizer calls."""
    stack = model.stack
    if isinstance(uri, str):
        match = _URI.search(uri)
        found = _FUNCTION.match(match["function"]) if match else None
        function = stack.named(found["name"], FUNCTION) if found else None
        return Call(function, found["qualifier"]) if function is not None and found else None
    if used.written:
        return None
    resources = stack.refer(used.resource, "authorizerUri", FUNCTION, ALIAS).resources
    aliases = [each for each in resources if each.family == ALIAS]
    functions = {each.urn: each for each in resources if each.family == FUNCTION}
    owners = {each.urn: each for alias in aliases for each in stack.refer(alias, "functionName", FUNCTION)}
    if len(aliases) == 1 and len(owners) == 1 and functions.keys() <= owners.keys():
        return Call(next(iter(owners.values())), aliases[0].raw_text("name"))
    if aliases or len(functions) != 1:
        return None
    function = next(iter(functions.values()))
    # Without `publish` and aliases, a function's URI can only be that of the function itself.
    versions = function.raw_flag("publish") is not False and function.get("publish") is not None
    named = any(stack.refer(alias, "functionName", FUNCTION).may_mean(function.urn) for alias in stack.of(ALIAS))
    return Call(function, UNKNOWN if versions or named else None)


def _credentials(model: Model, call: Call, used: Used, judge: Judge) -> None:
    """The role that API Gateway takes on to call the function."""
    value = used.values.get("authorizerCredentials")
    role = (
        model.stack.named(value, ROLE)
        if isinstance(value, str)
        else model.stack.refer(used.resource, "authorizerCredentials", ROLE).one
    )
    if role is None:
        presumed = presumably("a role outside the stack is presumed to be allowed to call the function")
        judge.report(NO_PERMISSION, used.resource.urn, presumed, subjects=used.subjects)
        return
    caller = roles(model.stack).get(role)
    function = LambdaFunction(model.stack, call.function)
    verdict = every((caller.trusts(_GATEWAY), caller.allows((_INVOKE,), function.arn)))
    if not verdict.open or verdict.presumed:
        judge.report(CREDENTIALS, role.urn, verdict, subjects=used.subjects)


class _Permissions:
    """The permissions of the stack, by the function that they are for."""

    def __init__(self, model: Model) -> None:
        self._stack = model.stack

    @cached_property
    def _by_function(self) -> dict[Key, list[Permission]]:
        found: dict[Key, list[Permission]] = defaultdict(list)
        for resource in self._stack.of("lambda.Permission"):
            for function, qualifier in self._functions(resource):
                given = resource.raw_text("qualifier")
                found[function.urn].append(Permission(resource, qualifier if given in (None, "") else given))
        return found

    def _functions(self, permission: Resource) -> list[tuple[Resource, Text]]:
        value = permission.raw_text("function")
        if isinstance(value, str):
            match = _FUNCTION.match(value) or _NAME.match(value)
            function = self._stack.named(match["name"], FUNCTION) if match else None
            return [(function, match["qualifier"])] if match and function is not None else []
        reference = self._stack.refer(permission, "function", FUNCTION, ALIAS)
        found: list[tuple[Resource, Text]] = []
        for resource in reference.resources:
            owner = self._stack.refer(resource, "functionName", FUNCTION).one if resource.family == ALIAS else resource
            if owner is not None:
                found.append((owner, resource.raw_text("name") if resource.family == ALIAS else None))
        return found

    @cached_property
    def _adrift(self) -> str:
        """A permission of which nobody can say for which function it is."""
        listed = [each for each in self._stack.of("lambda.Permission") if each.get("function") is UNKNOWN]
        return next((f"{each.name}.function" for each in listed if not self._functions(each)), "")

    def judge(self, call: Call, used: Used, judge: Judge) -> None:
        """Whether one of the function's permissions lets API Gateway call it for this authorizer."""
        refused: list[tuple[Resource, str]] = []
        maybe = ""
        for permission in self._by_function.get(call.function.urn, ()):
            answer, told = self._admits(permission, call, used)
            if answer is True:
                line = f"{permission.resource.name} allows API Gateway to call {call.function.name}"
                judge.report(NO_PERMISSION, used.resource.urn, opened(line), subjects=used.subjects)
                return
            if answer is None:
                maybe = maybe or told
            elif told:
                refused.append((permission.resource, told))
        subjects = used.subjects
        if maybe or self._adrift:
            judge.report(NO_PERMISSION, used.resource.urn, unknown(maybe or self._adrift), subjects=subjects)
        elif refused:
            for resource, told in refused:
                judge.report(SOURCE, resource.urn, closed(f"{resource.name}: {told}"), subjects=subjects)
        else:
            line = f"no permission of {call.function.name} has principal {_GATEWAY}"
            judge.report(NO_PERMISSION, used.resource.urn, closed(line), subjects=subjects)

    def _admits(self, permission: Permission, call: Call, used: Used) -> tuple[bool | None, str]:
        """Whether a permission fits; what it lacks (nothing is told of one for another service) or keeps it unknown."""
        resource = permission.resource
        principal, action = resource.raw_text("principal"), resource.raw_text("action")
        if principal is UNKNOWN or action is UNKNOWN:
            return None, f"{resource.name}.{'principal' if principal is UNKNOWN else 'action'}"
        if principal not in (_GATEWAY, "*"):
            return False, ""
        if not covers(str(action).lower(), _INVOKE.lower()):
            return False, f"its action is {action}"
        if UNKNOWN not in (permission.qualifier, call.qualifier) and permission.qualifier != call.qualifier:
            called = f"the qualifier {call.qualifier}" if call.qualifier else "the function without a qualifier"
            return False, f"its qualifier is {permission.qualifier or 'not set'}, the authorizer calls {called}"
        return self._source(resource, used)

    def _source(self, permission: Resource, used: Used) -> tuple[bool | None, str]:
        source = permission.raw_text("sourceArn")
        if source in (None, ""):
            return True, ""
        if isinstance(source, str):
            wanted = _arn(used)
            named = names(source, wanted, f"{used.resource.name}.id")
            told = named.where if named.unknown else f"its sourceArn is {source}, the caller {wanted}"
            return None if named.unknown else named.open, told
        return self._made_from(permission, used)

    def _made_from(self, permission: Resource, used: Used) -> tuple[bool | None, str]:
        """A source that is made from outputs fits if it is made from this API and no other authorizer."""
        feeds = [self._stack.by_urn[urn] for urn in permission.feeds("sourceArn") if urn in self._stack.by_urn]
        authorizers = [each for each in feeds if each.family in AUTHORIZERS]
        if authorizers and not used.written:
            same = any(each.urn == used.resource.urn for each in authorizers)
            return same, f"its sourceArn is made from {authorizers[0].name}, not from {used.resource.name}"
        apis = self._stack.refer(permission, "sourceArn", REST_API, HTTP_API)
        if any(each.family in (REST_API, HTTP_API) for each in feeds):
            names = ", ".join(each.name for each in apis.resources)
            return apis.may_mean(used.api.key), f"its sourceArn is made from {names}, not from {used.api.name}"
        return None, f"{permission.name}.sourceArn"


def _arn(used: Used) -> str:
    """The ARN of the caller: `{executionArn}/authorizers/{id}`, with `*` for what is not known yet."""
    outputs = used.api.resource.outputs if used.api.resource else {}
    execution, identifier = outputs.get("executionArn"), None if used.written else used.resource.outputs.get("id")
    root = execution if isinstance(execution, str) else "arn:*:execute-api:*:*:*"
    return f"{root}/authorizers/{identifier if isinstance(identifier, str) else '*'}"
