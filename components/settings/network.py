"""Settings of a network: one VPC, new or existing."""

from ipaddress import IPv4Network
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from ..layout import LARGEST_VPC, SMALLEST_VPC, USUAL_TIERS
from .base import BrokenRuleError, Setting
from .names import Cidr, EndpointId, GatewayId, GroupId, Name, PrefixListId, RouteTableId, SubnetId, VpcId

Tier = Literal["application", "balancer", "database"]


class Located(Setting):
    """What stands in a network."""

    network: Name | None = None
    """The network that it stands in; may be left out where the stack has one."""


class ExistingSubnet(Setting):
    """A subnet that something else made."""

    id: SubnetId
    """Its id."""

    cidr: Cidr
    """Its IPv4 addresses, for the rules of security groups."""


class ExistingTier(Setting):
    """The subnets of a tier that something else made."""

    subnets: dict[str, ExistingSubnet] = Field(min_length=1)
    """The subnets, by availability zone."""

    route_tables: tuple[RouteTableId, ...] = ()
    """Their route tables. Those of the application lead to the gateway endpoint of S3."""


class ExistingVpc(Setting):
    """A VPC that something else made. It needs DNS support and DNS host names."""

    vpc: VpcId
    """Its id."""

    tiers: dict[Tier, ExistingTier]
    """Its subnets: `balancer` and `application`, and `database` where a database runs in it."""

    s3_prefix_list: PrefixListId | None = None
    """The prefix list of S3, where the VPC has a gateway endpoint for it already. Without it one is made."""


class ExistingEndpoint(Setting):
    """An interface endpoint that something else made."""

    id: EndpointId
    """Its id."""

    group: GroupId
    """The security group that callers are let into."""


class OnPremisesSettings(Setting):
    """What lies behind a gateway: a data centre, an office."""

    cidrs: tuple[Cidr, ...] = Field(min_length=1)
    """Its addresses."""

    gateway: GatewayId
    """The way there: a transit gateway (`tgw-...`, the VPC is attached to it) or a VPN gateway (`vgw-...`)."""


class VpcSettings(Setting):
    """A VPC with private subnets in each of its zones."""

    cidr: Cidr
    """The IPv4 addresses of the VPC as a CIDR block, /16 to /23. Every subnet is a 32nd part of it.
    Another block is another VPC, with all that is in it: requests fail while they move."""

    zones: tuple[str, ...] = Field(min_length=1, max_length=8)
    """The availability zones, by name (`eu-west-1a`). Two or more keep the API up when one fails.
    One more is added in place; one less is another load balancer: requests fail while targets move."""

    egress: Literal["none", "nat"] = "none"
    """The way out to the internet: `none` (endpoints of AWS services only) or `nat` (a gateway in each zone)."""

    @field_validator("cidr")
    @classmethod
    def _size(cls, value: str) -> str:
        length = IPv4Network(value).prefixlen
        if length > SMALLEST_VPC:
            raise BrokenRuleError(
                f"it is too small: a 32nd part of a /{length} is smaller than the smallest subnet, a /28",
                allowed=f"/{LARGEST_VPC} to /{SMALLEST_VPC}",
                remedy=f"choose a prefix length of {SMALLEST_VPC} or less",
            )
        if length < LARGEST_VPC:
            raise BrokenRuleError(
                "it is larger than a VPC may be",
                allowed=f"/{LARGEST_VPC} to /{SMALLEST_VPC}",
                remedy=f"choose a prefix length of {LARGEST_VPC} or more",
            )
        return value

    @model_validator(mode="after")
    def _zones_once(self) -> Self:
        for position, zone in enumerate(self.zones):
            if zone in self.zones[:position]:
                raise BrokenRuleError(
                    "the zone is named twice",
                    allowed="each zone once",
                    remedy="remove one",
                    key=("zones", position),
                )
        return self


class NetworkSettings(VpcSettings):
    """A VPC with private subnets in each of its zones, made here or there already, and what it is connected to."""

    existing: ExistingVpc | None = None
    """A VPC and subnets that are there already; `cidr`, `zones` and `egress` then say what they are like."""

    endpoints: dict[str, ExistingEndpoint] = Field(default={})
    """Interface endpoints that are there already, by service: `execute-api`, `ecr.api`, `logs` ..."""

    access_lists: bool = False
    """Whether network ACLs let in only what the tiers need of each other."""

    flow_logs: bool = False
    """Whether CloudWatch Logs has each flow through the VPC, and those turned away, for as long as other logs."""

    on_premises: OnPremisesSettings | None = None
    """What lies behind a transit gateway or a VPN."""

    @model_validator(mode="after")
    def _premises_apart(self) -> Self:
        for position, cidr in enumerate(self.on_premises.cidrs if self.on_premises else ()):
            if IPv4Network(cidr).overlaps(IPv4Network(self.cidr)):
                raise BrokenRuleError(
                    f"it overlaps with the network's own {self.cidr}",
                    allowed="addresses that are not the network's",
                    remedy="choose another block for the network",
                    key=("onPremises", "cidrs", position),
                )
        return self

    @model_validator(mode="after")
    def _what_exists(self) -> Self:
        if self.existing is None:
            if self.endpoints:
                raise BrokenRuleError(
                    "a VPC that this stack makes has no endpoints yet",
                    allowed="only for a VPC that is there already",
                    remedy="remove it; endpoints of other VPCs that callers use are named in the API's callers",
                    key=("endpoints",),
                )
            return self
        for name, tier in self.existing.tiers.items():
            if set(tier.subnets) != set(self.zones):
                raise BrokenRuleError(
                    "it has not one subnet in each of the network's zones",
                    allowed=", ".join(self.zones),
                    remedy="name a subnet for each zone",
                    key=("existing", "tiers", name, "subnets"),
                )
            for zone, subnet in tier.subnets.items():
                if not IPv4Network(subnet.cidr).subnet_of(IPv4Network(self.cidr)):
                    raise BrokenRuleError(
                        "it does not lie in the network",
                        allowed=f"a part of {self.cidr}",
                        remedy="correct the subnet's or the network's block",
                        key=("existing", "tiers", name, "subnets", zone, "cidr"),
                    )
        for needed in USUAL_TIERS:
            if needed not in self.existing.tiers:
                raise BrokenRuleError(
                    f"the tier {needed} is missing",
                    allowed="application, balancer and, for databases, database",
                    remedy="name its subnets; two tiers may share them",
                    key=("existing", "tiers"),
                )
        decided = {"accessLists": self.access_lists, "flowLogs": self.flow_logs, "onPremises": self.on_premises}
        for key, given in decided.items():
            if given:
                raise BrokenRuleError(
                    "whoever made the VPC decides this",
                    allowed="only for a VPC that this stack makes",
                    remedy="remove it",
                    key=(key,),
                )
        return self
