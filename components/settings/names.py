"""The kinds of plain values that settings are made of."""

from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from .base import BrokenRuleError


def _cidr(value: str) -> str:
    try:
        block = IPv4Network(value)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise BrokenRuleError(
            f"it is not an IPv4 CIDR block ({error})",
            allowed="a network address and a prefix length, such as 10.20.0.0/16",
            remedy="correct the address or the prefix length",
        ) from None
    return str(block)


def _path(value: str) -> str:
    if not value.startswith("/"):
        raise BrokenRuleError("a path begins with /", allowed="such as /health", remedy=f"write /{value}")
    return value


def _listener_port(value: int) -> int:
    # https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
    if value not in {80, 443} and not 1024 < value <= 65535:
        raise BrokenRuleError(
            "API Gateway calls no such port through a VPC link",
            allowed="80, 443 and 1025 to 65535",
            remedy="use 80 or 443",
        )
    return value


def arn(service: str) -> StringConstraints:
    """What the ARN of a service's resource looks like."""
    return StringConstraints(pattern=rf"^arn:aws[a-z-]*:{service}:")


def aws_id(prefix: str) -> StringConstraints:
    """What the id of a resource of EC2 looks like: `vpc-0a1b2c3d`."""
    return StringConstraints(pattern=rf"^{prefix}-[0-9a-f]{{8,17}}$")


Name = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$")]
HostName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Cidr = Annotated[str, AfterValidator(_cidr)]
Path = Annotated[str, AfterValidator(_path)]
ListenerPort = Annotated[int, AfterValidator(_listener_port)]
Certificate = Annotated[str, arn("acm")]
Key = Annotated[str, arn("kms")]
Topic = Annotated[str, arn("sns")]
HostedZone = Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]+$")]
VpcId = Annotated[str, aws_id("vpc")]
SubnetId = Annotated[str, aws_id("subnet")]
GroupId = Annotated[str, aws_id("sg")]
EndpointId = Annotated[str, aws_id("vpce")]
PrefixListId = Annotated[str, aws_id("pl")]
RouteTableId = Annotated[str, aws_id("rtb")]
GatewayId = Annotated[str, aws_id("(tgw|vgw)")]
