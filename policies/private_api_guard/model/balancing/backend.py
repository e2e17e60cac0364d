"""What stands behind an integration: link, load balancer, listener, and every target group that it leads to."""

from dataclasses import dataclass, field

from ..gateway.integration import Endpoint
from ..gateway.vpc_link import VpcLink
from ..values.reference import Key
from ..values.resource import Resource
from ..values.values import Number
from .listener import Forward, Listener, ListenerRule
from .load_balancer import LoadBalancer
from .target import Target
from .target_group import TargetGroup


@dataclass
class Leg:
    """One way from a listener to the targets of one group. `outer` is the leg that led to an ALB as a target."""

    balancer: LoadBalancer
    listener: Listener
    rule: ListenerRule
    forward: Forward
    group: TargetGroup
    targets: list[Target] = field(default_factory=list)
    outer: "Leg | None" = None

    @property
    def key(self) -> tuple[Key, Key, Key]:
        """What tells legs apart."""
        return self.balancer.key, self.listener.resource.urn, self.group.key


@dataclass
class Backend:
    """One link, load balancer and port, with the integrations that lead there.

    `listener` is `None` where the load balancer has none on the port. `presumed` says why the port is taken to be this
    one, where it is not known.
    """

    link: VpcLink | None
    balancer: LoadBalancer
    port: Number
    endpoint: Endpoint
    listener: Listener | None = None
    legs: list[Leg] = field(default_factory=list)
    users: list[Resource] = field(default_factory=list)
    presumed: str = ""
    loose: bool = False

    @property
    def key(self) -> tuple[Key, Key, object]:
        """What tells backends apart."""
        return self.link.key if self.link else "", self.balancer.key, self.port

    def through(self, version: int) -> bool:
        """Whether a link of that version leads here."""
        return self.link is not None and self.link.version == version
