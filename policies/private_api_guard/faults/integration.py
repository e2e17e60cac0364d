"""Integrations: does each name a working link, port, scheme and listener, and does the stage define its variables?

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
"""

import re

from ..model.balancing.load_balancer import BALANCER, LISTENER
from ..model.gateway.api import Api, Method, Stage
from ..model.gateway.integration import Integration, variables
from ..model.gateway.vpc_link import LINK_V1, LINK_V2, VpcLink
from ..model.model import Chain, Model
from ..model.network.host import PrivateNames
from ..model.values.reference import Reference
from ..model.values.unknown import UNKNOWN
from . import uri, vpc_link
from .fault import Fault, Judge
from .uri import HOP, Uri

_PUT = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_HTTP_APIS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html"
_VARIABLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html"
_ERROR = '500 {"message":"Internal server error"}'
_REFUSED = "The apply fails: BadRequestException"

NO_INTEGRATION = Fault(
    "integration/method-without-integration",
    "The method has no integration",
    'The apply fails: BadRequestException, "No integration defined for method" (an HTTP API answers 404 or 500)',
    "Add an integration with the method's API, resource and HTTP method, or remove the method.",
    "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html",
)
NO_METHOD = Fault(
    "integration/integration-without-method",
    "The integration belongs to a method that the API does not have",
    "The apply fails: NotFoundException, invalid method identifier specified",
    "Add the method with the integration's API, resource and HTTP method, or correct the integration's httpMethod.",
    _PUT,
    "methods that another stack adds",
)
NO_HTTP_METHOD = Fault(
    "integration/no-http-method",
    "The integration calls HTTP and does not say with which method",
    f'{_REFUSED}, "Enumeration value for HttpMethod must be non-empty"',
    "Set integrationHttpMethod (httpMethod in an OpenAPI document).",
    _PUT,
    "HTTP APIs",
)
NO_RESPONSE = Fault(
    "integration/no-integration-response",
    "The integration is no proxy and has no integration response",
    f"{_ERROR} for every request: no match for output mapping and no default endpoint response mapping configured",
    "Use type HTTP_PROXY, or add a method response and an integration response (aws:apigateway/integrationResponse).",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html",
    "which status codes of the backend the responses match",
)
LINK_WITHOUT_ID = Fault(
    "integration/link-without-id",
    "The integration goes through a VPC link and does not say which",
    f"{_REFUSED}, or {_ERROR} for every request",
    "Set connectionId to the id of a VPC link.",
    _PUT,
)
LINK_NOT_USED = Fault(
    "integration/link-not-used",
    "The integration names a VPC link and calls its URI over the internet all the same",
    f"{_ERROR} or 504 for every request: API Gateway does not reach the host",
    'Set connectionType to "VPC_LINK".',
    _PUT,
)
NO_SUCH_LINK = Fault(
    "integration/no-such-link",
    "The integration's connectionId is not the id of a VPC link",
    f"{_REFUSED}, or {_ERROR} for every request",
    "Set connectionId to the id of a VPC link, or to ${stageVariables.name} of a variable that holds one.",
    _PUT,
    "ids of links that no stack shows: whether they still exist",
)
NO_VARIABLE = Fault(
    "integration/stage-variable-missing",
    "An integration uses a stage variable that the stage does not define",
    f"{_ERROR} for every request of the stage",
    "Define the variable in the stage's variables (stageVariables of an HTTP API).",
    _VARIABLES,
    "overrides of a canary",
)
NO_TARGET = Fault(
    "integration/no-integration-target",
    "The integration goes through a VPC link V2 and does not name its load balancer",
    f'{_REFUSED}, "IntegrationTarget is required for VpcLinkV2"',
    "Set integrationTarget to the ARN of the Application or Network Load Balancer.",
    _PUT,
)
WRONG_TARGET = Fault(
    "integration/target-not-a-load-balancer",
    "The integration's integrationTarget is not the ARN of an Application or Network Load Balancer",
    f"{_REFUSED}, the integration target is not valid",
    "Set integrationTarget to the load balancer's ARN; the URI's port chooses the listener.",
    _PUT,
)
TARGET_BESIDE_V1 = Fault(
    "integration/target-beside-link-v1",
    "The integration names an integrationTarget beside a VPC link V1, which has its load balancer already",
    f"{_REFUSED}, the integration target is for VPC links V2",
    "Remove integrationTarget, or use a link V2 (aws:apigatewayv2/vpcLink:VpcLink).",
    _PUT,
)
NOT_A_LISTENER = Fault(
    "integration/uri-not-a-listener",
    "The HTTP API's private integration has a URI that is not the ARN of a listener or Cloud Map service",
    f'{_REFUSED}, "integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN"',
    "Set integrationUri to the listener's ARN.",
    _HTTP_APIS,
    "what stands behind a Cloud Map service",
)
LINK_OF_REST_API = Fault(
    "integration/link-v1-of-http-api",
    "An integration of an HTTP API goes through a VPC link V1, which only REST APIs can use",
    f"{_REFUSED}: the VPC link is not found",
    "Make a link V2 (aws:apigatewayv2/vpcLink:VpcLink) in the load balancer's subnets and name it.",
    _HTTP_APIS,
)
BLIND = Fault(
    "integration/body-not-known",
    "A method of the OpenAPI body has an integration that does not work",
    f"{_ERROR} for requests of that method",
    "Keep outputs out of the body: name the link by ${stageVariables.link}, set the variable on the stage, and write"
    " the rest as literals.",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html",
    "bodies made from outputs, before the update has made them",
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
            judge.undecided(BLIND, api.key, where, hop=HOP)
        for method in api.methods:
            _method(model, api, method, judge)
    for integration in model.orphans:
        line = f"no method has the API, resource and verb of {integration.name}"
        judge.closed(NO_METHOD, integration.urn, line, hop=HOP)
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
            judge.closed(NO_METHOD, orphan.urn, line, hop=HOP, subjects=[urn])
            return
        named = api.http and method.resource.get("target") not in (None, "")
        where = f"{method.resource.name}.target" if named else "" if api.http else model.loose_integration(api)
    if where:
        judge.undecided(NO_INTEGRATION, urn, where, hop=HOP)
    else:
        judge.closed(NO_INTEGRATION, urn, f"{method.name} of {api.name} has no integration", hop=HOP)


def _chain(model: Model, names: PrivateNames, chain: Chain, integration: Integration, judge: Judge) -> None:
    place = uri.of(model, chain, integration)
    if _lacks_variable(chain.stage, integration, place, judge):
        return
    sound = _http_method(place, judge) & uri.form(place, judge)
    if str(integration.kind).upper() == "HTTP" and not integration.http_api and not model.answered(chain.method):
        judge.closed(NO_RESPONSE, place.urn, f"{place.label} is of type HTTP and has no response", hop=HOP)
    if integration.private is False:
        if _names_link(integration):
            line = f"{place.label} has connectionType {integration.connection_type or 'INTERNET (not set)'}"
            judge.closed(LINK_NOT_USED, place.urn, line, hop=HOP)
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
    judge.closed(NO_HTTP_METHOD, place.urn, f"{place.label} is {integration.kind} without a method", hop=HOP)
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
            judge.undecided(NO_VARIABLE, stage.key, f"{stage.resource.name}.{stage.variables_key}", hop="deployment")
        return False
    missing = [name for name in names if stage.variables.get(name) in (None, "")]
    if missing:
        evidence = f"{place.label} uses {', '.join(missing)}; {stage.label} does not define it"
        judge.closed(NO_VARIABLE, stage.key, evidence, hop="deployment")
    return bool(missing)


# Through a link


def _private(model: Model, chain: Chain, place: Uri, judge: Judge) -> None:
    integration = place.integration
    links = model.link_reference(integration, chain.stage)
    if not _link_is_named(model, place, links, judge):
        return
    link = model.links.get(links.key) if links.key else None
    if link is not None and judge.found(vpc_link.NOT_NETWORK, link.key):
        return
    if integration.http_api and link is None and not links.resources:
        judge.undecided(NO_SUCH_LINK, place.urn, links.where or f"{place.label}.connectionId", hop=HOP)
    fits = _http_listener(model, place, link, judge) if integration.http_api else _target(model, place, link, judge)
    if not fits:
        return
    if chain.lost:
        _lost(place, links, link, chain.lost, judge)
    for backend in chain.backends:
        outside = backend.balancer.resource is None and not backend.balancer.listeners
        if outside and not backend.through(1):
            judge.undecided(vpc_link.OUTSIDE, place.urn, f"what stands behind {backend.balancer.key}", hop=HOP)
        if link is not None and link.resource is None:
            judge.presume(HOP, [place.urn], f"VPC link {link.name}, of another stack, reaches {backend.balancer.name}")
        uri.listener(model, place, backend, judge)


def _link_is_named(model: Model, place: Uri, links: Reference, judge: Judge) -> bool:
    """Whether a link is named by what can be a link's id."""
    integration = place.integration
    text = integration.link_text
    if text in (None, "") and links.absent:
        judge.closed(LINK_WITHOUT_ID, place.urn, f"{place.label}.connectionId is not set", hop=HOP)
        return False
    other = model.stack.misled(integration.resource, "connectionId", LINK_V1, LINK_V2)
    if other is not None:
        judge.closed(NO_SUCH_LINK, place.urn, f"{place.label}.connectionId is made from {other}", hop=HOP)
        return False
    literal = next((each for each in links.literals if _NO_ID.search(each)), None)
    resource = links.one
    if (
        resource is not None
        and isinstance(text, str)
        and text == resource.text("name")
        and resource.outputs.get("id") != text
    ):
        literal = f"{text}, which is the name of a link"
    if literal is not None:
        judge.closed(NO_SUCH_LINK, place.urn, f"{place.label}.connectionId is {literal}", hop=HOP)
        return False
    return True


def _lost(place: Uri, links: Reference, link: VpcLink | None, where: str, judge: Judge) -> None:
    """Says why the chain can not be followed, once: a link V1 tells of its own target."""
    if link is None:
        judge.undecided(NO_SUCH_LINK, place.urn, links.where or where, hop=HOP)
    elif link.version == 0 or place.integration.http_api:
        judge.undecided(vpc_link.OUTSIDE, place.urn, where, hop=HOP)
    elif link.version == 2:
        judge.undecided(NO_TARGET, place.urn, where, hop=HOP)


def _target(model: Model, place: Uri, link: VpcLink | None, judge: Judge) -> bool:
    """Whether a REST API's integration names a load balancer where the link asks for it, and only there."""
    integration = place.integration
    value = integration.values.get("integrationTarget")
    if link is None or integration.resource.silent:
        return True
    if link.version == 1 and value not in (None, ""):
        judge.closed(TARGET_BESIDE_V1, place.urn, f"{link.name} is a link V1", hop=HOP)
        return False
    if link.version != 2:
        return True
    if value in (None, ""):
        judge.closed(NO_TARGET, place.urn, f"{place.label} goes through {link.name}, a link V2", hop=HOP)
        return False
    other = model.stack.misled(integration.resource, "integrationTarget", BALANCER)
    evidence = f"{place.label}.integrationTarget is made from {other}" if other else ""
    if isinstance(value, str) and integration.target.one is None and not _is_balancer(value):
        evidence = f"{place.label}.integrationTarget is {value}"
    if evidence:
        judge.closed(WRONG_TARGET, place.urn, evidence, hop=HOP)
    return not evidence


def _is_balancer(arn: str) -> bool:
    return ":loadbalancer/app/" in arn or ":loadbalancer/net/" in arn


def _http_listener(model: Model, place: Uri, link: VpcLink | None, judge: Judge) -> bool:
    """Whether an HTTP API's integration names a listener, through a link that HTTP APIs can use."""
    integration = place.integration
    if link is not None and link.version == 1:
        judge.closed(LINK_OF_REST_API, place.urn, f"{link.name} is a link V1", hop=HOP)
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
        judge.closed(NOT_A_LISTENER, place.urn, evidence, hop=HOP)
        return False
    if integration.listener.one is None and not integration.listener.resources:
        _no_listener_here(model, place, text, judge)
        return False
    return True


def _no_listener_here(model: Model, place: Uri, text: object, judge: Judge) -> None:
    """A listener that the stack does not make, or a Cloud Map service."""
    sources = model.stack.sources(place.integration.resource, place.key)
    if ":servicediscovery:" in str(text) or any(each.family.startswith("servicediscovery.") for each in sources):
        judge.presume(HOP, [place.urn], "what is registered in the Cloud Map service answers")
    else:
        where = text if isinstance(text, str) else place.where
        judge.undecided(vpc_link.OUTSIDE, place.urn, f"what stands behind {where}", hop=HOP)
