"""What stands behind an integration: link, load balancer, listener, and every target group that it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..gateway.vpc_link import LinkKind, VpcLink
from ..values import Key, Value
from .listener import Forward, Listener, ListenerRule
from .load_balancer import LoadBalancer, LoadBalancers
from .target import Target, TargetKind
from .target_group import TargetGroup, TargetGroups
from .targets import Targets

# An ALB behind an NLB may itself have another load balancer as target; no working path is longer.
_DEEPEST = 3


@dataclass(frozen=True, eq=False)
class Leg:
    """One way from a listener to the targets of one group. `outer` is the leg that led to an ALB as a target."""

    balancer: LoadBalancer
    listener: Listener
    rule: ListenerRule
    forward: Forward
    group: TargetGroup
    targets: tuple[Target, ...]
    outer: "Leg | None" = None

    @property
    def key(self) -> tuple[Key, Key, Key]:
        """What tells legs apart."""
        return self.balancer.key, self.listener.resource.urn, self.group.key


@dataclass(frozen=True, eq=False)
class Backend:
    """The port of a load balancer that an integration reaches through a link.

    `listener` is `None` where none waits on the port for certain. `presumed` says why the port is taken to be this
    one, where it is not known.
    """

    link: VpcLink | None
    balancer: LoadBalancer
    port: Value[int]
    listener: Listener | None = None
    legs: tuple[Leg, ...] = ()
    presumed: str = ""

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What tells backends apart."""
        listener = self.listener.resource.urn if self.listener else ""
        return self.link.key if self.link else "", self.balancer.key, self.port.known, listener

    @property
    def crossing(self) -> Key:
        """What stands for the way from the link's own interfaces to the load balancer."""
        return f"{self.link.key if self.link else ''} -> {self.balancer.key}"

    def through(self, kind: LinkKind) -> bool:
        """Whether a link of that kind leads here."""
        return self.link is not None and self.link.kind is kind


class Legs:
    """The ways from each listener to the targets behind it, found once for each that is asked about."""

    def __init__(self, balancers: LoadBalancers, groups: TargetGroups, targets: Targets) -> None:
        self._balancers = balancers
        self._groups = groups
        self._targets = targets
        self._found: dict[tuple[Key, Key], tuple[Leg, ...]] = {}

    def of(self, balancer: LoadBalancer, listener: Listener) -> tuple[Leg, ...]:
        """The legs of a listener, each followed by those of an ALB behind it."""
        key = balancer.key, listener.resource.urn
        if key not in self._found:
            self._found[key] = tuple(self._legs(balancer, listener, None, 1))
        return self._found[key]

    def _legs(self, balancer: LoadBalancer, listener: Listener, outer: Leg | None, depth: int) -> Iterator[Leg]:
        seen: set[Key] = set()
        for rule in listener.rules:
            for forward in rule.forwards:
                for key in forward.groups.keys:
                    if key in seen:
                        continue
                    seen.add(key)
                    group = self._groups.get(key)
                    leg = Leg(balancer, listener, rule, forward, group, self._targets.of(group), outer)
                    yield leg
                    yield from self._inner(leg, depth)

    def _inner(self, leg: Leg, depth: int) -> Iterator[Leg]:
        """The legs of an ALB that is a target, from the listener that its target group's port leads to."""
        for target in leg.targets if depth < _DEEPEST else ():
            if target.kind is not TargetKind.LOAD_BALANCER or target.ports.known is None:
                continue
            inner = self._balancers.get(target.key)
            listener = inner.at(target.ports.known[0])
            if listener is not None:
                yield from self._legs(inner, listener, leg, depth + 1)
