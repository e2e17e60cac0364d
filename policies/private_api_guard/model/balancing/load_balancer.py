"""Load balancers of a stack and those outside that it names, and what listens on their ports.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ..families import BALANCER, GROUPS, SUBNETS
from ..network.address import Place, parse
from ..network.network import NetworkReader
from ..values import NOT_SET, NOTHING, Key, Keyed, Reference, Resource, Value, grouped, known, outside
from ..verdict import Verdict, some, unknown
from .listener import Listener, listeners

_KINDS: Final = {":loadbalancer/net/": "network", ":loadbalancer/app/": "application"}
# The property that says whether inbound rules of its groups count for PrivateLink traffic.
ENFORCEMENT: Final = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


@dataclass(frozen=True)
class LoadBalancer(Keyed):
    """A load balancer and what stands before and behind it.

    One outside the stack has no `resource`: its ARN says of what kind it is, and listeners of the stack may name it.
    `enforcement` is on or off, `address_type` which IP versions clients may use. `candidates` are listeners that may be
    its own: nobody knows whose they are.
    """

    kind: Value[str]
    internal: Value[bool]
    idle_timeout: Value[int]
    enforcement: Value[str]
    cross_zone_enabled: Value[bool]
    listeners: tuple[Listener, ...] = ()
    candidates: tuple[Listener, ...] = ()
    groups: Reference = NOTHING
    address_type: Value[str] = NOT_SET
    subnets: Reference = NOTHING
    places: tuple[Place, ...] = ()
    vpc: Key | None = None

    @property
    def dns_name(self) -> str | None:
        """The name that AWS gave it, once it has."""
        return self.resource.computed("dnsName").known if self.resource else None

    @property
    def network(self) -> Verdict:
        """Whether it is a Network Load Balancer."""
        return self.kind.is_("network")

    @property
    def cross_zone(self) -> Verdict:
        """Whether a node may use targets of other zones: off for a Network Load Balancer unless set."""
        return some([self.kind.is_("application"), self.cross_zone_enabled.is_(True)])

    def at(self, port: int) -> Listener | None:
        """The listener that waits on a port for certain."""
        return next((listener for listener in self.listeners if listener.port.known == port), None)

    @property
    def only(self) -> tuple[Listener, ...]:
        """The one listener that it has, where no other one can be its own."""
        sole = self.resource is not None and len(self.listeners) == 1 and not self.candidates
        return self.listeners if sole else ()

    def listens(self, port: int) -> Verdict:
        """Whether a listener waits on a port; of a load balancer outside the stack the stack need not tell."""
        vague = [unknown(each.port.where) for each in self.listeners if each.port.absent]
        vague += [unknown(each.balancer.where) for each in self.candidates]
        vague += [unknown(f"what listens on {self.key}")] if self.resource is None else []
        return some([*(listener.port.is_(port) for listener in self.listeners), *vague])


class LoadBalancers(NetworkReader):
    """All load balancers by key, and all listeners by URN."""

    @cached_property
    def listeners(self) -> dict[Key, Listener]:
        """Listeners by URN."""
        return listeners(self._stack)

    @cached_property
    def by_key(self) -> dict[Key, LoadBalancer]:
        """Load balancers by key."""
        inside = {each.urn: self._inside(each) for each in self._stack.of(BALANCER)}
        return {key: self._outside(key) for key in self._listening if key not in inside} | inside

    @cached_property
    def _listening(self) -> dict[Key, tuple[Listener, ...]]:
        """Listeners of which it is decided to which load balancer they belong, by its key."""
        return grouped(
            (key, each) for each in self.listeners.values() for key in each.balancer.keys if each.balancer.decided
        )

    @cached_property
    def _vague(self) -> tuple[Listener, ...]:
        """The others."""
        return tuple(each for each in self.listeners.values() if not each.balancer.decided)

    @property
    def adrift(self) -> tuple[Listener, ...]:
        """Listeners of which nobody can say to which load balancer they belong."""
        return tuple(listener for listener in self.listeners.values() if listener.balancer.unknown)

    def get(self, key: Key) -> LoadBalancer:
        """A load balancer by key."""
        return self.by_key.get(key) or self._outside(key)

    def _outside(self, key: Key) -> LoadBalancer:
        kind = next((known(kind) for part, kind in _KINDS.items() if part in key), None)
        return self._balancer(key, None, kind or outside(key).text("loadBalancerType"))

    def _inside(self, resource: Resource) -> LoadBalancer:
        kind = resource.text("loadBalancerType").or_else("application")
        subnets, places = self._nodes(resource)
        vpc = self._networks.vpc_of(subnets)
        named = self._stack.refer(resource, "securityGroups", *GROUPS)
        own = self._stack.default_group(vpc) if named.absent and kind.is_("application").open else named
        found = self._balancer(resource.urn, resource, kind)
        # AWS keeps an earlier value where the program sets none; without one it means on.
        kept = resource.computed(ENFORCEMENT)
        enforcement = kept if found.enforcement.absent and kept.is_("off").open else found.enforcement
        addresses = resource.text("ipAddressType").unless("").or_else("ipv4")
        return replace(
            found, groups=own, address_type=addresses, subnets=subnets, places=places, vpc=vpc, enforcement=enforcement
        )

    def _balancer(self, key: Key, resource: Resource | None, kind: Value[str]) -> LoadBalancer:
        properties = resource or outside(key)
        return LoadBalancer(
            key,
            resource,
            kind,
            properties.flag("internal"),
            properties.number("idleTimeout"),
            properties.text(ENFORCEMENT).unless("").map(str.lower),
            properties.flag("enableCrossZoneLoadBalancing"),
            self._listening.get(key, ()),
            tuple(each for each in self._vague if each.balancer.may_mean(key)),
        )

    def _nodes(self, resource: Resource) -> tuple[Reference, tuple[Place, ...]]:
        """Subnets, and the addresses of the nodes: those that the program fixes, else any of their subnets."""
        mappings = resource.blocks("subnetMappings")
        if mappings.known:
            ids = [block.get("subnetId") for block in mappings.known]
            subnets = self._stack.refer_value(resource, "subnetMappings", ids, *SUBNETS)
            texts = [block.text("privateIpv4Address").known for block in mappings.known]
            fixed = [address for text in texts if text and (address := parse(text)) is not None]
            if len(fixed) == len(texts) == len(subnets.keys):
                return subnets, tuple(Place(known(address), label=f"node {address}") for address in fixed)
        else:
            subnets = self._stack.refer(resource, "subnetMappings" if mappings.unknown else "subnets", *SUBNETS)
        return subnets, self._networks.places(subnets)
