"""URIs of integrations: host, port, scheme and the name that TLS checks.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html and
https://repost.aws/knowledge-center/api-gateway-500-error-vpc
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.balancing import speech
from ..model.balancing.backend import Backend
from ..model.balancing.listener import LISTENER, Listener
from ..model.balancing.load_balancer import BALANCER
from ..model.gateway.integration import Endpoint, Integration
from ..model.hop import Hop
from ..model.model import Chain, Model
from ..model.network.host import PrivateNames, certifies, is_address, of_balancer, private_because
from ..model.values.resource import Resource
from ..model.values.unknown import UNKNOWN, Unknown
from ..model.verdict import closed, presumably, unknown
from .fault import Fault, Judge

if TYPE_CHECKING:
    from collections.abc import Iterator

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html"
_RULES = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
_CASES = "https://repost.aws/knowledge-center/api-gateway-500-error-vpc"
_ERROR = '500 {"message":"Internal server error"}'
_FIXED = " A fixed host name in the URI makes it known: a private integration does not resolve it."

PRIVATE_HOST = Fault(
    id="integration/private-host-without-link",
    hop=Hop.INTEGRATION,
    title="The integration calls a private host over the internet, without a VPC link",
    symptom=f"{_ERROR} or 504 for every request: API Gateway does not reach the host",
    remedy='Set connectionType to "VPC_LINK" and connectionId to a link that leads to the host\'s load balancer.',
    source=_GUIDE,
    not_modelled="hosts that only DNS outside the stack tells to be private",
)
INVALID_URI = Fault(
    id="integration/invalid-uri",
    hop=Hop.INTEGRATION,
    title="The integration has no URI, or one that is not an HTTP URL",
    symptom="The apply fails: BadRequestException, invalid HTTP endpoint specified for URI",
    remedy="Give a URI that begins with http:// or https://.",
    source=_RULES,
)
PORT_NOT_ALLOWED = Fault(
    id="integration/port-not-allowed",
    hop=Hop.INTEGRATION,
    title="The integration's URI has a port that API Gateway does not call",
    symptom="The apply fails: BadRequestException, invalid HTTP endpoint specified for URI",
    remedy="Use 80, 443 or a port from 1024 on, in the URI and at the load balancer's listener.",
    source=_RULES,
)
PORT = Fault(
    id="integration/port-without-listener",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer has no listener on the port of the integration's URI",
    symptom=f"{_ERROR} after about 10 s for every request",
    remedy="Add a listener on the URI's port (80 or 443 where it names none), or name a listener's port in the URI.",
    source=_GUIDE,
)
SCHEME = Fault(
    id="integration/scheme-against-listener",
    hop=Hop.INTEGRATION,
    title="The integration's scheme is not what the listener or the targets behind it speak",
    symptom=f"{_ERROR}, or 400 from the target, for every request",
    remedy=(
        "Use https where the listener (behind TCP: the target) speaks TLS, else http; an HTTP API says so by tlsConfig."
    ),
    source=_CASES,
    not_modelled="targets behind a TCP listener whose health checks use TCP or another port",
)
TLS_NAME = Fault(
    id="integration/tls-name",
    hop=Hop.INTEGRATION,
    title="The integration checks a TLS name that no certificate can have",
    symptom=f"{_ERROR}; the execution log says that the host name does not match the certificate subject",
    remedy="Use a host name of your own that the certificate carries: a private integration does not resolve it.",
    source=_CASES,
    not_modelled="certificates of a private authority for an address, with insecureSkipVerification",
)
CERTIFICATE_NAME = Fault(
    id="integration/certificate-of-other-name",
    hop=Hop.INTEGRATION,
    title="No certificate of the listener carries the host name of the integration's URI",
    symptom=f"{_ERROR}; the execution log says that the host name does not match the certificate subject",
    remedy="Use a host name that the certificate carries: insecureSkipVerification still checks the name.",
    source=_CASES,
    not_modelled="certificates that are not made in the stack",
)
FAULTS = (PRIVATE_HOST, INVALID_URI, PORT_NOT_ALLOWED, PORT, SCHEME, TLS_NAME, CERTIFICATE_NAME)
_URL = re.compile(r"^(https?://|\$\{?stageVariables\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Uri:
    """The URI of one integration on one stage."""

    chain: Chain
    integration: Integration
    parts: Endpoint
    key: str

    @property
    def urn(self) -> str:
        """Where a finding about it stands."""
        return self.integration.resource.urn

    @property
    def label(self) -> str:
        """How messages call it: an operation of a body has no resource of its own."""
        resource = self.integration.resource
        return f"{resource.name} ({self.chain.method.name})" if self.chain.method.operation else resource.name

    @property
    def where(self) -> str:
        """The property."""
        return f"{self.label}.{self.key}"

    @property
    def insecure(self) -> bool:
        """Whether the certificate's authority is not checked, or may not be."""
        return self.integration.values.block("tlsConfig").raw_flag("insecureSkipVerification") in (True, UNKNOWN)


