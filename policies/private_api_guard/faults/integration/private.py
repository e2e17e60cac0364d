"""Private integrations: does each name a VPC link, and what the link is to reach?

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
"""

import re
from functools import partial

from ...model.chain import Chain
from ...model.gateway.integration import Integration
from ...model.gateway.uri import variables
from ...model.gateway.vpc_link import LinkKind
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, presumably, unknown
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS
from . import uri, vpc_link

_PUT = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_HTTP_APIS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html"

_fault = partial(Fault, hop=Hop.INTEGRATION, source=_PUT)
LINK_WITHOUT_ID = _fault(
    id="integration/link-without-id",
    title="The integration goes through a VPC link and does not say which",
    symptom=APPLY_FAILS.told(': BadRequestException, or 500 {"message":"Internal server error"} for every request'),
    remedy="Set connectionId to the id of a VPC link.",
)
NO_SUCH_LINK = _fault(
    id="integration/no-such-link",
    title="The integration's connectionId is not the id of a VPC link",
    symptom=APPLY_FAILS.told(': BadRequestException, or 500 {"message":"Internal server error"} for every request'),
    remedy="Set connectionId to the id of a VPC link, or to ${stageVariables.name} of a variable that holds one.",
    not_modelled="ids of links that no stack shows: whether they still exist",
)
NO_TARGET = _fault(
    id="integration/no-integration-target",
    title="The integration goes through a VPC link V2 and does not name its load balancer",
    symptom=APPLY_FAILS.told(': BadRequestException, "IntegrationTarget is required for VpcLinkV2"'),
    remedy="Set integrationTarget to the ARN of the Application or Network Load Balancer.",
)
WRONG_TARGET = _fault(
    id="integration/target-not-a-load-balancer",
    title="The integration's integrationTarget is not the ARN of an Application or Network Load Balancer",
    symptom=APPLY_FAILS.told(": BadRequestException, the integration target is not valid"),
    remedy="Set integrationTarget to the load balancer's ARN; the URI's port chooses the listener.",
)
TARGET_BESIDE_V1 = _fault(
    id="integration/target-beside-link-v1",
    title="The integration names an integrationTarget beside a VPC link V1, which has its load balancer already",
    symptom=APPLY_FAILS.told(": BadRequestException, the integration target is for VPC links V2"),
    remedy="Remove integrationTarget, or use a link V2 (aws:apigatewayv2/vpcLink:VpcLink).",
)
NOT_A_LISTENER = _fault(
    id="integration/uri-not-a-listener",
    title="The HTTP API's private integration has a URI that is not the ARN of a listener or Cloud Map service",
    symptom=APPLY_FAILS.told(
        ': BadRequestException, "integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN"'
    ),
    remedy="Set integrationUri to the listener's ARN.",
    source=_HTTP_APIS,
    not_modelled="what stands behind a Cloud Map service",
)
LINK_OF_REST_API = _fault(
    id="integration/link-v1-of-http-api",
    title="An integration of an HTTP API goes through a VPC link V1, which only REST APIs can use",
    symptom=APPLY_FAILS.told(": BadRequestException: the VPC link is not found"),
    remedy="Make a link V2 (aws:apigatewayv2/vpcLink:VpcLink) in the load balancer's subnets and name it.",
    source=_HTTP_APIS,
)
LINK_V2_OF_WEBSOCKET = _fault(
    id="integration/link-v2-of-websocket-api",
    title="An integration of a WebSocket API goes through a VPC link V2, which only REST and HTTP APIs can use",
    symptom=APPLY_FAILS.told(": BadRequestException: the VPC link is not found"),
    remedy="Make a link V1 (aws:apigateway/vpcLink:VpcLink) to a Network Load Balancer and name it.",
    source="https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/websocket-api.html",
    not_modelled="of WebSocket APIs everything but private integrations",
)
# What no id of a link has: an ARN, a URL, a variable that is not written as one, a sentence.
_NO_ID = re.compile(r"[:/.${}\s]")
_BALANCER = re.compile(":loadbalancer/(app|net)/")


