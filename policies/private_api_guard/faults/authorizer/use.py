"""Which authorizers do methods use, and may they?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
"""

from dataclasses import dataclass, field

from ...model.gateway.api import Api
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.resource import Resource
from ...model.values.values import Values
from ...model.verdict import closed, unknown
from ..fault import Fault, Judge

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"

OTHER_API = Fault(
    id="authorizer/authorizer-of-other-api",
    hop=Hop.AUTHORIZER,
    title="The method names an authorizer that belongs to another API",
    symptom="The apply fails: BadRequestException, invalid authorizer ID specified",
    remedy="Name an authorizer of this API, or make one here for the same function.",
    source=_GUIDE,
)
NO_AUTHORIZER = Fault(
    id="authorizer/custom-without-authorizer",
    hop=Hop.AUTHORIZER,
    title="The method asks for an authorizer and names none",
    symptom="The apply fails: BadRequestException, invalid authorizer ID specified",
    remedy="Set authorizerId on the method.",
    source=_GUIDE,
)
FAULTS = (OTHER_API, NO_AUTHORIZER)


@dataclass
class Used:
    """A Lambda authorizer that methods of an API use.

    `resource` is where a finding stands: the authorizer, or what has the OpenAPI body. `values` reads the properties of
    `aws:apigateway/authorizer:Authorizer`; `written` tells that they come from a body.
    """

    api: Api
    resource: Resource
    values: Values
    written: bool
    methods: list[Method] = field(default_factory=list)

    @property
    def subjects(self) -> list[str]:
        """The path entities that a finding affects."""
        return [self.resource.urn, *(method.resource.urn for method in self.methods)]


def check(model: Model, judge: Judge) -> list[Used]:
    """Judges how methods name their authorizers; answers the Lambda authorizers that are in use."""
    found: dict[tuple[str, str, object], Used] = {}
    for api in model.apis:
        for method in api.methods:
            used = _written(api, method) if method.in_body else _named(model, api, method, judge)
            if used is not None and _lambda(used):
                uri = used.values.raw_text("authorizerUri") if used.written else ""
                found.setdefault((api.key, used.resource.urn, uri), used).methods.append(method)
    return list(found.values())


def _lambda(used: Used) -> bool:
    http = not used.written and used.resource.family.startswith("apigatewayv2.")
    kind = used.values.raw_text("authorizerType" if http else "type")
    return str("TOKEN" if kind is None else kind).upper() in ("TOKEN", "REQUEST")


def _written(api: Api, method: Method) -> Used | None:
    """The authorizer of an operation of a document."""
    block = method.scheme.authorizer if method.scheme else None
    return None if block is None or block.absent else Used(api, method.resource, block, written=True)


def _named(model: Model, api: Api, method: Method, judge: Judge) -> Used | None:
    """The authorizer that a method names."""
    if not method.authorization.is_("CUSTOM", "JWT", "COGNITO_USER_POOLS").open:
        return None
    if method.authorizer.absent:
        if not method.resource.silent:
            evidence = f"{method.name} has authorization {method.authorization} and no authorizerId"
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(evidence))
        return None
    authorizer = method.authorizer.one
    if authorizer is None:
        if method.authorizer.unknown:
            judge.report(OTHER_API, method.resource.urn, unknown(method.authorizer.where))
        return None
    owner = model.api_of(authorizer, "apiId" if api.http else "restApi")
    if owner is not None and owner.key != api.key:
        evidence = f"{method.name} belongs to {api.name}, {authorizer.name} to {owner.name}"
        judge.report(OTHER_API, method.resource.urn, closed(evidence), subjects=[authorizer.urn])
        return None
    return Used(api, authorizer, authorizer, written=False)
