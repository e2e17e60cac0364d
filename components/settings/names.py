"""The kinds of plain values that settings are made of."""

from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated

from pydantic import AfterValidator, Field

from .arn import Arn
from .base import BrokenRuleError
from .form import Form


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


def aws_id(kind: str, what: str) -> Form:
    """What the id of a resource of EC2 looks like: `vpc-0a1b2c3d`."""
    return Form(
        f"the id of {what}",
        rf"{kind}-[0-9a-f]{{8,17}}",
        f"{kind.strip('()').replace('|', ' or ')} and a hyphen, then 8 to 17 of 0 to 9 and a to f",
    )


NAME = Form(
    "a name",
    "[a-z]([a-z0-9-]{0,38}[a-z0-9])?",
    "up to 40 lower-case letters, digits and hyphens, of which the first is a letter and the last no hyphen",
)
Name = Annotated[str, NAME]
Label = Annotated[
    str,
    Form(
        "a label",
        "[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?",
        "up to 20 lower-case letters, digits and hyphens, of which the first and the last are no hyphens",
    ),
]
HostName = Annotated[
    str, Form("a host name", r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "such as api.example.com, in lower case")
]
Port = Annotated[int, Field(ge=1, le=65535)]
Cidr = Annotated[str, AfterValidator(_cidr)]
Path = Annotated[str, AfterValidator(_path)]
ListenerPort = Annotated[int, AfterValidator(_listener_port)]
Certificate = Annotated[str, Arn("the ARN of a certificate", "acm", "certificate/[A-Za-z0-9-]+", "certificate/ID")]
# No alias: it grants nothing where a policy of IAM names it.
# https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
Key = Annotated[str, Arn("the ARN of a key", "kms", "key/[A-Za-z0-9-]+", "key/ID")]
Topic = Annotated[str, Arn("the ARN of a topic", "sns", r"[A-Za-z0-9_-]{1,256}(\.fifo)?", "NAME")]
# https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html: those of CloudFront are of `global`.
WebAcl = Annotated[
    str,
    Arn(
        "the ARN of a regional web ACL",
        "wafv2",
        "regional/webacl/[A-Za-z0-9_-]{1,128}/[A-Za-z0-9-]+",
        "regional/webacl/NAME/ID",
    ),
]
HostedZone = Annotated[str, Form("the id of a hosted zone", "Z[A-Z0-9]+", "such as Z0123456789ABCDEFGHIJ")]
VpcId = Annotated[str, aws_id("vpc", "a VPC")]
SubnetId = Annotated[str, aws_id("subnet", "a subnet")]
GroupId = Annotated[str, aws_id("sg", "a security group")]
EndpointId = Annotated[str, aws_id("vpce", "an endpoint")]
PrefixListId = Annotated[str, aws_id("pl", "a prefix list")]
RouteTableId = Annotated[str, aws_id("rtb", "a route table")]
GatewayId = Annotated[str, aws_id("(tgw|vgw)", "a transit gateway or a VPN gateway")]
