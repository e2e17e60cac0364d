"""Browsers' preflight requests (CORS): OPTIONS without credentials, which a method has to answer.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
"""

from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import FORBIDDEN, INTEGRATION_FAILED

_CORS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html"

_fault = partial(Fault, source=_CORS)
GUARDED = _fault(
    id="robustness/preflight-asks-for-credentials",
    hop=Hop.KEY,
    title="OPTIONS asks for a key or an authorizer, which browsers do not send with it",
    symptom=FORBIDDEN.says("403 or 401 for every preflight request, so that no browser calls the method after it"),
    remedy="Set authorization NONE and no apiKeyRequired on the OPTIONS method; the others stay guarded.",
)
BINARY = _fault(
    id="robustness/preflight-with-binary-types",
    hop=Hop.INTEGRATION,
    title="The API takes every body for binary, and its mock answer to OPTIONS is not made text",
    symptom=INTEGRATION_FAILED.says(
        "500 for every preflight request (unable to transform request), so that no browser calls the method after it"
    ),
    remedy='Set contentHandling to "CONVERT_TO_TEXT" on the integration of OPTIONS, or name the binary types singly.',
)


def check(model: Model, judge: Judge) -> None:
    """Asks every OPTIONS method of a REST API."""
    for api in model.apis:
        for method in () if api.http else api.methods:
            if method.verb == "OPTIONS":
                _method(api, method, judge)


def _method(api: Api, method: Method, judge: Judge) -> None:
    urn, integration = method.resource.urn, method.integration
    if method.key_required.known or method.authorization.is_("NONE", "").closed:
        asks = "a key" if method.key_required.known else f"authorization {method.authorization}"
        judge.report(GUARDED, urn, closed(f"{method.name} of {api.name} asks for {asks}"))
    if integration is None or not integration.kind.is_("MOCK").open or not api.all_binary.open:
        return
    if not integration.content_handling.may_be("CONVERT_TO_TEXT"):
        line = f"{api.name} has binaryMediaTypes */*, {integration.label} has no contentHandling"
        judge.report(BINARY, integration.resource.urn, closed(line), subjects=[urn])