def of(model: Model, chain: Chain, integration: Integration) -> Uri:
    """The URI of a chain's integration."""
    parts = model.endpoint_of(integration, chain.stage)
    key = "integrationUri" if integration.http_api and not chain.method.operation else "uri"
    return Uri(chain, integration, parts, key)


def form(uri: Uri, judge: Judge) -> bool:
    """Whether the URI is one that API Gateway takes; files what is wrong with it."""
    text = uri.integration.uri
    if text is UNKNOWN or uri.integration.http_api or not isinstance(uri.integration.kind, str):
        return True
    if not text or not _URL.match(text):
        judge.report(INVALID_URI, uri.urn, closed(f"{uri.where} is {text!r}" if text else f"{uri.where} is not set"))
        return False
    port = uri.parts.port
    if isinstance(port, int) and port not in (80, 443) and not 1024 <= port <= 65535:
        judge.report(PORT_NOT_ALLOWED, uri.urn, closed(f"{uri.where} has port {port}"))
        return False
    return True


def tls_name(uri: Uri, judge: Judge) -> bool:
    """Whether the name that TLS checks can be in a certificate."""
    name = _checked_name(uri)
    if not isinstance(name, str):
        return True
    if of_balancer(name):
        reason = "AWS's name for the load balancer"
    elif is_address(name) and private_because(name) and not uri.insecure:
        reason = "a private address"
    else:
        return True
    judge.report(TLS_NAME, uri.urn, closed(f"{uri.label} checks the certificate for {name}, {reason}"))
    return False


def _checked_name(uri: Uri) -> "str | Unknown | None":
    if uri.integration.http_api and uri.integration.private:
        return uri.integration.values.block("tlsConfig").raw_text("serverNameToVerify")
    return uri.parts.host if uri.parts.scheme == "https" else None


# Over the internet


def internet(model: Model, names: PrivateNames, uri: Uri, judge: Judge) -> None:
    """Whether a host that is called without a VPC link can be reached, and can have the name that TLS checks."""
    text = uri.integration.uri
    if not isinstance(uri.integration.kind, str):
        return
    if isinstance(text, str):
        reason = _private(model, names, uri, text)
        if reason:
            judge.report(PRIVATE_HOST, uri.urn, closed(f"{uri.where}: {reason}"))
        else:
            tls_name(uri, judge)
        return
    for source in model.stack.sources(uri.integration.resource, uri.key):
        flag = _internal(names, source)
        if flag is None:
            judge.report(PRIVATE_HOST, uri.urn, unknown(f"{source.name}.internal"))
        elif flag:
            judge.report(PRIVATE_HOST, uri.urn, closed(f"{uri.where} is made from {source}, which has no public name"))
        if flag is not False:
            return


def _private(model: Model, names: PrivateNames, uri: Uri, text: str) -> str:
    if text.startswith("arn:"):
        return f"{text} needs a VPC link"
    host = uri.parts.host
    if not isinstance(host, str) or not host:
        return ""
    for balancer in model.stack.of(BALANCER) if of_balancer(host) else ():
        if balancer.outputs.get("dnsName") == host and balancer.raw_flag("internal") is True:
            return f"{host} is the name of {balancer.name}, which is internal"
    return private_because(host) or names.because(host)


