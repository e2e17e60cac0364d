"""An internal Network Load Balancer for one backend: security group, target group, listener."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import LOAD_BALANCER, fit
from .shapes import SubnetArgs


class HealthArgs(TypedDict):
    """How the balancer finds out whether a target works."""

    path: NotRequired[str | None]
    """The path asked for by HTTP; without it the check is that a TCP connection opens."""

    port: NotRequired[int | None]
    """The port asked, where it differs from the port of the requests."""

    interval: NotRequired[int]
    """Seconds between two checks; default 10."""


class LoadBalancerArgs(TypedDict):
    """Arguments of LoadBalancer."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the balancer's nodes, by zone."""

    listener_port: int
    """The port that the API calls: 80, 443 or above 1024."""

    target_type: str
    """What is registered: `ip`, `instance` or `alb`."""

    target_port: int
    """The port that targets listen to."""

    health: HealthArgs
    """How the balancer finds out whether a target works."""


class LoadBalancer(pulumi.ComponentResource):
    """An internal Network Load Balancer for a VPC link: its security group does not judge PrivateLink traffic."""

    arn: Output[str]
    """The ARN of the load balancer."""

    arn_suffix: Output[str]
    """The load balancer's name in CloudWatch's dimensions."""

    group_id: Output[str]
    """The security group of the balancer's nodes. Whoever registers targets adds the way to them."""

    target_group_arn: Output[str]
    """The ARN of the target group."""

    target_group_suffix: Output[str]
    """The target group's name in CloudWatch's dimensions."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:LoadBalancer", name, None, opts)
        child = ResourceOptions(parent=self)
        self.port = args["listener_port"]
        self.target_port = args["target_port"]
        self.health_port = args["health"].get("port") or args["target_port"]
        self.source_cidrs = {zone: subnet["cidr"] for zone, subnet in args["subnets"].items()}
        group = aws.ec2.SecurityGroup(
            f"{name}-nlb",
            vpc_id=args["vpc_id"],
            description=f"Nodes of the load balancer {name}",
            tags={"Name": f"{name}-nlb"},
            opts=child,
        )
        self.group_id = group.id
        # API Gateway's addresses are not known to anybody, so a rule that would let them in cannot be written:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html
        balancer = aws.lb.LoadBalancer(
            fit(f"{name}-nlb", LOAD_BALANCER),
            internal=True,
            load_balancer_type="network",
            subnets=[subnet["id"] for subnet in args["subnets"].values()],
            security_groups=[group.id],
            enforce_security_group_inbound_rules_on_private_link_traffic="off",
            enable_cross_zone_load_balancing=True,
            tags={"Name": f"{name}-nlb"},
            opts=child,
        )
        self.arn, self.arn_suffix = balancer.arn, balancer.arn_suffix
        targets = self._targets(name, args)
        self.target_group_arn, self.target_group_suffix = targets.arn, targets.arn_suffix
        self.listener = aws.lb.Listener(
            f"{name}-{self.port}",
            load_balancer_arn=balancer.arn,
            port=self.port,
            protocol="TCP",
            default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
            opts=child,
        )
        self.register_outputs(
            {
                "arn": self.arn,
                "arnSuffix": self.arn_suffix,
                "groupId": self.group_id,
                "targetGroupArn": self.target_group_arn,
                "targetGroupSuffix": self.target_group_suffix,
            }
        )

    def _targets(self, name: str, args: LoadBalancerArgs) -> aws.lb.TargetGroup:
        health = args["health"]
        path = health.get("path")
        return aws.lb.TargetGroup(
            fit(f"{name}-targets", LOAD_BALANCER),
            vpc_id=args["vpc_id"],
            target_type=args["target_type"],
            protocol="TCP",
            port=args["target_port"],
            deregistration_delay=30,
            health_check={
                "enabled": True,
                "protocol": "HTTP" if path else "TCP",
                "port": str(health.get("port") or "traffic-port"),
                "path": path,
                "interval": health.get("interval", 10),
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags={"Name": f"{name}-targets"},
            opts=ResourceOptions(parent=self),
        )
