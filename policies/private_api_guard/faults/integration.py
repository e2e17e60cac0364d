"""Integrations: does each name a working link, port, scheme and listener, and does the stage define its variables?

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
"""

import re

from ..model.balancing.listener import LISTENER
from ..model.balancing.load_balancer import BALANCER
from ..model.gateway.api import Api, Method, Stage
from ..model.gateway.integration import Integration, variables
from ..model.gateway.vpc_link import LINK_V1, LINK_V2, VpcLink
from ..model.hop import Hop
from ..model.model import Chain, Model
from ..model.network.host import PrivateNames
from ..model.values.reference import Reference
from ..model.values.unknown import UNKNOWN
from ..model.verdict import closed, presumably, unknown
from . import uri, vpc_link
from .fault import Fault, Judge
from .uri import Uri

_PUT = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_HTTP_APIS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html"
_VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html"
_ERROR = '500 {"message":"Internal server error"}'
_REFUSED = "The apply fails: BadRequestException"

NO_INTEGRATION = Fault(
    id="integration/method-without-integration",
    hop=Hop.INTEGRATION,
    title="The method has no integration",
    symptom=(
        'The apply fails: BadRequestException, "No integration defined for method" (an HTTP API answers 404 or 500)'
    ),
    remedy="Add an integration with the method's API, resource and HTTP method, or remove the method.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html",
)
NO_METHOD = Fault(
    id="integration/integration-without-method",
    hop=Hop.INTEGRATION,
    title="The integration belongs to a method that the API does not have",
    symptom="The apply fails: NotFoundException, invalid method identifier specified",
    remedy=(
        "Add the method with the integration's API, resource and HTTP method, or correct the integration's httpMethod."
    ),
    source=_PUT,
    not_modelled="methods that another stack adds",
)
NO_HTTP_METHOD = Fault(
    id="integration/no-http-method",
    hop=Hop.INTEGRATION,
    title="The integration calls HTTP and does not say with which method",
    symptom=f'{_REFUSED}, "Enumeration value for HttpMethod must be non-empty"',
    remedy="Set integrationHttpMethod (httpMethod in an OpenAPI document).",
    source=_PUT,
    not_modelled="HTTP APIs",
)
NO_RESPONSE = Fault(
    id="integration/no-integration-response",
    hop=Hop.INTEGRATION,
    title="The integration is no proxy and has no integration response",
    symptom=(
        f"{_ERROR} for every request: no match for output mapping and no default endpoint response mapping configured"
    ),
    remedy=(
        "Use type HTTP_PROXY, or add a method response and an integration response"
        " (aws:apigateway/integrationResponse)."
    ),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html",
    not_modelled="which status codes of the backend the responses match",
)
LINK_WITHOUT_ID = Fault(
    id="integration/link-without-id",
    hop=Hop.INTEGRATION,
    title="The integration goes through a VPC link and does not say which",
    symptom=f"{_REFUSED}, or {_ERROR} for every request",
    remedy="Set connectionId to the id of a VPC link.",
    source=_PUT,
)
LINK_NOT_USED = Fault(
    id="integration/link-not-used",
    hop=Hop.INTEGRATION,
    title="The integration names a VPC link and calls its URI over the internet all the same",
    symptom=f"{_ERROR} or 504 for every request: API Gateway does not reach the host",
    remedy='Set connectionType to "VPC_LINK".',
    source=_PUT,
)
NO_SUCH_LINK = Fault(
    id="integration/no-such-link",
    hop=Hop.INTEGRATION,
    title="The integration's connectionId is not the id of a VPC link",
    symptom=f"{_REFUSED}, or {_ERROR} for every request",
    remedy="Set connectionId to the id of a VPC link, or to ${stageVariables.name} of a variable that holds one.",
    source=_PUT,
    not_modelled="ids of links that no stack shows: whether they still exist",
)
NO_VARIABLE = Fault(
    id="integration/stage-variable-missing",
    hop=Hop.DEPLOYMENT,
    title="An integration uses a stage variable that the stage does not define",
    symptom=f"{_ERROR} for every request of the stage",
    remedy="Define the variable in the stage's variables (stageVariables of an HTTP API).",
    source=_VARIABLES,
    not_modelled="overrides of a canary",
)
NO_TARGET = Fault(
    id="integration/no-integration-target",
    hop=Hop.INTEGRATION,
    title="The integration goes through a VPC link V2 and does not name its load balancer",
    symptom=f'{_REFUSED}, "IntegrationTarget is required for VpcLinkV2"',
    remedy="Set integrationTarget to the ARN of the Application or Network Load Balancer.",
    source=_PUT,
)
WRONG_TARGET = Fault(
    id="integration/target-not-a-load-balancer",
    hop=Hop.INTEGRATION,
    title="The integration's integrationTarget is not the ARN of an Application or Network Load Balancer",
    symptom=f"{_REFUSED}, the integration target is not valid",
    remedy="Set integrationTarget to the load balancer's ARN; the URI's port chooses the listener.",
    source=_PUT,
)
TARGET_BESIDE_V1 = Fault(
    id="integration/target-beside-link-v1",
    hop=Hop.INTEGRATION,
    title="The integration names an integrationTarget beside a VPC link V1, which has its load balancer already",
    symptom=f"{_REFUSED}, the integration target is for VPC links V2",
    remedy="Remove integrationTarget, or use a link V2 (aws:apigatewayv2/vpcLink:VpcLink).",
    source=_PUT,
)
NOT_A_LISTENER = Fault(
    id="integration/uri-not-a-listener",
    hop=Hop.INTEGRATION,
    title="The HTTP API's private integration has a URI that is not the ARN of a listener or Cloud Map service",
    symptom=f'{_REFUSED}, "integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN"',
    remedy="Set integrationUri to the listener's ARN.",
    source=_HTTP_APIS,
    not_modelled="what stands behind a Cloud Map service",
)
LINK_OF_REST_API = Fault(
    id="integration/link-v1-of-http-api",
    hop=Hop.INTEGRATION,
    title="An integration of an HTTP API goes through a VPC link V1, which only REST APIs can use",
    symptom=f"{_REFUSED}: the VPC link is not found",
    remedy="Make a link V2 (aws:apigatewayv2/vpcLink:VpcLink) in the load balancer's subnets and name it.",
    source=_HTTP_APIS,
)
BLIND = Fault(
    id="integration/body-not-known",
    hop=Hop.INTEGRATION,
    title="A method of the OpenAPI body has an integration that does not work",
    symptom=f"{_ERROR} for requests of that method",
    remedy=(
        "Keep outputs out of the body: name the link by ${stageVariables.link}, set the variable on the stage, and"
        " write"
        " the rest as literals."
    ),
    source=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html"
    ),
    not_modelled="bodies made from outputs, before the update has made them",
)
FAULTS = (
    NO_INTEGRATION, NO_METHOD, NO_HTTP_METHOD, NO_RESPONSE, LINK_WITHOUT_ID, LINK_NOT_USED, NO_SUCH_LINK, NO_VARIABLE,
    NO_TARGET, WRONG_TARGET, TARGET_BESIDE_V1, NOT_A_LISTENER, LINK_OF_REST_API, BLIND, *vpc_link.FAULTS, *uri.FAULTS,
)  # fmt: skip
# What no id of a link has: an ARN, a URL, a variable that is not written as one, a sentence.
_NO_ID = re.compile(r"[:/.${}\s]")


