"""Integrations on a stage: has each its HTTP method and its stage variables, and goes it the right way?

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
"""

from functools import partial

from ...model.chain import Chain
from ...model.gateway.integration import Integration
from ...model.gateway.uri import variables
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed, unknown
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED
from . import private, uri

_PUT = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html"

_fault = partial(Fault, hop=Hop.INTEGRATION, source=_PUT)
NO_HTTP_METHOD = _fault(
    id="integration/no-http-method",
    title="The integration calls HTTP and does not say with which method",
    symptom=APPLY_FAILS.told(': BadRequestException, "Enumeration value for HttpMethod must be non-empty"'),
    remedy="Set integrationHttpMethod (httpMethod in an OpenAPI document).",
    not_modelled="HTTP APIs",
)
LINK_NOT_USED = _fault(
    id="integration/link-not-used",
    title="The integration names a VPC link and calls its URI over the internet all the same",
    symptom=INTEGRATION_FAILED.told("or 504 for every request: API Gateway does not reach the host"),
    remedy='Set connectionType to "VPC_LINK".',
)
NO_VARIABLE = _fault(
    id="integration/stage-variable-missing",
    hop=Hop.DEPLOYMENT,
    title="An integration uses a stage variable that the stage does not define",
    symptom=INTEGRATION_FAILED.told("for every request of the stage"),
    remedy="Define the variable in the stage's variables (stageVariables of an HTTP API).",
    source=_VARIABLES,
)


def check(model: Model, judge: Judge) -> None:
    """Asks every integration on every stage for its variables, and what calls HTTP for the rest."""
    for chain in model.chains:
        integration = chain.method.integration
        if integration is None or _lacks_variable(chain, integration, judge):
            continue
        if integration.calls_http:
            _chain(model, chain, integration, judge)


def _chain(model: Model, chain: Chain, integration: Integration, judge: Judge) -> None:
    urn, rest, wrong = integration.resource.urn, not chain.api.http, uri.form(chain, integration)
    found = [wrong] if wrong else []
    if rest and integration.kind.known is not None and integration.http_method.absent:
        found.append((NO_HTTP_METHOD, urn, closed(f"{integration.label} is {integration.kind} without a method")))
    sound = not found
    if integration.private.closed and integration.names_link:
        line = f"{integration.label} has connectionType {integration.connection_type.known or 'INTERNET (not set)'}"
        found.append((LINK_NOT_USED, urn, closed(line)))
    elif integration.private.unknown:
        found.append((LINK_NOT_USED, urn, integration.private))
    else:
        through = integration.private.open
        wrong = uri.tls_name(chain, integration) if through else uri.internet(model, chain, integration)
        found += [wrong] if wrong else []
        if through and sound and not wrong:
            private.check(model, chain, integration, judge)
    for fault, at, verdict in found:
        judge.report(fault, at, verdict)


def _lacks_variable(chain: Chain, integration: Integration, judge: Judge) -> bool:
    """Whether the stage lacks a variable of the integration."""
    stage = chain.stage
    names = dict.fromkeys((*variables(integration.connection_id), *variables(integration.uri)))
    if not names or stage is None:
        return False
    if stage.variables.unknown and not stage.variables_made:
        judge.report(NO_VARIABLE, stage.key, unknown(stage.variables.where))
    missing = [name for name in names if stage.variable(name).unless("").absent]
    if missing:
        evidence = f"{integration.label} uses {', '.join(missing)}; {stage.label} does not define it"
        judge.report(NO_VARIABLE, stage.key, closed(evidence))
    return bool(missing)