def _internal(names: PrivateNames, source: Resource) -> bool | None:
    """Whether a URI made from a resource is private; `None` where not known."""
    if source.family == BALANCER:
        flag = source.raw_flag("internal")
        return None if flag is UNKNOWN else bool(flag)
    if source.family == "route53.Record":
        return names.holds(source)
    return source.family == LISTENER


# Through a link


def listener(model: Model, uri: Uri, backend: Backend, judge: Judge) -> None:
    """Whether a listener waits on the URI's port and speaks what the URI's scheme says."""
    if backend.listener is None:
        _no_listener(uri, backend, judge)
        return
    scheme = _scheme(uri)
    spoken, evidence = speech.of_backend(model, backend)
    if not isinstance(scheme, str):
        _made_from_balancer(model, uri, backend, judge)
        return
    wanted = speech.Speech.TLS if scheme == "https" else speech.Speech.PLAIN
    if spoken is None:
        presumed = presumably(f"the targets behind {backend.listener.name} speak {wanted.value}")
        judge.report(SCHEME, uri.urn, presumed)
    elif spoken is not wanted:
        line = f"{uri.label} calls {scheme}, but {evidence} speaks {spoken.value}"
        judge.report(SCHEME, uri.urn, closed(line))
    elif scheme == "https":
        _certificate(uri, backend.listener, judge)


def _no_listener(uri: Uri, backend: Backend, judge: Judge) -> None:
    """No listener at all is the load balancer's own fault; one of another stack was told where its ARN stands."""
    balancer = backend.balancer
    if balancer.resource is None or not balancer.listeners:
        return
    listed = ", ".join(listener.name for listener in balancer.listeners[:6])
    if not isinstance(uri.parts.port, int):
        evidence = f"{balancer.name} has no listener on 80 or 443, only {listed}"
        judge.report(PORT, uri.urn, unknown(uri.where, evidence), subjects=[balancer.key], remedy=PORT.remedy + _FIXED)
        return
    listens = balancer.listens(uri.parts.port)
    if listens.closed:
        evidence = f"{uri.label} calls port {uri.parts.port}; {balancer.name} has {listed}"
        judge.report(PORT, balancer.key, closed(evidence))
    else:
        judge.report(PORT, balancer.key, unknown(listens.where), subjects=[uri.urn])


def _scheme(uri: Uri) -> "str | Unknown":
    if uri.integration.http_api:
        block = uri.integration.values.block("tlsConfig")
        return UNKNOWN if block.unknown else "http" if block.absent or not block.content else "https"
    return uri.parts.scheme if isinstance(uri.parts.scheme, str) else UNKNOWN


def _made_from_balancer(model: Model, uri: Uri, backend: Backend, judge: Judge) -> None:
    """A URI made from the balancer's name alone, where only TLS waits: neither http nor https with it works."""
    sources = model.stack.sources(uri.integration.resource, uri.key)
    only = bool(sources) and all(source.urn == backend.balancer.key for source in sources)
    listeners = backend.balancer.listeners
    if only and listeners and all(each.protocol.is_("TLS", "HTTPS").open for each in listeners):
        evidence = f"{uri.where} is made from {backend.balancer.name}, all of whose listeners speak TLS"
        judge.report(TLS_NAME, uri.urn, closed(evidence))


def _certificate(uri: Uri, listener: Listener, judge: Judge) -> None:
    name = _checked_name(uri)
    carried = list(_carried(listener))
    if not isinstance(name, str) or not carried or UNKNOWN in carried:
        return
    names = [each for each in carried if isinstance(each, str)]
    if not any(certifies(each, name) for each in names):
        evidence = f"{uri.label} checks the certificate for {name}; {listener.name} carries {', '.join(names[:6])}"
        judge.report(CERTIFICATE_NAME, uri.urn, closed(evidence))


def _carried(listener: Listener) -> "Iterator[str | Unknown]":
    """The names of a listener's certificates; unknown where one is not made in the stack."""
    for reference in listener.certificates:
        certificate = reference.one
        domain = certificate.raw_text("domainName") if certificate else UNKNOWN
        if certificate is None or not isinstance(domain, str):
            yield UNKNOWN
            return
        yield domain
        others = certificate.raw_texts("subjectAlternativeNames")
        yield from [UNKNOWN] if others is UNKNOWN else others
