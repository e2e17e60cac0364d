"""VPC links: how API Gateway reaches a load balancer inside a VPC."""

from dataclasses import dataclass
from typing import TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..load_balancer import LoadBalancer


@dataclass(frozen=True)
class Upstream:
    """What an integration needs of a backend."""

    link_id: Output[str]
    """The VPC link."""

    origin: str
    """Scheme, host and port: `http://orders.internal.example.com:80`. The host is sent as Host header."""


class VpcLinkArgs(TypedDict):
    """Arguments of VpcLink."""

    balancer: LoadBalancer
    """The Network Load Balancer. No other link or endpoint service may use it."""

    host: str
    """The Host header that the backend sees."""


class VpcLink(pulumi.ComponentResource):
    """A VPC link of the first kind: PrivateLink to one Network Load Balancer, for REST APIs."""

    link_id: Output[str]
    """The id of the link."""

    def __init__(self, name: str, args: VpcLinkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:VpcLink", name, None, opts)
        balancer = args["balancer"]
        link = aws.apigateway.VpcLink(
            f"{name}-link",
            target_arn=balancer.arn,
            tags={"Name": f"{name}-link"},
            opts=ResourceOptions(parent=self),
        )
        self.link_id = link.id
        self.upstream = Upstream(link.id, f"http://{args['host']}:{balancer.port}")
        self.register_outputs({"linkId": self.link_id})
