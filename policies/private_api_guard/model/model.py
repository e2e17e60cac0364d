"""The whole model of a stack: entities, backends and chains. Built once for each AnalyzeStack, lazily."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .balancing.backend import Backend, Leg
from .balancing.listener import Listener
from .balancing.load_balancer import LoadBalancer
from .balancing.load_balancers import LoadBalancers, load_balancers
from .balancing.target import Targets
from .balancing.target_group import TargetGroups, target_groups
from .gateway.access_policy import AccessPolicies
from .gateway.api import Api, Apis, Method, Stage
from .gateway.caller import Callers
from .gateway.domain import DomainNames
from .gateway.integration import Endpoint, Integration, endpoint, substitute, variables
from .gateway.vpc_link import VpcLink, VpcLinks
from .network.network import Networks
from .network.network_acl import NetworkAcls
from .network.route_table import RouteTables
from .network.security_group import SecurityGroups
from .network.vpc_endpoint import VpcEndpoints
from .values.reference import Key, Reference
from .values.resource import Resource
from .values.stack import Stack
from .values.unknown import UNKNOWN

if TYPE_CHECKING:
    from .values.values import Text
    from .verdict import Verdict

_STANDARD_PORTS = (80, 443)
# An ALB behind an NLB may itself have another load balancer as target; no working path is longer.
_DEEPEST = 3


@dataclass(frozen=True)
class Chain:
    """One request path: a method of an API on one of its stages, and what it leads to.

    `stage` is `None` where the API has none in the stack. `lost` names the property that keeps the backend unknown.
    """

    api: Api
    stage: Stage | None
    method: Method
    backends: tuple[Backend, ...] = ()
    lost: str = ""


class Model:
    """Everything that the faults ask about a stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        # What network ACLs answered, by the ends of the flow, its ports and the like: most flows share their subnets.
        self.acl_verdicts: dict[object, Verdict] = {}
        self.networks = Networks(stack)
        self.groups = SecurityGroups(stack, self.networks)
        self.acls = NetworkAcls(stack, self.networks)
        self.routes = RouteTables(stack, self.networks)
        self.targets = Targets(stack, self.networks, self.groups)
        self.links = VpcLinks(stack, self.networks)
        self.endpoints = VpcEndpoints(stack, self.networks, self.groups)
        self.callers = Callers(stack, self.networks, self.groups, self.endpoints)
        self.domains = DomainNames(stack)
        self.access_policies = AccessPolicies(stack)
        self._apis = Apis(stack)

    @cached_property
    def balancers(self) -> LoadBalancers:
        """Load balancers and their listeners."""
        return load_balancers(self.stack, self.networks, self.groups)

    @cached_property
    def target_groups(self) -> TargetGroups:
        """Target groups."""
        return target_groups(self.stack)

    @cached_property
    def apis(self) -> list[Api]:
        """All APIs, in order of their key."""
        return [self._apis.by_key[key] for key in sorted(self._apis.by_key)]

    def api(self, key: Key | None) -> Api | None:
        """The API of a key."""
        return self._apis.by_key.get(key) if key else None

    def api_of(self, resource: Resource, key: str) -> Api | None:
        """The API that a property of a resource names."""
        return self._apis.owner(resource, key)

    def loose_integration(self, api: Api) -> str:
        """The property that keeps an integration of an API from its method; empty if there is none."""
        return self._apis.loose_integrations.get(api.key) or self._apis.loose_integrations.get("", "")

    @property
    def orphans(self) -> list[Resource]:
        """Integrations of methods that do not exist."""
        return self._apis.orphans

    def answered(self, method: Method) -> bool:
        """Whether a method of a REST API has an integration response, or may have one."""
        return self._apis.answered(method)

    def orphan_beside(self, method: Resource) -> Resource | None:
        """The integration on a method's resource that has another verb than any method there."""
        return self._apis.orphan_beside(method)

    @cached_property
    def stages_by_deployment(self) -> dict[Key, list[Stage]]:
        """Stages by the deployment that they serve."""
        return self._apis.by_deployment

    @cached_property
    def chains(self) -> list[Chain]:
        """Every method of every API on each of its stages."""
        return [
            self._chain(api, stage, method)
            for api in self.apis
            for method in api.methods
            for stage in api.stages or [None]
        ]

    def _chain(self, api: Api, stage: Stage | None, method: Method) -> Chain:
        integration = method.integration
        if integration is None or integration.private is False or not integration.calls_http:
            return Chain(api, stage, method)
        backends, lost = self._backends_of(api, stage, integration)
        return Chain(api, stage, method, tuple(backends), lost)

    @cached_property
    def backends(self) -> list[Backend]:
        """Every backend that an integration leads to, each once."""
        found = {backend.key: backend for chain in self.chains for backend in chain.backends}
        return [found[key] for key in sorted(found, key=str)]

    @cached_property
    def _backends(self) -> "dict[tuple[Key, Key, object], Backend]":
        return {}

    # From an integration to its backends

    def link_reference(self, integration: Integration, stage: Stage | None) -> Reference:
        """The VPC link that an integration names, also by way of a stage variable."""
        names = variables(integration.link_text) if isinstance(integration.link_text, str) else []
        return self._apis.link_of(integration, stage, names[0]) if names else integration.link

    def endpoint_of(self, integration: Integration, stage: Stage | None) -> Endpoint:
        """The parts of the integration's URI on a stage."""
        if not isinstance(integration.uri, str) or not variables(integration.uri):
            return endpoint(integration.uri)
        filled: dict[str, Text] = {}
        if stage is not None and stage.variables is not UNKNOWN:
            filled = {
                name: value if isinstance(value := stage.variables.get(name), str) else UNKNOWN
                for name in variables(integration.uri)
            }
        whole = substitute(integration.uri, filled)
        return endpoint(whole if isinstance(whole, str) else integration.uri)

    def _backends_of(self, api: Api, stage: Stage | None, integration: Integration) -> tuple[list[Backend], str]:
        links = self.link_reference(integration, stage)
        link = self.links.get(links.key) if links.key else None
        if api.http:
            return self._http_backends(integration, link)
        if link is None and links.resources and not (links.literals or links.unknown):
            return self._candidate_backends(integration, stage, links)
        if link is None:
            return [], links.where or f"{integration.resource.name}.connectionId" if not links.absent else ""
        balancers = self.target_reference(integration, link)
        if balancers.key is None:
            where = balancers.where or f"what stands behind {link.name}, which is not in this stack"
            return [], where if not balancers.absent or link.version == 0 else ""
        balancer = self.balancers.get(balancers.key)
        return list(self._at_ports(integration, link, balancer, self.endpoint_of(integration, stage))), ""

    def target_reference(self, integration: Integration, link: VpcLink) -> Reference:
        """The load balancer that an integration reaches through a link: a link V1 names it, else the integration does.

        Of a link outside the stack only the integration tells.
        """
        return link.target if link.version == 1 else integration.target

    def _candidate_backends(
        self, integration: Integration, stage: Stage | None, links: Reference
    ) -> tuple[list[Backend], str]:
        """Where one of several links is meant: every way that can be meant, if any leads to a listener.

        The engine tells what feeds a map only as a whole, so that two stage variables for links share both.
        """
        found: list[Backend] = []
        for candidate in links.resources:
            link = self.links.get(candidate.urn)
            key = self.target_reference(integration, link).key
            if key is None:
                continue
            ways = self._at_ports(integration, link, self.balancers.get(key), self.endpoint_of(integration, stage))
            found += [way for way in ways if way.listener is not None]
        for way in found:
            way.presumed = way.presumed or f"{links.where} is one of {', '.join(map(str, links.resources))}"
        return found, "" if found else links.where

    def _http_backends(self, integration: Integration, link: VpcLink | None) -> tuple[list[Backend], str]:
        listener = integration.listener.one
        if listener is None:
            where = integration.listener.where or f"{integration.resource.name}.integrationUri"
            return [], where if not integration.listener.absent else ""
        found = self.balancers.listeners[listener.urn]
        owner = found.balancer.key
        if owner is None:
            return [], f"{listener.name}.loadBalancerArn"
        parts = Endpoint(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
        return [self._backend(integration, link, self.balancers.get(owner), parts, found, "")], ""

    def _at_ports(
        self, integration: Integration, link: VpcLink, balancer: LoadBalancer, parts: Endpoint
    ) -> Iterator[Backend]:
        if isinstance(parts.port, int):
            listener, loose = balancer.at(parts.port), balancer.listens(parts.port).unknown
            yield self._backend(integration, link, balancer, parts, listener, "", loose=loose)
            return
        # A URI made from a listener's port means that listener, if it is made from one of this load balancer.
        feeds = set(integration.resource.feeds("uri"))
        fed = [listener for listener in balancer.listeners if listener.resource.urn in feeds]
        standard = fed or [listener for listener in balancer.listeners if listener.port.known in _STANDARD_PORTS]
        for listener in standard:
            reason = f"the port of a URI made from outputs is {balancer.name}'s listener on {listener.port}"
            yield self._backend(integration, link, balancer, parts, listener, reason)
        if not standard:
            yield self._backend(integration, link, balancer, parts, None, "", loose=True)

    def _backend(
        self,
        integration: Integration,
        link: VpcLink | None,
        balancer: LoadBalancer,
        parts: Endpoint,
        listener: Listener | None,
        presumed: str,
        *,
        loose: bool = False,
    ) -> Backend:
        port = parts.port if listener is None else UNKNOWN if listener.port.known is None else listener.port.known
        candidate = Backend(link, balancer, port, parts, listener, presumed=presumed, loose=loose)
        backend = self._backends.setdefault(candidate.key, candidate)
        if not backend.legs and listener is not None:
            backend.legs = list(self._legs(balancer, listener, None))
        if integration.resource not in backend.users:
            backend.users.append(integration.resource)
        return backend

    def _legs(self, balancer: LoadBalancer, listener: Listener, outer: Leg | None, depth: int = 1) -> Iterator[Leg]:
        seen: set[Key] = set()
        for rule in listener.rules:
            for forward in rule.forwards:
                for key in forward.groups.keys:
                    if key in seen:
                        continue
                    seen.add(key)
                    group = self.target_groups.get(key)
                    leg = Leg(balancer, listener, rule, forward, group, self.targets.of(group), outer)
                    yield leg
                    yield from self._inner_legs(leg, depth)

    def _inner_legs(self, leg: Leg, depth: int) -> Iterator[Leg]:
        """The legs of an ALB that is a target, from the listener that its target group's port leads to."""
        for target in leg.targets if depth < _DEEPEST else ():
            if target.kind != "balancer" or target.ports is None:
                continue
            inner = self.balancers.get(target.key)
            listener = inner.at(target.ports[0])
            if listener is not None:
                yield from self._legs(inner, listener, leg, depth + 1)
