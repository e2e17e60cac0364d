"""VPC links: V1 (PrivateLink to a Network Load Balancer) and V2 (network interfaces in subnets, in zones that have it).

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
"""

import enum
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import BALANCER, GROUPS, LINK_V1, LINK_V2, SUBNETS
from ..network.network import NetworkReader
from ..values import NOTHING, Key, Keyed, Reference, Resource
from ..verdict import Verdict, closed, opened, unknown


class LinkKind(enum.Enum):
    """What a link is; of one outside the stack nothing tells it."""

    V1 = "V1"
    V2 = "V2"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class VpcLink(Keyed):
    """A VPC link: V1 names its load balancer, V2 only subnets and groups.

    `not_a_balancer` is the resource from which a link V1's `targetArn` is made where that is no load balancer.
    """

    kind: LinkKind
    target: Reference = NOTHING
    not_a_balancer: Resource | None = None
    groups: Reference = NOTHING
    subnets: Reference = NOTHING
    vpc: Key | None = None

    @property
    def given_name(self) -> str | None:
        """The name that the program gives it, which is not its id."""
        return self.resource.text("name").known if self.resource else None

    @property
    def id(self) -> str | None:
        """Its id, once AWS has given one."""
        return self.resource.computed("id").known if self.resource else None


class VpcLinks(NetworkReader):
    """All VPC links of the stack, and those outside that it names."""

    @cached_property
    def by_key(self) -> dict[Key, VpcLink]:
        """Links by URN."""
        links = [*map(self._v1, self._stack.of(LINK_V1)), *map(self._v2, self._stack.of(LINK_V2))]
        return {link.key: link for link in links}

    def get(self, key: Key) -> VpcLink:
        """A link by key."""
        return self.by_key.get(key) or VpcLink(key, None, LinkKind.OUTSIDE)

    def _v1(self, resource: Resource) -> VpcLink:
        return VpcLink(
            resource.urn,
            resource,
            LinkKind.V1,
            target=self._stack.refer(resource, "targetArn", BALANCER),
            not_a_balancer=self._stack.misled(resource, "targetArn", BALANCER),
        )

    def _v2(self, resource: Resource) -> VpcLink:
        subnets = self._stack.refer(resource, "subnetIds", *SUBNETS)
        groups = self._stack.refer(resource, "securityGroupIds", *GROUPS)
        vpc = self._networks.vpc_of(subnets)
        return VpcLink(resource.urn, resource, LinkKind.V2, groups=groups, subnets=subnets, vpc=vpc)


# Numbers of the zones with the service, by the region's part of a zone id.
_SERVED: Final = {
    "use1": {1, 2, 4, 5, 6}, "use2": {1, 2, 3}, "usw1": {1, 3}, "usw2": {1, 2, 3, 4}, "cac1": {1, 2},
    "euc1": {1, 2, 3}, "euw1": {1, 2, 3}, "euw2": {1, 2, 3}, "euw3": {1, 3}, "eun1": {1, 2, 3}, "eus2": {1, 2, 3},
    "apne1": {1, 2, 4}, "apne2": {1, 2, 3}, "apse1": {1, 2, 3}, "apse2": {1, 2, 3}, "aps1": {1, 2, 3}, "ape1": {2, 3},
    "mes1": {1, 2, 3}, "sae1": {1, 2, 3}, "usgw1": {1, 2, 3},
}  # fmt: skip
_ZONE_ID: Final = re.compile(r"^([a-z]+\d+)-az(\d+)$")


def is_id(zone: str) -> bool:
    """Whether a zone is told by its id (`use1-az3`), which is the same for every account, not by its name."""
    return _ZONE_ID.match(zone) is not None


def served(zone: str) -> Verdict:
    """Whether a zone, told by its id, has the service."""
    match = _ZONE_ID.match(zone)
    if match is None or match[1] not in _SERVED:
        return unknown(f"whether API Gateway serves {zone}")
    return opened() if int(match[2]) in _SERVED[match[1]] else closed(f"API Gateway does not serve {zone}")
