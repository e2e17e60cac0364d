"""VPC links: how API Gateway reaches a load balancer inside a VPC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..naming import COMMON, fit
from ..rules import Traffic, let_in, let_out

if TYPE_CHECKING:
    from ..shapes import Front, Subnets


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """What an integration needs of a backend."""

    link_id: Output[str]
    """The VPC link."""

    origin: str
    """Scheme, host and port: `http://orders.internal.example.com:80`. The host is sent as Host header."""

    front: Front
    """The listener behind the link."""

    second: bool
    """Whether the link is of the second kind, so that an integration has to say which load balancer is meant."""


@dataclass(frozen=True, kw_only=True)
class VpcLinkArgs:
    """Arguments of VpcLink."""

    front: Front
    """The listener of a Network Load Balancer. No other link or endpoint service may use the balancer."""

    host: str
    """The Host header that the backend sees."""


class VpcLink(pulumi.ComponentResource):
    """A VPC link of the first kind: PrivateLink to one Network Load Balancer, for REST APIs."""

    link_id: Output[str]
    """The id of the link."""

    upstream: Upstream
    """The link and what lies behind it, for routes."""

    def __init__(self, name: str, args: VpcLinkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:VpcLink", name, None, opts)
        link = aws.apigateway.VpcLink(
            f"{name}-link",
            target_arn=args.front.balancer_arn,
            tags={"Name": f"{name}-link"},
            opts=ResourceOptions(parent=self),
        )
        self.link_id = link.id
        self.upstream = Upstream(link_id=link.id, origin=_origin(args), front=args.front, second=False)
        self.register_outputs({"linkId": self.link_id})


@dataclass(frozen=True, kw_only=True)
class VpcLinkV2Args(VpcLinkArgs):
    """Arguments of VpcLinkV2: its front may also be an Application Load Balancer."""

    subnets: Subnets
    """Where the link's network interfaces stand."""


class VpcLinkV2(pulumi.ComponentResource):
    """A VPC link of the second kind: network interfaces in the VPC, for REST and HTTP APIs and any load balancer."""

    link_id: Output[str]
    """The id of the link."""

    upstream: Upstream
    """The link and what lies behind it, for routes."""

    def __init__(self, name: str, args: VpcLinkV2Args, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:VpcLinkV2", name, None, opts)
        child = ResourceOptions(parent=self)
        front = args.front
        group = aws.ec2.SecurityGroup(
            f"{name}-link",
            vpc_id=args.subnets.vpc_id,
            description=f"VPC link to {name}",
            tags={"Name": f"{name}-link"},
            opts=child,
        )
        requests = Traffic(front.port, "Requests of API Gateway")
        let_out(f"{name}-link-to", group.id, {"referenced_security_group_id": front.group_id}, requests, child)
        let_in(f"{name}-from-link", front.group_id, {"referenced_security_group_id": group.id}, requests, child)
        link = aws.apigatewayv2.VpcLink(
            fit(f"{name}-link", COMMON),
            subnet_ids=args.subnets.ids,
            security_group_ids=[group.id],
            tags={"Name": f"{name}-link"},
            opts=child,
        )
        self.link_id = link.id
        self.upstream = Upstream(link_id=link.id, origin=_origin(args), front=front, second=True)
        self.register_outputs({"linkId": self.link_id})


def _origin(args: VpcLinkArgs) -> str:
    return f"{'https' if args.front.secure else 'http'}://{args.host}:{args.front.port}"