def check(model: Model, judge: Judge) -> None:
    """Asks every link, and every integration on every stage."""
    vpc_link.check(model, judge)
    for api in model.apis:
        # An API that `--target` leaves out shows no body; one that has methods of its own has none.
        untold = api.resource is not None and api.resource.silent and bool(api.methods)
        for where in () if untold else api.blind:
            judge.report(BLIND, api.key, unknown(where))
        for method in api.methods:
            _method(model, api, method, judge)
    for integration in model.orphans:
        line = f"no method has the API, resource and verb of {integration.name}"
        judge.report(NO_METHOD, integration.urn, closed(line))
    names = PrivateNames(model.stack)
    for chain in model.chains:
        integration = chain.method.integration
        if integration is not None and integration.calls_http:
            _chain(model, names, chain, integration, judge)


def _method(model: Model, api: Api, method: Method, judge: Judge) -> None:
    """Whether a method has an integration."""
    if method.integration is not None:
        return
    urn = method.resource.urn
    where = ""
    if method.operation is None:
        orphan = model.orphan_beside(method.resource)
        if orphan is not None:
            line = f"{method.name} of {api.name} has no integration; {orphan.name} on its resource has no method"
            judge.report(NO_METHOD, orphan.urn, closed(line), subjects=[urn])
            return
        named = api.http and method.resource.get("target") not in (None, "")
        where = f"{method.resource.name}.target" if named else "" if api.http else model.loose_integration(api)
    if where:
        judge.report(NO_INTEGRATION, urn, unknown(where))
    else:
        judge.report(NO_INTEGRATION, urn, closed(f"{method.name} of {api.name} has no integration"))