def check(model: Model, chain: Chain, integration: Integration, judge: Judge) -> None:
    """Asks a private integration on one stage."""
    link, links, urn = chain.link, chain.links, integration.resource.urn
    wrong = _link(chain, integration)
    if wrong is None:
        if link is not None and vpc_link.to_network(model, link).closed:
            return
        if chain.api.http and link is None and not links.resources:
            judge.report(NO_SUCH_LINK, urn, unknown(links.where or integration.connection_id.where))
        wrong = (_http_listener if chain.api.http else _target)(chain, integration)
    if wrong is not None:
        judge.report(wrong[0], urn, wrong[1])
        return
    if chain.lost:
        _lost(chain, integration, judge)
    for backend in chain.backends:
        outside = backend.balancer.resource is None and not backend.balancer.listeners
        if outside and not backend.through(LinkKind.V1):
            where = f"what stands behind {backend.balancer.key}"
            judge.report(vpc_link.OUTSIDE, urn, unknown(where), subjects=[link.key] if link else [])
        if link is not None and link.resource is None:
            presumed = presumably(f"VPC link {link.name}, of another stack, reaches {backend.balancer.name}")
            judge.report(NO_SUCH_LINK, urn, presumed)
        uri.listener(model, chain, integration, backend, judge)


def _link(chain: Chain, integration: Integration) -> tuple[Fault, Verdict] | None:
    """What is wrong unless a link is named by what can be a link's id."""
    where, text = integration.connection_id.where, integration.connection_id.known
    if not integration.names_link:
        return LINK_WITHOUT_ID, closed(f"{where} is not set")
    literal = next((each for each in chain.links.literals if _NO_ID.search(each)), "")
    if text and chain.link and text == chain.link.given_name and chain.link.id != text:
        literal = f"{text}, which is the name of a link"
    told = f"made from {integration.no_link}" if integration.no_link else literal
    return (NO_SUCH_LINK, closed(f"{where} is {told}")) if told else None


def _lost(chain: Chain, integration: Integration, judge: Judge) -> None:
    """Says why the chain can not be followed, once: a link V1 tells of its own target."""
    urn, link = integration.resource.urn, chain.link
    if link is None:
        judge.report(NO_SUCH_LINK, urn, unknown(chain.links.where or chain.lost))
    elif link.kind is LinkKind.OUTSIDE or chain.api.http:
        judge.report(vpc_link.OUTSIDE, urn, unknown(chain.lost), subjects=[link.key])
    elif link.kind is LinkKind.V2:
        judge.report(NO_TARGET, urn, unknown(chain.lost))


def _target(chain: Chain, integration: Integration) -> tuple[Fault, Verdict] | None:
    """What is wrong unless a REST API's integration names a load balancer where a link asks for it, and only there."""
    link, target, label = chain.link, integration.integration_target, integration.label
    if link is None or link.kind is LinkKind.OUTSIDE or integration.resource.silent:
        return None
    if chain.api.websocket:
        v2 = link.kind is LinkKind.V2
        return (LINK_V2_OF_WEBSOCKET, closed(f"{label} goes through {link.name}, a link V2")) if v2 else None
    if link.kind is LinkKind.V1:
        return None if target.absent else (TARGET_BESIDE_V1, closed(f"{link.name} is a link V1"))
    if target.absent:
        return NO_TARGET, closed(f"{label} goes through {link.name}, a link V2")
    told = f"made from {integration.no_target}" if integration.no_target else ""
    if target.known and integration.target.one is None and not _BALANCER.search(target.known):
        told = target.known
    return (WRONG_TARGET, closed(f"{label}.integrationTarget is {told}")) if told else None


def _http_listener(chain: Chain, integration: Integration) -> tuple[Fault, Verdict] | None:
    """What keeps an HTTP API's integration from a listener of the stack, through a link that HTTP APIs can use."""
    link, where, text = chain.link, integration.uri.where, integration.uri.known or ""
    if link is not None and link.kind is LinkKind.V1:
        return LINK_OF_REST_API, closed(f"{link.name} is a link V1")
    told = f"made from {integration.no_listener}" if integration.no_listener else ""
    if integration.uri.absent:
        told = "not set"
    elif text and not variables(integration.uri) and ":listener/" not in text and ":servicediscovery:" not in text:
        told = text
    if told:
        return NOT_A_LISTENER, closed(f"{where} is {told}")
    if integration.listener.resources:
        return None
    # A listener that the stack does not make, or a Cloud Map service.
    mapped = any(each.family.startswith("servicediscovery.") for each in integration.uri_sources)
    if mapped or ":servicediscovery:" in text:
        return NOT_A_LISTENER, presumably("what is registered in the Cloud Map service answers")
    return vpc_link.OUTSIDE, unknown(f"what stands behind {text or where}")
