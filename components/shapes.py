"""Arguments that several components take."""

from typing import TypedDict

from pulumi import Input


class SubnetArgs(TypedDict):
    """A subnet, new or existing."""

    id: Input[str]
    """The id of the subnet."""

    cidr: str
    """Its IPv4 CIDR block, for the rules of security groups."""
