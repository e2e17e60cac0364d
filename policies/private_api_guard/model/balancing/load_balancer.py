"""A load balancer, and what listens on its ports.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..network.address import Place
from ..values import NOTHING, Key, Keyed, Reference, Value
from ..verdict import Verdict, some, unknown

if TYPE_CHECKING:
    from .listener import Listener

BALANCER: Final = "lb.LoadBalancer"
# The property that says whether inbound rules of its groups count for PrivateLink traffic.
ENFORCEMENT: Final = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


@dataclass(frozen=True)
class LoadBalancer(Keyed):
    """A load balancer and what stands before and behind it.

    One outside the stack has no `resource`: its ARN says of what kind it is, and listeners of the stack may name it.
    `enforcement` is on or off. `candidates` are listeners that may be its own: nobody knows whose they are.
    """

    kind: Value[str]
    internal: Value[bool]
    idle_timeout: Value[int]
    enforcement: Value[str]
    cross_zone_enabled: Value[bool]
    listeners: "tuple[Listener, ...]" = ()
    candidates: "tuple[Listener, ...]" = ()
    groups: Reference = NOTHING
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

    def at(self, port: int) -> "Listener | None":
        """The listener that waits on a port for certain."""
        return next((listener for listener in self.listeners if listener.port.known == port), None)

    def listens(self, port: int) -> Verdict:
        """Whether a listener waits on a port; of a load balancer outside the stack the stack need not tell."""
        vague = [unknown(each.port.where) for each in self.listeners if each.port.absent]
        vague += [unknown(each.balancer.where) for each in self.candidates]
        vague += [unknown(f"what listens on {self.key}")] if self.resource is None else []
        return some([*(listener.port.is_(port) for listener in self.listeners), *vague])
