"""The load balancers of a stack and those outside that it names, each with its listeners."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ..network.address import Place, parse
from ..network.network import SUBNETS, Networks
from ..network.security_group_rule import GROUPS
from ..values import Key, Reference, Resource, Stack, Value, known, outside
from .listener import Listener, listeners
from .load_balancer import BALANCER, ENFORCEMENT, LoadBalancer

_KINDS = {":loadbalancer/net/": "network", ":loadbalancer/app/": "application"}


@dataclass(frozen=True)
class LoadBalancers:
    """All load balancers by key, and all listeners by URN."""

    by_key: Mapping[Key, LoadBalancer]
    listeners: Mapping[Key, Listener]

    @property
    def adrift(self) -> tuple[Listener, ...]:
        """Listeners of which nobody can say to which load balancer they belong."""
        return tuple(listener for listener in self.listeners.values() if listener.balancer.unknown)

    def get(self, key: Key) -> LoadBalancer:
        """A load balancer by key."""
        return self.by_key.get(key) or _outside(key, self.listeners.values())


def load_balancers(stack: Stack, networks: Networks) -> LoadBalancers:
    """Joins the load balancers of a stack with their listeners."""
    found = listeners(stack)
    known_keys = dict.fromkeys(key for listener in found.values() for key in listener.balancer.keys)
    balancers = {key: _outside(key, found.values()) for key in known_keys}
    for resource in stack.of(BALANCER):
        balancers[resource.urn] = _inside(stack, networks, resource, found.values())
    return LoadBalancers(balancers, found)


def _outside(key: Key, all_listeners: Collection[Listener]) -> LoadBalancer:
    kind = next((known(kind) for part, kind in _KINDS.items() if part in key), None)
    return _balancer(key, None, kind or outside(key).text("loadBalancerType"), all_listeners)


def _inside(stack: Stack, networks: Networks, resource: Resource, all_listeners: Collection[Listener]) -> LoadBalancer:
    kind = resource.text("loadBalancerType").or_else("application")
    subnets, places = _places(stack, networks, resource)
    vpc = networks.vpc_of(subnets)
    named = stack.refer(resource, "securityGroups", *GROUPS)
    own = stack.default_group(vpc) if named.absent and kind.is_("application").open else named
    found = _balancer(resource.urn, resource, kind, all_listeners)
    # AWS keeps an earlier value where the program sets none; without one it means on.
    kept = resource.computed(ENFORCEMENT)
    enforcement = kept if found.enforcement.absent and kept.is_("off").open else found.enforcement
    return replace(found, groups=own, subnets=subnets, places=places, vpc=vpc, enforcement=enforcement)


def _balancer(
    key: Key, resource: Resource | None, kind: Value[str], all_listeners: Collection[Listener]
) -> LoadBalancer:
    properties = resource or outside(key)
    return LoadBalancer(
        key,
        resource,
        kind,
        properties.flag("internal"),
        properties.number("idleTimeout"),
        properties.text(ENFORCEMENT).unless("").map(str.lower),
        properties.flag("enableCrossZoneLoadBalancing"),
        tuple(each for each in all_listeners if each.balancer.decided and key in each.balancer.keys),
        tuple(each for each in all_listeners if not each.balancer.decided and each.balancer.may_mean(key)),
    )


def _places(stack: Stack, networks: Networks, resource: Resource) -> tuple[Reference, tuple[Place, ...]]:
    """Subnets, and the addresses of the nodes: those that the program fixes, else any of their subnets."""
    mappings = resource.blocks("subnetMappings")
    if mappings.known:
        ids = [block.get("subnetId") for block in mappings.known]
        subnets = stack.refer_value(resource, "subnetMappings", ids, *SUBNETS)
        texts = [block.text("privateIpv4Address").known for block in mappings.known]
        fixed = [address for text in texts if text and (address := parse(text)) is not None]
        if len(fixed) == len(texts) == len(subnets.keys):
            return subnets, tuple(Place(known(address), label=f"node {address}") for address in fixed)
    else:
        subnets = stack.refer(resource, "subnetMappings" if mappings.unknown else "subnets", *SUBNETS)
    return subnets, networks.places(subnets)