def _chain(model: Model, names: PrivateNames, chain: Chain, integration: Integration, judge: Judge) -> None:
    place = uri.of(model, chain, integration)
    if _lacks_variable(chain.stage, integration, place, judge):
        return
    sound = _http_method(place, judge) & uri.form(place, judge)
    if str(integration.kind).upper() == "HTTP" and not integration.http_api and not model.answered(chain.method):
        judge.report(NO_RESPONSE, place.urn, closed(f"{place.label} is of type HTTP and has no response"))
    if integration.private is False:
        if _names_link(integration):
            line = f"{place.label} has connectionType {integration.connection_type or 'INTERNET (not set)'}"
            judge.report(LINK_NOT_USED, place.urn, closed(line))
        else:
            uri.internet(model, names, place, judge)
    elif integration.private is True and uri.tls_name(place, judge) and sound:
        _private(model, chain, place, judge)


def _http_method(place: Uri, judge: Judge) -> bool:
    integration = place.integration
    if integration.http_api or integration.kind is None or integration.values.get("integrationHttpMethod"):
        return True
    if integration.values.get("integrationHttpMethod") is UNKNOWN or integration.kind is UNKNOWN:
        return True
    judge.report(NO_HTTP_METHOD, place.urn, closed(f"{place.label} is {integration.kind} without a method"))
    return False


def _names_link(integration: Integration) -> bool:
    return integration.link_text not in (None, "") or not integration.link.absent


def _lacks_variable(stage: Stage | None, integration: Integration, place: Uri, judge: Judge) -> bool:
    """Whether the stage lacks a variable of the integration, or may lack it."""
    texts = [each for each in (integration.link_text, integration.uri) if isinstance(each, str)]
    names = list(dict.fromkeys(name for text in texts for name in variables(text)))
    if not names or stage is None:
        return False
    if stage.variables is UNKNOWN:
        if not stage.resource.feeds(stage.variables_key):
            judge.report(NO_VARIABLE, stage.key, unknown(f"{stage.resource.name}.{stage.variables_key}"))
        return False
    missing = [name for name in names if stage.variables.get(name) in (None, "")]
    if missing:
        evidence = f"{place.label} uses {', '.join(missing)}; {stage.label} does not define it"
        judge.report(NO_VARIABLE, stage.key, closed(evidence))
    return bool(missing)


# Through a link


def _private(model: Model, chain: Chain, place: Uri, judge: Judge) -> None:
    integration = place.integration
    links = model.link_reference(integration, chain.stage)
    if not _link_is_named(model, place, links, judge):
        return
    link = model.links.get(links.key) if links.key else None
    if link is not None and vpc_link.to_network(model, link).closed:
        return
    if integration.http_api and link is None and not links.resources:
        judge.report(NO_SUCH_LINK, place.urn, unknown(links.where or f"{place.label}.connectionId"))
    fits = _http_listener(model, place, link, judge) if integration.http_api else _target(model, place, link, judge)
    if not fits:
        return
    if chain.lost:
        _lost(place, links, link, chain.lost, judge)
    for backend in chain.backends:
        outside = backend.balancer.resource is None and not backend.balancer.listeners
        if outside and not backend.through(1):
            subjects = [link.key] if link else []
            where = f"what stands behind {backend.balancer.key}"
            judge.report(vpc_link.OUTSIDE, place.urn, unknown(where), subjects=subjects)
        if link is not None and link.resource is None:
            presumed = presumably(f"VPC link {link.name}, of another stack, reaches {backend.balancer.name}")
            judge.report(NO_SUCH_LINK, place.urn, presumed)
        uri.listener(model, place, backend, judge)


