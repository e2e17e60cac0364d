"""Chains: every method of every API on each of its stages, with the backends that it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from .balancing.backend import Backend, Legs
from .balancing.listener import Listener
from .balancing.load_balancer import LoadBalancer, LoadBalancers
from .gateway.api import Api
from .gateway.integration import Integration
from .gateway.method import Method
from .gateway.stage import Stage, link_named_by
from .gateway.uri import NO_URI, Uri, filled, parts, variables
from .gateway.vpc_link import LinkKind, VpcLink, VpcLinks
from .values import NOT_SET, NOTHING, Reference, Stack, Value

_STANDARD_PORTS: Final = (80, 443)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One request path: a method of an API on one of its stages, and what it leads to.

    `stage` is `None` where the API has none in the stack. `uri` is the integration's URI on that stage, `links` what
    its `connectionId` means there, and `link` the VPC link where that is one. `lost` names the property that keeps the
    backend unknown.
    """

    api: Api
    stage: Stage | None
    method: Method
    uri: Uri = NO_URI
    links: Reference = NOTHING
    link: VpcLink | None = None
    backends: tuple[Backend, ...] = ()
    lost: str = ""

    @property
    def scheme(self) -> Value[str]:
        """`http` or `https`; an HTTP API's integration says it by its `tlsConfig`."""
        integration = self.method.integration
        if integration is not None and self.api.http:
            return integration.tls.map(lambda tls: "https" if tls else "http")
        return self.uri.scheme

    @property
    def checked_name(self) -> Value[str]:
        """The host name that the certificate must carry; absent where none is checked."""
        integration = self.method.integration
        if integration is not None and self.api.http and integration.private.open:
            return integration.server_name
        return self.uri.host if self.uri.scheme.known == "https" else NOT_SET


class Chains:
    """Finds the chains of APIs."""

    def __init__(self, stack: Stack, links: VpcLinks, balancers: LoadBalancers, legs: Legs) -> None:
        self._stack = stack
        self._links = links
        self._balancers = balancers
        self._legs = legs

    def of(self, api: Api) -> Iterator[Chain]:
        """The chains of one API."""
        for method in api.methods:
            for stage in api.stages or (None,):
                yield self._chain(Chain(api=api, stage=stage, method=method), method.integration)

    def _chain(self, chain: Chain, integration: Integration | None) -> Chain:
        if integration is None or not integration.calls_http:
            return chain
        stage = chain.stage
        whole = filled(integration.uri, stage.variable) if stage else integration.uri
        chain = replace(chain, uri=parts(whole))
        if integration.private.closed:
            return chain
        names = variables(integration.connection_id)
        links = integration.link
        if names:
            lost = Reference(unknown=True, where=integration.connection_id.where)
            links = link_named_by(self._stack, stage, names[0]) if stage else lost
        chain = replace(chain, links=links, link=self._links.get(links.key) if links.key else None)
        backends, lost = self._http_api(chain, integration) if chain.api.http else self._rest_api(chain, integration)
        return replace(chain, backends=tuple(backends), lost=lost)

    def _rest_api(self, chain: Chain, integration: Integration) -> tuple[list[Backend], str]:
        links, link = chain.links, chain.link
        if link is None and links.resources and not (links.literals or links.unknown):
            return self._candidates(chain, integration)
        if link is None:
            return [], links.where or integration.connection_id.where if not links.absent else ""
        balancers = _target(integration, link)
        if balancers.key is None:
            where = balancers.where or f"what stands behind {link.name}, which is not in this stack"
            return [], where if not balancers.absent or link.kind is LinkKind.OUTSIDE else ""
        return list(self._at_port(chain.uri, integration, link, self._balancers.get(balancers.key))), ""

    def _candidates(self, chain: Chain, integration: Integration) -> tuple[list[Backend], str]:
        """Where one of several links is meant: every way that can be meant, if any leads to a listener.

        The engine tells what feeds a map only as a whole, so that two stage variables for links share both.
        """
        links = chain.links
        presumed = f"{links.where} is one of {', '.join(map(str, links.resources))}"
        found: list[Backend] = []
        for candidate in links.resources:
            link = self._links.get(candidate.urn)
            key = _target(integration, link).key
            if key is not None:
                ways = self._at_port(chain.uri, integration, link, self._balancers.get(key))
                found += [replace(way, presumed=way.presumed or presumed) for way in ways if way.listener is not None]
        return found, "" if found else links.where

    def _http_api(self, chain: Chain, integration: Integration) -> tuple[list[Backend], str]:
        resource = integration.listener.one
        if resource is None:
            return [], integration.listener.where or integration.uri.where if not integration.listener.absent else ""
        listener = self._balancers.listeners[resource.urn]
        if listener.balancer.key is None:
            return [], f"{resource.name}.loadBalancerArn"
        return [self._reached(chain.link, self._balancers.get(listener.balancer.key), listener)], ""

    def _at_port(self, uri: Uri, integration: Integration, link: VpcLink, balancer: LoadBalancer) -> Iterator[Backend]:
        if uri.port.known is not None:
            listener = balancer.at(uri.port.known)
            yield self._reached(link, balancer, listener) if listener else Backend(link, balancer, uri.port)
            return
        # A URI made from a listener's port means that listener, if it is made from one of this load balancer.
        fed = [each for each in balancer.listeners if each.resource in integration.uri_sources]
        standard = fed or [each for each in balancer.listeners if each.port.is_(*_STANDARD_PORTS).open]
        standard = standard or list(balancer.only)
        for each in standard:
            presumed = f"the port of a URI made from outputs is {balancer.name}'s listener on {each.port}"
            yield self._reached(link, balancer, each, presumed)
        if not standard:
            yield Backend(link, balancer, uri.port)

    def _reached(self, link: VpcLink | None, balancer: LoadBalancer, listener: Listener, presumed: str = "") -> Backend:
        return Backend(link, balancer, listener.port, listener, self._legs.of(balancer, listener), presumed)


def _target(integration: Integration, link: VpcLink) -> Reference:
    """The load balancer that an integration reaches through a link: a link V1 names it, else the integration does.

    Of a link outside the stack only the integration tells.
    """
    return link.target if link.kind is LinkKind.V1 else integration.target
