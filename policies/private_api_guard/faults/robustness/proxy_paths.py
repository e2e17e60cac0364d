"""Path parameters: does the backend get what the client asked for?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
"""

import re
from collections.abc import Iterator

from ...model.gateway.api import Api
from ...model.gateway.integration import Integration
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed, some
from ..fault import Fault, Judge
from ..symptoms import BACKEND_ANSWERS

_GREEDY = re.compile(r"\{([^{}/]+)\+\}$")
_PARAMETER = re.compile(r"(?<!\$)\{([A-Za-z0-9._:-]+)\}")

NOT_MAPPED = Fault(
    id="robustness/path-parameter-not-mapped",
    hop=Hop.INTEGRATION,
    title="A path parameter is not handed on to the backend",
    symptom=BACKEND_ANSWERS.says(
        "404 of the backend: it is asked for one and the same path, whatever the client wrote, or for a literal {proxy}"
    ),
    remedy='Put {proxy} into the URI, map it with requestParameters {"integration.request.path.proxy":'
    ' "method.request.path.proxy"} on the integration, and declare "method.request.path.proxy": true on the'
    " method.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html",
    not_modelled="parameters that an OpenAPI document declares; HTTP APIs hand the path on by themselves",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every method of a REST API that calls an HTTP backend."""
    for api in model.apis:
        for method in () if api.http else api.methods:
            integration = method.integration
            if integration is None or not integration.kind.is_("HTTP", "HTTP_PROXY").open:
                continue
            lines = list(_missing(api, method, integration))
            if lines:
                urn = integration.resource.urn
                judge.report(NOT_MAPPED, urn, closed(*lines), subjects=[method.resource.urn])


def _missing(api: Api, method: Method, integration: Integration) -> Iterator[str]:
    given = integration.request_parameters.known
    if given is None:
        return
    written = _PARAMETER.findall(integration.uri.known or "")
    greedy = _GREEDY.search(method.path)
    for name in dict.fromkeys(written):
        if f"integration.request.path.{name}" not in given:
            yield f"{api.name} {method.name}: the integration does not map integration.request.path.{name}"
    if greedy and greedy[1] not in written:
        source = f"method.request.path.{greedy[1]}"
        if some(value.is_(source) for value in given.values()).closed:
            yield f"{api.name} {method.name}: the integration hands {source} on nowhere"
