"""Load balancers, their listeners and the rules of these.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..network.address import Place, parse
from ..network.network import SUBNETS, Networks
from ..network.security_group import GROUPS, SecurityGroups
from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block, Number, Text
from .target_group import GROUP as TARGET_GROUP

BALANCER = "lb.LoadBalancer"
LISTENER = "lb.Listener"


@dataclass(frozen=True)
class Forward:
    """One action that hands requests to a target group, with its weight (`None`: not weighted)."""

    groups: Reference
    weight: Number = None


@dataclass
class ListenerRule:
    """A rule of a listener, or its default action (`resource` is then the listener)."""

    resource: Resource
    default: bool
    forwards: list[Forward]
    answers: bool
    where: str = ""


@dataclass
class Listener:
    """A listener: port, protocol, certificate and rules."""

    resource: Resource
    port: Number
    protocol: Text
    rules: list[ListenerRule] = field(default_factory=list)
    certificates: bool | Unknown = False

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.resource.name} ({self.protocol} {self.port})"


@dataclass
class LoadBalancer:
    """A load balancer and what stands before and behind it."""

    key: Key
    resource: Resource | None
    kind: Text
    groups: Reference
    subnets: Reference
    places: tuple[Place, ...]
    vpc: Key | None
    listeners: list[Listener] = field(default_factory=list)
    loose_listeners: bool = False

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key

    @property
    def network(self) -> bool | Unknown:
        """Whether it is a Network Load Balancer."""
        return UNKNOWN if self.kind is UNKNOWN else self.kind == "network"

    def at(self, port: int) -> "Listener | Unknown | None":
        """The listener on a port; `UNKNOWN` where one with an unknown port may be it."""
        for listener in self.listeners:
            if listener.port == port:
                return listener
        vague = self.loose_listeners or any(not isinstance(listener.port, int) for listener in self.listeners)
        return UNKNOWN if vague or self.resource is None else None

    @property
    def cross_zone(self) -> bool | Unknown:
        """Whether a node may use targets of other zones: off for a Network Load Balancer unless set."""
        if self.resource is None:
            return UNKNOWN
        flag = self.resource.raw_flag("enableCrossZoneLoadBalancing")
        if self.kind == "application":
            return True
        return bool(flag) if flag is not UNKNOWN else UNKNOWN


class LoadBalancers:
    """All load balancers of the stack, and those outside that it names."""

    def __init__(self, stack: Stack, networks: Networks, groups: SecurityGroups) -> None:
        self.stack = stack
        self.networks = networks
        self.groups = groups

    @cached_property
    def by_key(self) -> dict[Key, LoadBalancer]:
        """Load balancers by key, listeners attached."""
        balancers = {resource.urn: self._balancer(resource) for resource in self.stack.of(BALANCER)}
        for listener in self.listeners.values():
            owners = self.stack.refer(listener.resource, "loadBalancerArn", BALANCER)
            for key in owners.keys:
                balancer = balancers.setdefault(key, self._outside(key))
                if owners.decided:
                    balancer.listeners.append(listener)
                else:
                    balancer.loose_listeners = True
            if owners.unknown:
                self.adrift.append(listener)
        return balancers

    @cached_property
    def adrift(self) -> list[Listener]:
        """Listeners of which nobody can say to which load balancer they belong."""
        return []

    def get(self, key: Key) -> LoadBalancer:
        """A load balancer by key."""
        return self.by_key.get(key) or self._outside(key)

    @staticmethod
    def _outside(key: Key) -> LoadBalancer:
        kind = "network" if ":loadbalancer/net/" in key else "application" if ":loadbalancer/app/" in key else UNKNOWN
        return LoadBalancer(key, None, kind, NOTHING, NOTHING, (), None)

    def _balancer(self, resource: Resource) -> LoadBalancer:
        kind = resource.raw_text("loadBalancerType")
        kind = "application" if kind is None else kind
        subnets, places = self._places(resource)
        vpc = self.networks.vpc_of(subnets)
        groups = self.stack.refer(resource, "securityGroups", *GROUPS)
        if groups.absent and kind == "application":
            groups = self.groups.default(vpc)
        return LoadBalancer(resource.urn, resource, kind, groups, subnets, places, vpc)

    def _places(self, resource: Resource) -> tuple[Reference, tuple[Place, ...]]:
        mappings = resource.raw_blocks("subnetMappings")
        if mappings is UNKNOWN or not mappings:
            key = "subnetMappings" if mappings is UNKNOWN else "subnets"
            subnets = self.stack.refer(resource, key, *SUBNETS)
            return subnets, tuple(self.networks.place(subnet) for subnet in subnets.keys)
        subnets = self.stack.refer_value(
            resource, "subnetMappings", [block.get("subnetId") for block in mappings], *SUBNETS
        )
        fixed = [block.raw_text("privateIpv4Address") for block in mappings]
        if all(isinstance(address, str) and parse(address) for address in fixed) and len(fixed) == len(subnets.keys):
            literal = [parse(str(address)) for address in fixed]
            return subnets, tuple(Place(network, label=f"node {network}") for network in literal)
        return subnets, tuple(self.networks.place(subnet) for subnet in subnets.keys)

    @cached_property
    def listeners(self) -> dict[Key, Listener]:
        """Listeners by URN, with their rules in order of URN."""
        certificates = self._certificates
        found: dict[Key, Listener] = {}
        for resource in self.stack.of(LISTENER):
            certificate = resource.get("certificateArn")
            listener = Listener(
                resource,
                resource.raw_number("port"),
                self._protocol(resource),
                [self._rule(resource, "defaultActions", default=True)],
                (certificate not in (None, "")) or resource.urn in certificates,
            )
            found[resource.urn] = listener
        for resource in self.stack.of("lb.ListenerRule"):
            for key in self.stack.refer(resource, "listenerArn", LISTENER).keys:
                if key in found:
                    found[key].rules.append(self._rule(resource, "actions", default=False))
        return found

    @staticmethod
    def _protocol(resource: Resource) -> Text:
        """The protocol; the provider takes HTTP where an Application Load Balancer's listener names none."""
        protocol = resource.raw_text("protocol")
        return "HTTP" if protocol in (None, "") else protocol.upper() if isinstance(protocol, str) else protocol

    @cached_property
    def _certificates(self) -> set[Key]:
        return {
            key
            for certificate in self.stack.of("lb.ListenerCertificate")
            for key in self.stack.refer(certificate, "listenerArn", LISTENER).keys
        }

    def _rule(self, resource: Resource, key: str, *, default: bool) -> ListenerRule:
        blocks = resource.raw_blocks(key)
        if blocks is UNKNOWN:
            groups = self.stack.refer(resource, key, TARGET_GROUP)
            return ListenerRule(resource, default, [Forward(groups)], answers=False, where=f"{resource.name}.{key}")
        forwards = [forward for block in blocks for forward in self._forwards(resource, key, block, len(blocks))]
        kinds = {block.raw_text("type") for block in blocks}
        return ListenerRule(resource, default, forwards, answers=bool(kinds & {"fixed-response", "redirect"}))

    def _forwards(self, resource: Resource, key: str, block: Block, actions: int) -> Iterator[Forward]:
        direct = block.get("targetGroupArn")
        weighted = block.block("forward").raw_blocks("targetGroups") if block.get("forward") is not None else []
        if weighted is UNKNOWN:
            yield Forward(self.stack.refer_value(resource, key, UNKNOWN, TARGET_GROUP), UNKNOWN)
            return
        values = [target.get("arn") for target in weighted]
        if values:
            groups = self.stack.refer_value(resource, key, values, TARGET_GROUP)
            weights = [target.raw_number("weight") for target in weighted]
            if groups.decided or actions > 1:
                yield from self._split(groups, weights)
            else:
                yield Forward(groups, UNKNOWN)
        elif direct not in (None, ""):
            yield Forward(self.stack.refer_value(resource, key, direct, TARGET_GROUP))

    @staticmethod
    def _split(groups: Reference, weights: list[Number]) -> Iterator[Forward]:
        """One forward for each group. Which weight is whose is lost with unknown ARNs, unless all are equal."""
        same = weights[0] if len({*weights}) == 1 else UNKNOWN
        for resource in groups.resources:
            yield Forward(Reference((resource,), certain=groups.decided, where=groups.where), same)
        for literal in groups.literals:
            yield Forward(Reference((), (literal,), where=groups.where), same)
        if groups.unknown:
            yield Forward(Reference(unknown=True, where=groups.where), same)
