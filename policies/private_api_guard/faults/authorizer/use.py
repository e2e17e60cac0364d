"""Which authorizers do methods use, and may they?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
"""

from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"

_INVALID = APPLY_FAILS.told(": BadRequestException, invalid authorizer ID specified")
_fault = partial(Fault, hop=Hop.AUTHORIZER, symptom=_INVALID, source=_GUIDE)
OTHER_API = _fault(
    id="authorizer/authorizer-of-other-api",
    title="The method names an authorizer that belongs to another API",
    remedy="Name an authorizer of this API, or make one here for the same function.",
)
NO_AUTHORIZER = _fault(
    id="authorizer/custom-without-authorizer",
    title="The method asks for an authorizer and names none",
    remedy="Set authorizerId on the method.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every method that wants an authorizer."""
    for api in model.apis:
        for method in api.methods:
            if not method.in_body and method.authorization.is_("CUSTOM", "JWT", "COGNITO_USER_POOLS").open:
                _method(model, api, method, judge)


def _method(model: Model, api: Api, method: Method, judge: Judge) -> None:
    if method.authorizer.absent:
        if not method.resource.silent:
            evidence = f"{method.name} has authorization {method.authorization} and no authorizerId"
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(evidence))
        return
    named, authorizer = model.authorizers.named_by(method, api), model.authorizers.of(method)
    if named.closed and authorizer is not None:
        owner = model.api(authorizer.api.key)
        other = owner.name if owner else str(authorizer.api.key)
        named = named.because(f"{method.name} belongs to {api.name}, {authorizer.name} to {other}")
    subjects = [authorizer.resource.urn] if authorizer else []
    if not named.open:
        judge.report(OTHER_API, method.resource.urn, named, subjects=subjects)
