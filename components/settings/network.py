"""Settings of a network: one VPC."""

from ipaddress import IPv4Network
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from ..layout import LARGEST_VPC, SMALLEST_VPC
from .base import BrokenRuleError, Setting
from .names import Cidr


class NetworkSettings(Setting):
    """A VPC with private subnets in each of its zones."""

    cidr: Cidr
    """The IPv4 addresses of the VPC as a CIDR block, /16 to /23. Every subnet is a 32nd part of it."""

    zones: tuple[str, ...] = Field(min_length=1, max_length=8)
    """The availability zones, by name (`eu-west-1a`). Two or more keep the API up when one fails."""

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
