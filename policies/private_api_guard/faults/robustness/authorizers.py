"""Authorizers: runtimes past their support, and identity sources that turn valid callers away.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
"""

import datetime
import re
from dataclasses import dataclass

from ...model.compute.lambda_function import FUNCTION, LambdaFunction
from ...model.gateway.api import Api
from ...model.gateway.families import AUTHORIZERS
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN
from ...model.values.values import Values
from ...model.verdict import closed
from ..fault import Fault, Judge

_INVOKED = re.compile(r"function:([A-Za-z0-9_-]+)(?::[A-Za-z0-9_$-]+)?(?:/invocations)?$")
_HEADER = "method.request.header."
_KEY_HEADER = "x-api-key"
# Functions on these can still be made or updated, but get no security patches any more. Those with which no function
# can be made are what `authorizer` reports. As of November 2026.
_DEPRECATED = frozenset(
    {
        "nodejs16.x", "nodejs18.x", "nodejs20.x", "python3.8", "python3.9", "python3.10", "provided.al2", "dotnet6",
        "dotnet8", "dotnet9", "java8.al2", "ruby3.2",
    }
)  # fmt: skip
# When the support of the others ends.
_SUPPORTED_UNTIL = {
    "nodejs22.x": datetime.date(2027, 4, 30),
    "nodejs24.x": datetime.date(2028, 4, 30),
    "python3.11": datetime.date(2027, 6, 30),
    "python3.12": datetime.date(2028, 10, 31),
    "python3.13": datetime.date(2029, 6, 30),
    "python3.14": datetime.date(2029, 6, 30),
}

RUNTIME = Fault(
    id="robustness/deprecated-runtime",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function has a runtime that AWS no longer supports",
    symptom="None today; AWS first stops new functions with this runtime, then every update",
    remedy="Move the function to a supported runtime, such as python3.13 or nodejs24.x.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    not_modelled="functions outside the stack and those of container images",
)
IDENTITY = Fault(
    id="robustness/identity-source-refuses-keys",
    hop=Hop.AUTHORIZER,
    title="The authorizer demands a header that callers with only an API key do not send",
    symptom='401 {"message":"Unauthorized"} without the function being called',
    remedy=(
        'Set identitySource to "method.request.header.x-api-key", or use an authorizer of type REQUEST with'
        " authorizerResultTtlInSeconds 0."
    ),
    source=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"
    ),
    not_modelled="what callers really send: only a method's declared headers and an OpenAPI security scheme tell",
)
FAULTS = (RUNTIME, IDENTITY)


def check(model: Model, judge: Judge) -> None:
    """Asks every authorizer and its function."""
    for authorizer in model.stack.of(*AUTHORIZERS):
        function = _function(model, authorizer)
        if function is not None:
            _runtime(authorizer, function, judge)
    for api in model.apis:
        if not api.http and api.key_source.is_("HEADER").open:
            _identity(model, api, judge)


def _function(model: Model, authorizer: Resource) -> Resource | None:
    found = model.stack.refer(authorizer, "authorizerUri", FUNCTION).one
    uri = authorizer.raw_text("authorizerUri")
    if found is None and isinstance(uri, str) and (match := _INVOKED.search(uri)):
        return model.stack.named(match[1], FUNCTION)
    return found


def _runtime(authorizer: Resource, function: Resource, judge: Judge) -> None:
    runtime = function.raw_text("runtime")
    if not isinstance(runtime, str):
        return
    today = datetime.datetime.now(datetime.UTC).date()
    if runtime in _DEPRECATED or today > _SUPPORTED_UNTIL.get(runtime, today):
        line = f"{function.name}.runtime is {runtime}"
        judge.report(RUNTIME, function.urn, closed(line), subjects=[authorizer.urn])


def _identity(model: Model, api: Api, judge: Judge) -> None:
    """Methods whose callers send a key, as far as the program tells, but not what the authorizer demands."""
    for method in api.methods:
        found = _authorizer(method) if method.key_required.known and method.authorization.is_("CUSTOM").open else None
        if found is None:
            continue
        demanded = _demanded(found.values)
        missing = [header for header in demanded if header != _KEY_HEADER]
        told = _key_only(model, method, found, missing) if missing else ""
        if told:
            line = f"{method.name}: the authorizer demands {', '.join(missing)}"
            judge.report(IDENTITY, found.resource.urn, closed(line, told), subjects=[method.resource.urn])


@dataclass(frozen=True)
class _Authorizer:
    """An authorizer resource, or one of a document (`resource` is then whose body it is)."""

    resource: Resource
    values: Values


def _authorizer(method: Method) -> _Authorizer | None:
    if not method.in_body:
        resource = method.authorizer.one
        return _Authorizer(resource, resource) if resource is not None else None
    block = method.scheme.authorizer if method.scheme else None
    return None if block is None or block.absent else _Authorizer(method.resource, block)


def _demanded(authorizer: Values) -> list[str]:
    """Headers without which API Gateway answers 401 by itself, in lower case."""
    kind, source = authorizer.raw_text("type"), authorizer.raw_text("identitySource")
    if kind is UNKNOWN or not isinstance(source, str):
        return []
    if str(kind).upper() == "REQUEST" and authorizer.raw_number("authorizerResultTtlInSeconds") in (0, UNKNOWN):
        return []
    parts = (part.strip().lower() for part in source.split(","))
    return [part.removeprefix(_HEADER) for part in parts if part.startswith(_HEADER)]


def _key_only(model: Model, method: Method, authorizer: _Authorizer, missing: list[str]) -> str:
    """What tells that callers send their key and nothing else; empty where nothing does."""
    if method.in_body:
        name = (method.scheme.header.known or "").lower() if method.scheme else ""
        return "its security scheme has callers send x-api-key" if name == _KEY_HEADER else ""
    declared = method.resource.get("requestParameters")
    headers = {str(name).lower().removeprefix(_HEADER) for name in declared} if isinstance(declared, dict) else set()
    if _KEY_HEADER in headers and not headers & set(missing):
        return f"{method.resource.name}.requestParameters has callers send x-api-key"
    function = _function(model, authorizer.resource)
    code = LambdaFunction(model.stack, function).scripts.lower() if function is not None else ""
    if _KEY_HEADER in code and not any(header in code for header in missing):
        return "the function reads x-api-key"
    return ""
