"""Methods: does each have an integration, with a response where it needs one, and each integration its method?

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html
"""

from functools import partial
from itertools import chain

from ...model.elsewhere import PUTS
from ...model.gateway.api import Api
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, unknown
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED

_fault = partial(Fault, hop=Hop.INTEGRATION)
NO_INTEGRATION = _fault(
    id="integration/method-without-integration",
    title="The method has no integration",
    symptom=APPLY_FAILS.told(
        ': BadRequestException, "No integration defined for method" (an HTTP API answers 404 or 500)'
    ),
    remedy="Add an integration with the method's API, resource and HTTP method, or remove the method.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html",
)
NO_METHOD = _fault(
    id="integration/integration-without-method",
    title="The integration belongs to a method that the API does not have",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid method identifier specified"),
    remedy="Add the method with the integration's API, resource and HTTP method, or correct the integration's"
    " httpMethod.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html",
    not_modelled="methods that another stack adds",
)
NOT_DECLARED = _fault(
    id="integration/parameter-not-declared",
    title="The integration maps a parameter of the request that its method does not declare",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid mapping expression parameter specified"),
    remedy='Declare it in requestParameters of the method: "method.request.path.proxy": true.',
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html",
    not_modelled="parameters that an OpenAPI document declares",
)
OTHER_API = _fault(
    id="integration/integration-of-other-api",
    title="A route leads to an integration of another API",
    symptom=APPLY_FAILS.told(": BadRequestException, unable to find the integration"),
    remedy="Name an integration of the route's own API.",
    source="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html",
)
NO_RESPONSE = _fault(
    id="integration/no-integration-response",
    title="The integration is no proxy and has no integration response",
    symptom=INTEGRATION_FAILED.told(
        "for every request: no match for output mapping and no default endpoint response mapping configured"
    ),
    remedy="Use type HTTP_PROXY or AWS_PROXY, or add a method response and an integration response"
    " (aws:apigateway/integrationResponse).",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html",
    not_modelled="which status codes of the backend the responses match",
)
BLIND = _fault(
    id="integration/body-not-known",
    title="A method of the OpenAPI body has an integration that does not work",
    symptom=INTEGRATION_FAILED.told("for requests of that method"),
    remedy="Keep outputs out of the body: name the link by ${stageVariables.link}, set the variable on the stage, and"
    " write the rest as literals.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html",
    not_modelled="bodies made from outputs, before the update has made them",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every method, every body, and every integration that belongs to no method."""
    for api in model.apis:
        # An API that `--target` leaves out shows no body; one that has methods of its own has none.
        untold = api.resource is not None and api.resource.silent and bool(api.methods)
        for where in () if untold else api.blind_bodies:
            judge.report(BLIND, api.key, unknown(where))
        for method in api.methods:
            if method.integration is None:
                _no_integration(model, api, method, judge)
            elif not method.integration.api.absent and method.integration.api.meaning(api.key).closed:
                line = f"{method.name} of {api.name} leads to {method.integration.label}, of another API"
                judge.report(OTHER_API, method.resource.urn, closed(line))
            elif not api.http and not method.declares.open:
                urn = method.integration.resource.urn
                judge.report(NOT_DECLARED, urn, method.declares, subjects=[method.resource.urn])
            if method.integration is not None and method.answers.closed:
                putting = _putting(model, api, method)
                lacks = closed(f"{method.integration.label} is of type {method.integration.kind} and has no response")
                judge.report(NO_RESPONSE, method.integration.resource.urn, putting or lacks)
    for method in model.methods_adrift:
        judge.report(NO_INTEGRATION, method.urn, unknown(f"{method.name}.restApi"))
    for stray in model.stray_integrations:
        judge.report(NO_METHOD, stray.urn, closed(f"no method has the API, resource and verb of {stray.name}"))


def _no_integration(model: Model, api: Api, method: Method, judge: Judge) -> None:
    putting = _putting(model, api, method)
    if putting is not None:
        judge.report(NO_INTEGRATION, method.resource.urn, putting)
        return
    urn, line = method.resource.urn, f"{method.name} of {api.name} has no integration"
    if method.beside is not None:
        line = f"{line}; {method.beside.name} on its resource has no method"
        judge.report(NO_METHOD, method.beside.urn, closed(line), subjects=[urn])
    else:
        judge.report(NO_INTEGRATION, urn, unknown(method.unmatched) if method.unmatched else closed(line))


def _putting(model: Model, api: Api, method: Method) -> Verdict | None:
    """What can not be known where somebody else may add to a method."""
    elsewhere = model.elsewhere
    puts = chain(elsewhere.waits(method.resource.urn), elsewhere.given(PUTS, api.key, method.place))
    return next((unknown(f"what {each.name} puts") for each in puts), None)
