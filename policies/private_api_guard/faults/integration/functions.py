"""Integrations with Lambda functions beside the private ones: how a function is called, and whether it may be.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html and
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
"""

from functools import partial

from ...model.gateway.function_call import FunctionCall, function_calls
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, some
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED

_fault = partial(Fault, hop=Hop.INTEGRATION)
NOT_POST = _fault(
    id="integration/function-not-by-post",
    title="The integration calls a Lambda function with another method than POST",
    symptom=INTEGRATION_FAILED.told("for every request of the method"),
    remedy="Set integrationHttpMethod (httpMethod in an OpenAPI document) to POST, whatever the method's own verb.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
)
NO_PERMISSION = _fault(
    id="integration/no-function-permission",
    title="Nothing allows API Gateway to call the function of the integration",
    symptom=INTEGRATION_FAILED.told('for every request of the method: "Invalid permissions on Lambda function"'),
    remedy="Add an aws:lambda/permission:Permission with principal apigateway.amazonaws.com and sourceArn"
    " {executionArn}/*, or set the integration's credentials.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html",
    not_modelled="functions outside the stack, and the rights of the role that credentials name",
)
THROTTLED = _fault(
    id="integration/function-of-zero",
    title="The function of the integration has a reserved concurrency of 0, and never runs",
    symptom=INTEGRATION_FAILED.told('for every request of the method (an HTTP API: 503), "Rate Exceeded" in the log'),
    remedy="Set reservedConcurrentExecutions above 0, or leave it out.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every method that calls a function of the stack."""
    for call in function_calls(model.stack, model.apis):
        integration = call.integration
        urn, subjects = integration.resource.urn, [call.method.resource.urn]
        if not call.api.http and integration.http_method.known:
            by_post = integration.http_method.map(str.upper).is_("POST")
            line = f"{integration.label} calls {call.name} with {integration.http_method}"
            judge.report(NOT_POST, urn, by_post, told=line, subjects=subjects)
        runs = call.function.function.runs
        if runs.closed:
            judge.report(THROTTLED, urn, runs, subjects=subjects)
        if integration.credentials.absent:
            judge.report(NO_PERMISSION, urn, _permitted(model, call), subjects=subjects)


def _permitted(model: Model, call: FunctionCall) -> Verdict:
    """Whether a permission lets API Gateway call the function, or somebody else may have given one."""
    answers = [(each, call.admitted_by(each)) for each in model.permissions]
    told = [
        answer.because(f"{each.name} allows API Gateway to call {call.name}")
        if answer.open
        else answer.because(*(f"{each.name}: {line}" for line in answer.evidence))
        for each, answer in answers
    ]
    given = model.elsewhere.puts(call.function.function.urn)
    return some(
        [*told, *given, closed(f"no permission of {call.name} lets API Gateway call it for {call.method.name}")]
    )
