"""URIs of integrations: host, port, scheme and the name that TLS checks.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html and
https://repost.aws/knowledge-center/api-gateway-500-error-vpc
"""

import re
from dataclasses import replace
from functools import partial

from ...model.balancing.backend import Backend
from ...model.balancing.listener import Listener, certified_names
from ...model.balancing.transport import Transport, speaks
from ...model.chain import Chain
from ...model.families import BALANCER, LISTENER
from ...model.gateway.integration import Integration
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.host import certifies, is_address, of_balancer, private_because
from ...model.values import Resource
from ...model.verdict import Verdict, closed, opened, presumably, unknown
from ..fault import Fault, Found, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html"
_RULES = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_CASES = "https://repost.aws/knowledge-center/api-gateway-500-error-vpc"
_FIXED = " A fixed host name in the URI makes it known: a private integration does not resolve it."

_fault = partial(Fault, hop=Hop.INTEGRATION, source=_CASES)
PRIVATE_HOST = _fault(
    id="integration/private-host-without-link",
    title="The integration calls a private host over the internet, without a VPC link",
    symptom=INTEGRATION_FAILED.told("or 504 for every request: API Gateway does not reach the host"),
    remedy='Set connectionType to "VPC_LINK" and connectionId to a link that leads to the host\'s load balancer.',
    source=_GUIDE,
    not_modelled="hosts that only DNS outside the stack tells to be private",
)
INVALID_URI = _fault(
    id="integration/invalid-uri",
    title="The integration has no URI, or one that is not an HTTP URL",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid HTTP endpoint specified for URI"),
    remedy="Give a URI that begins with http:// or https://.",
    source=_RULES,
)
PORT_NOT_ALLOWED = _fault(
    id="integration/port-not-allowed",
    title="The integration's URI has a port that API Gateway does not call",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid HTTP endpoint specified for URI"),
    remedy="Use 80, 443 or a port from 1024 on, in the URI and at the load balancer's listener.",
    source=_RULES,
)
PORT = _fault(
    id="integration/port-without-listener",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer has no listener on the port of the integration's URI",
    symptom=INTEGRATION_FAILED.told("after about 10 s for every request"),
    remedy="Add a listener on the URI's port (80 or 443 where it names none), or name a listener's port in the URI.",
    source=_GUIDE,
)
SCHEME = _fault(
    id="integration/scheme-against-listener",
    title="The integration's scheme is not what the listener or the targets behind it speak",
    symptom=INTEGRATION_FAILED.told(", or 400 from the target, for every request"),
    remedy="Use https where the listener (behind TCP: the target) speaks TLS, else http; an HTTP API says so by"
    " tlsConfig.",
    not_modelled="targets behind a TCP listener whose health checks use TCP or another port",
)
TLS_NAME = _fault(
    id="integration/tls-name",
    title="The integration checks a TLS name that no certificate can have",
    symptom=INTEGRATION_FAILED.told(
        "; the execution log says that the host name does not match the certificate subject"
    ),
    remedy="Use a host name of your own that the certificate carries: a private integration does not resolve it.",
    not_modelled="certificates of a private authority for an address, with insecureSkipVerification",
)
CERTIFICATE_NAME = _fault(
    id="integration/certificate-of-other-name",
    title="No certificate of the listener carries the host name of the integration's URI",
    symptom=INTEGRATION_FAILED.told(
        "; the execution log says that the host name does not match the certificate subject"
    ),
    remedy="Use a host name that the certificate carries: insecureSkipVerification still checks the name.",
    not_modelled="certificates that are not made in the stack",
)
_URL = re.compile(r"^(https?://|\$\{?stageVariables\.)", re.IGNORECASE)


def form(chain: Chain, integration: Integration) -> Found | None:
    """What is wrong with a URI that API Gateway does not take."""
    uri, port, urn = integration.uri, chain.uri.port.known, integration.resource.urn
    if uri.unknown or chain.api.http or integration.kind.known is None:
        return None
    if not uri.known or not _URL.match(uri.known):
        return INVALID_URI, urn, closed(f"{uri.where} is {uri.known!r}" if uri.known else f"{uri.where} is not set")
    if port is not None and port not in (80, 443) and not 1024 <= port <= 65535:
        return PORT_NOT_ALLOWED, urn, closed(f"{uri.where} has port {port}")
    return None


def tls_name(chain: Chain, integration: Integration) -> Found | None:
    """What is wrong where the name that TLS checks can be in no certificate."""
    name = chain.checked_name.known or ""
    address = is_address(name) and private_because(name) and not integration.insecure.may_be(True)
    reason = "AWS's name for the load balancer" if of_balancer(name) else "a private address" if address else ""
    line = f"{integration.label} checks the certificate for {name}, {reason}"
    return (TLS_NAME, integration.resource.urn, closed(line)) if reason else None


