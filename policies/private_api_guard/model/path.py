"""The hops of a chain in order of travel: what a request passes on its way, whatever may be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .balancing.backend import Backend, Leg
from .balancing.target import Target
from .chain import Chain
from .families import BALANCER
from .gateway.vpc_link import LinkKind
from .hop import Hop
from .model import Model
from .rds.reach import used_by, way

_AUTHORIZED: Final = ("CUSTOM", "JWT", "COGNITO_USER_POOLS")


@dataclass(frozen=True, eq=False)
class Stop:
    """One hop of a path: what stands there.

    `subjects` are the keys of what a finding about it may stand at. `presumed` is what the path takes to be so there,
    and `unknown` names the property that keeps what follows from being known. `after` are the hops that lead here:
    None is the one before, and none at all what stands before the backend.
    """

    kind: Hop
    name: str
    urn: str | None
    subjects: frozenset[str]
    presumed: str = ""
    unknown: str = ""
    after: "tuple[Stop, ...] | None" = None


def _stop(
    kind: Hop, name: str, urn: str, *others: str, presumed: str = "", after: tuple[Stop, ...] | None = None
) -> Stop:
    return Stop(kind, name, urn, frozenset({urn, *others}), presumed, after=after)


def stops(model: Model, chain: Chain) -> Iterator[Stop]:
    """The hops of a chain as far as its backends."""
    api, method, stage = chain.api, chain.method, chain.stage
    client = Stop(Hop.CLIENT, "client", None, frozenset())
    yield client
    endpoints = tuple(_endpoints(model, chain, (client,)))
    yield from endpoints
    domains = tuple(_domains(model, chain, endpoints or (client,)))
    yield from domains
    owner = api.resource.urn if api.resource else None
    subjects = frozenset({api.key, method.resource.urn})
    yield Stop(Hop.POLICY, api.name, owner, subjects, after=domains or endpoints or (client,))
    if method.key_required.may_be(True):
        keyed = {stage.key, method.resource.urn} if stage else {method.resource.urn}
        yield Stop(Hop.KEY, "API key and usage plan", stage.key if stage else None, frozenset(keyed))
    for authorizer in method.authorizer.resources:
        yield _stop(Hop.AUTHORIZER, authorizer.name, authorizer.urn, method.resource.urn)
    if method.authorizer.absent and not method.in_body and method.authorization.is_(*_AUTHORIZED).open:
        yield _stop(Hop.AUTHORIZER, f"authorizer of {method.resource.name}", method.resource.urn)
    if method.scheme is not None and method.authorization.is_("CUSTOM", "JWT").open:
        yield _stop(Hop.AUTHORIZER, f"authorizer in the body of {method.resource.name}", method.resource.urn)
    if stage:
        yield _stop(Hop.DEPLOYMENT, stage.label, stage.key, *stage.deployment.keys, method.resource.urn)
    else:
        elsewhere = "" if api.resource else f"{api.name}, of another stack, has a stage"
        served = frozenset({api.key, *(each.key for each in api.deployments)})
        yield Stop(Hop.DEPLOYMENT, f"stage of {api.name}", None, served, presumed=elsewhere)
    if method.integration is None:
        yield _stop(Hop.INTEGRATION, f"integration of {method.resource.name}", method.resource.urn)
        return
    integration, private = method.integration.resource, method.integration.private
    yield _stop(Hop.INTEGRATION, integration.name, integration.urn, method.resource.urn)
    # What goes through a link and leads to no backend that is known is never drawn as if it led to one.
    lost = chain.lost or (method.integration.connection_id.where if private.open and not chain.backends else "")
    if lost:
        yield Stop(Hop.VPC_LINK, lost, None, frozenset({integration.urn}), unknown=lost)


def _endpoints(model: Model, chain: Chain, after: tuple[Stop, ...]) -> Iterator[Stop]:
    """The endpoints through which a private API is called, side by side."""
    api = chain.api
    for caller in model.callers.of_api(api) if api.private else ():
        key = caller.endpoint.key if caller.endpoint else None
        yield Stop(Hop.ENDPOINT, caller.name, key, frozenset({key, api.key} if key else {api.key}), after=after)


def _domains(model: Model, chain: Chain, after: tuple[Stop, ...]) -> Iterator[Stop]:
    """The domain names of an API, side by side."""
    api = chain.api
    mappings = [each for each in model.domains.mappings if api.key in each.api.keys]
    for mapping in mappings:
        domain = mapping.domain.one or mapping.resource
        yield _stop(Hop.DOMAIN, domain.name, domain.urn, mapping.resource.urn, after=after)
    if not api.needs_name.closed and not mappings:
        yield Stop(Hop.DOMAIN, f"name of {api.name}", None, frozenset({api.key}), after=after)


def behind(model: Model, backend: Backend) -> Iterator[Stop]:
    """The hops of a backend, from the VPC link on."""
    link, balancer = backend.link, backend.balancer
    if link is not None:
        yield _stop(Hop.VPC_LINK, link.name, link.key, after=())
        if link.kind is LinkKind.V2:
            yield Stop(Hop.NETWORK, f"{link.name} -> {balancer.name}", None, frozenset({backend.crossing}))
    # Which listener is meant is presumed of the load balancer as well: it may have none on the port.
    after, presumed = None if link else (), backend.presumed
    yield _stop(Hop.LOAD_BALANCER, balancer.name, balancer.key, presumed=presumed, after=after)
    if backend.listener is None:
        return
    listener = _stop(Hop.LISTENER, backend.listener.name, backend.listener.resource.urn, presumed=backend.presumed)
    yield listener
    ends: dict[tuple[Leg, str], Stop] = {}
    for leg in backend.legs:
        before = listener
        if leg.outer is not None:
            name, inner = f"{leg.balancer.name}: {leg.listener.name}", ends[leg.outer, leg.balancer.key]
            before = _stop(Hop.LISTENER, name, leg.listener.resource.urn, leg.balancer.key, after=(inner,))
            yield before
        group = _stop(Hop.TARGET_GROUP, leg.group.name, leg.group.key, after=(before,))
        yield group
        for target in {target.urn: target for target in leg.targets}.values():
            for stop in _target(model, leg, target, group):
                ends[leg, target.key] = stop
                yield stop


def _target(model: Model, leg: Leg, target: Target, group: Stop) -> Iterator[Stop]:
    """The way to a target, and the target, which may be a load balancer itself; the databases that it uses."""
    ports = target.ports.known
    port = "?" if ports is None else str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}"
    yield Stop(
        Hop.NETWORK, f"{leg.balancer.name} -> {target.name}:{port}", None, frozenset({target.urn}), after=(group,)
    )
    end = _stop(Hop.TARGET, target.name, target.urn)
    yield end
    for database in used_by(model, target):
        yield Stop(Hop.DATABASE, database.name, database.urn, frozenset({way(target, database)}), after=(end,))
    if target.resource is not None and target.resource.family == BALANCER:
        yield _stop(Hop.LOAD_BALANCER, target.name, target.urn)
