"""VPC links: V1 (PrivateLink to a Network Load Balancer) and V2 (network interfaces in subnets).

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
"""

from dataclasses import dataclass
from functools import cached_property

from ..balancing.load_balancer import BALANCER
from ..network.network import SUBNETS, Networks
from ..network.security_group import GROUPS
from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack

LINK_V1 = "apigateway.VpcLink"
LINK_V2 = "apigatewayv2.VpcLink"


@dataclass(frozen=True)
class VpcLink:
    """A VPC link: version 1 names its load balancer, 2 only subnets and groups; 0 is one outside the stack."""

    key: Key
    resource: Resource | None
    version: int
    target: Reference = NOTHING
    groups: Reference = NOTHING
    subnets: Reference = NOTHING
    vpc: Key | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key


class VpcLinks:
    """All VPC links of the stack, and those outside that it names."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        self.stack = stack
        self.networks = networks

    @cached_property
    def by_key(self) -> dict[Key, VpcLink]:
        """Links by URN."""
        links = {link.urn: VpcLink(link.urn, link, 1, self._target(link)) for link in self.stack.of(LINK_V1)}
        for link in self.stack.of(LINK_V2):
            subnets = self.stack.refer(link, "subnetIds", *SUBNETS)
            groups = self.stack.refer(link, "securityGroupIds", *GROUPS)
            links[link.urn] = VpcLink(link.urn, link, 2, NOTHING, groups, subnets, self.networks.vpc_of(subnets))
        return links

    def _target(self, link: Resource) -> Reference:
        return self.stack.refer(link, "targetArn", BALANCER)

    def get(self, key: Key) -> VpcLink:
        """A link by key."""
        return self.by_key.get(key) or VpcLink(key, None, 0)
