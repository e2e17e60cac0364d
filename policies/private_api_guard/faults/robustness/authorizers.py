"""Authorizers: runtimes past their support, and identity sources that turn valid callers away.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
"""

import datetime
from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.authorizer import Authorizer
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import UNAUTHORIZED, WORKS

_HEADER = "method.request.header."
_KEY_HEADER = "x-api-key"
# Functions on these can still be made or updated, but get no security patches any more. Those with which no function
# can be made are what `authorizer` reports. As of November 2026.
_DEPRECATED = (
    "nodejs16.x", "nodejs18.x", "nodejs20.x", "python3.8", "python3.9", "python3.10", "provided.al2", "dotnet6",
    "dotnet8", "dotnet9", "java8.al2", "ruby3.2",
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

_fault = partial(Fault, hop=Hop.AUTHORIZER)
RUNTIME = _fault(
    id="robustness/deprecated-runtime",
    title="The authorizer's function has a runtime that AWS no longer supports",
    symptom=WORKS.told("today; AWS first stops new functions with this runtime, then every update"),
    remedy="Move the function to a supported runtime, such as python3.13 or nodejs24.x.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    not_modelled="functions outside the stack and those of container images",
)
IDENTITY = _fault(
    id="robustness/identity-source-refuses-keys",
    title="The authorizer demands a header that callers with only an API key do not send",
    symptom=UNAUTHORIZED.told("without the function being called"),
    remedy='Set identitySource to "method.request.header.x-api-key", or use an authorizer of type REQUEST with'
    " authorizerResultTtlInSeconds 0.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html",
    not_modelled="what callers really send: only a method's declared headers and an OpenAPI security scheme tell",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every authorizer and its function."""
    today = datetime.datetime.now(datetime.UTC).date()
    unsupported = [*_DEPRECATED, *(runtime for runtime, end in _SUPPORTED_UNTIL.items() if today > end)]
    for authorizer in model.authorizers.all:
        function = authorizer.function.function if authorizer.function else None
        if function is not None and function.runtime.is_(*unsupported).open:
            line = f"{function.name}.runtime is {function.runtime}"
            judge.report(RUNTIME, function.urn, closed(line), subjects=[authorizer.resource.urn])
    for api in model.apis:
        if not api.http and api.key_source.is_("HEADER").open:
            _identity(model, api, judge)


def _identity(model: Model, api: Api, judge: Judge) -> None:
    """Methods whose callers send a key, as far as the program tells, but not what the authorizer demands."""
    for method in api.methods:
        authorizer = model.authorizers.of(method)
        if authorizer is None or not (method.key_required.known and method.authorization.is_("CUSTOM").open):
            continue
        missing = [header for header in authorizer.demanded_headers if header != _KEY_HEADER]
        told = _key_only(method, authorizer, missing) if missing else ""
        if told:
            line = f"{method.name}: the authorizer demands {', '.join(missing)}"
            judge.report(IDENTITY, authorizer.resource.urn, closed(line, told), subjects=[method.resource.urn])


def _key_only(method: Method, authorizer: Authorizer, missing: list[str]) -> str:
    """What tells that callers send their key and nothing else; empty where nothing does."""
    if method.in_body:
        name = method.scheme.header.known if method.scheme else None
        return "its security scheme has callers send x-api-key" if (name or "").lower() == _KEY_HEADER else ""
    headers = {name.lower().removeprefix(_HEADER) for name in method.declared.known or ()}
    if _KEY_HEADER in headers and not headers & set(missing):
        return f"{method.resource.name}.requestParameters has callers send x-api-key"
    function = authorizer.function.function if authorizer.function else None
    told = "\n".join((function.scripts, *function.environment)).lower() if function else ""
    if _KEY_HEADER in told and not any(header in told for header in missing):
        return "the function reads x-api-key"
    return ""