# Over the internet


def internet(model: Model, chain: Chain, integration: Integration) -> Found | None:
    """What is wrong where a host without a VPC link can not be reached, or not have the name that TLS checks."""
    urn, uri = integration.resource.urn, integration.uri
    if integration.kind.known is None:
        return None
    if uri.known is not None:
        reason = _private(model, chain, uri.known)
        return (PRIVATE_HOST, urn, closed(f"{uri.where}: {reason}")) if reason else tls_name(chain, integration)
    for source in integration.uri_sources:
        public, line = _public(model, source), f"{uri.where} is made from {source}, which has no public name"
        if not public.open:
            return PRIVATE_HOST, urn, public.because(line) if public.closed else public
    return None


def _private(model: Model, chain: Chain, text: str) -> str:
    host = chain.uri.host.known
    if text.startswith("arn:") or not host:
        return f"{text} needs a VPC link" if text.startswith("arn:") else ""
    for balancer in model.balancers.by_key.values() if of_balancer(host) else ():
        if balancer.dns_name == host and balancer.internal.is_(True).open:
            return f"{host} is the name of {balancer.name}, which is internal"
    return private_because(host) or model.private_names.because(host)


def _public(model: Model, source: Resource) -> Verdict:
    """Whether a URI made from a resource has a host that the internet can reach."""
    if source.family == BALANCER:
        return ~model.balancers.get(source.urn).internal.or_else(False).is_(True)
    private = source.family == LISTENER or (source.family == "route53.Record" and model.private_names.holds(source))
    return closed() if private else opened()


# Through a link


def listener(model: Model, chain: Chain, integration: Integration, backend: Backend, judge: Judge) -> None:
    """Whether a listener waits on the URI's port and speaks what the URI's scheme says."""
    if backend.listener is None:
        _no_listener(integration, backend, judge)
        return
    scheme, urn = chain.scheme.known, integration.resource.urn
    if scheme is None:
        _made_from_balancer(integration, backend, judge)
        return
    wanted = Transport.TLS if scheme == "https" else Transport.PLAIN
    spoken = speaks(backend, wanted, model.balancers)
    if spoken.unknown:
        judge.report(SCHEME, urn, presumably(f"the targets behind {backend.listener.name} speak {wanted.value}"))
    elif spoken.closed:
        line = f"{integration.label} calls {scheme}, but {' and '.join(spoken.evidence)}"
        judge.report(SCHEME, urn, closed(line))
    elif wanted is Transport.TLS:
        _certificate(chain, integration, backend.listener, judge)


def _no_listener(integration: Integration, backend: Backend, judge: Judge) -> None:
    """No listener at all is the load balancer's own fault; one of another stack was told where its ARN stands."""
    balancer, urn, port = backend.balancer, integration.resource.urn, backend.port.known
    if balancer.resource is None or not balancer.listeners:
        return
    listed = ", ".join(listener.name for listener in balancer.listeners[:6])
    if port is None:
        verdict = unknown(integration.uri.where, f"{balancer.name} has no listener on 80 or 443, only {listed}")
        judge.report(replace(PORT, remedy=PORT.remedy + _FIXED), urn, verdict, subjects=[balancer.key])
        return
    told, listens = f"{integration.label} calls port {port}; {balancer.name} has {listed}", balancer.listens(port)
    if listens.closed:
        judge.report(PORT, balancer.key, closed(told))
    else:
        judge.report(PORT, balancer.key, unknown(listens.where), subjects=[urn])


def _made_from_balancer(integration: Integration, backend: Backend, judge: Judge) -> None:
    """A URI made from the balancer's name alone, where only TLS waits: neither http nor https with it works."""
    sources, listeners = integration.uri_sources, backend.balancer.listeners
    only = bool(sources) and all(source.urn == backend.balancer.key for source in sources)
    if only and listeners and all(each.protocol.is_("TLS", "HTTPS").open for each in listeners):
        evidence = f"{integration.uri.where} is made from {backend.balancer.name}, all of whose listeners speak TLS"
        judge.report(TLS_NAME, integration.resource.urn, closed(evidence))


def _certificate(chain: Chain, integration: Integration, listener: Listener, judge: Judge) -> None:
    name, carried = chain.checked_name.known, certified_names(listener)
    if name is not None and carried.known and not any(certifies(each, name) for each in carried.known):
        told = ", ".join(carried.known[:6])
        evidence = f"{integration.label} checks the certificate for {name}; {listener.name} carries {told}"
        judge.report(CERTIFICATE_NAME, integration.resource.urn, closed(evidence))