def _link_is_named(model: Model, place: Uri, links: Reference, judge: Judge) -> bool:
    """Whether a link is named by what can be a link's id."""
    integration = place.integration
    text = integration.link_text
    if text in (None, "") and links.absent:
        judge.report(LINK_WITHOUT_ID, place.urn, closed(f"{place.label}.connectionId is not set"))
        return False
    other = model.stack.misled(integration.resource, "connectionId", LINK_V1, LINK_V2)
    if other is not None:
        judge.report(NO_SUCH_LINK, place.urn, closed(f"{place.label}.connectionId is made from {other}"))
        return False
    literal = next((each for each in links.literals if _NO_ID.search(each)), None)
    resource = links.one
    if (
        resource is not None
        and isinstance(text, str)
        and text == resource.raw_text("name")
        and resource.outputs.get("id") != text
    ):
        literal = f"{text}, which is the name of a link"
    if literal is not None:
        judge.report(NO_SUCH_LINK, place.urn, closed(f"{place.label}.connectionId is {literal}"))
        return False
    return True


def _lost(place: Uri, links: Reference, link: VpcLink | None, where: str, judge: Judge) -> None:
    """Says why the chain can not be followed, once: a link V1 tells of its own target."""
    if link is None:
        judge.report(NO_SUCH_LINK, place.urn, unknown(links.where or where))
    elif link.version == 0 or place.integration.http_api:
        judge.report(vpc_link.OUTSIDE, place.urn, unknown(where), subjects=[link.key])
    elif link.version == 2:
        judge.report(NO_TARGET, place.urn, unknown(where))


def _target(model: Model, place: Uri, link: VpcLink | None, judge: Judge) -> bool:
    """Whether a REST API's integration names a load balancer where the link asks for it, and only there."""
    integration = place.integration
    value = integration.values.get("integrationTarget")
    if link is None or integration.resource.silent:
        return True
    if link.version == 1 and value not in (None, ""):
        judge.report(TARGET_BESIDE_V1, place.urn, closed(f"{link.name} is a link V1"))
        return False
    if link.version != 2:
        return True
    if value in (None, ""):
        judge.report(NO_TARGET, place.urn, closed(f"{place.label} goes through {link.name}, a link V2"))
        return False
    other = model.stack.misled(integration.resource, "integrationTarget", BALANCER)
    evidence = f"{place.label}.integrationTarget is made from {other}" if other else ""
    if isinstance(value, str) and integration.target.one is None and not _is_balancer(value):
        evidence = f"{place.label}.integrationTarget is {value}"
    if evidence:
        judge.report(WRONG_TARGET, place.urn, closed(evidence))
    return not evidence


def _is_balancer(arn: str) -> bool:
    return ":loadbalancer/app/" in arn or ":loadbalancer/net/" in arn


def _http_listener(model: Model, place: Uri, link: VpcLink | None, judge: Judge) -> bool:
    """Whether an HTTP API's integration names a listener, through a link that HTTP APIs can use."""
    integration = place.integration
    if link is not None and link.version == 1:
        judge.report(LINK_OF_REST_API, place.urn, closed(f"{link.name} is a link V1"))
        return False
    text = integration.uri
    other = model.stack.misled(integration.resource, place.key, LISTENER)
    evidence = f"{place.where} is made from {other}" if other else ""
    if not isinstance(text, str) and text is not UNKNOWN:
        evidence = f"{place.where} is not set"
    elif (
        isinstance(text, str) and not variables(text) and ":listener/" not in text and ":servicediscovery:" not in text
    ):
        evidence = f"{place.where} is {text}"
    if evidence:
        judge.report(NOT_A_LISTENER, place.urn, closed(evidence))
        return False
    if integration.listener.one is None and not integration.listener.resources:
        _no_listener_here(model, place, text, judge)
        return False
    return True


def _no_listener_here(model: Model, place: Uri, text: object, judge: Judge) -> None:
    """A listener that the stack does not make, or a Cloud Map service."""
    sources = model.stack.sources(place.integration.resource, place.key)
    if ":servicediscovery:" in str(text) or any(each.family.startswith("servicediscovery.") for each in sources):
        judge.report(NOT_A_LISTENER, place.urn, presumably("what is registered in the Cloud Map service answers"))
    else:
        where = text if isinstance(text, str) else place.where
        judge.report(vpc_link.OUTSIDE, place.urn, unknown(f"what stands behind {where}"))
