"""An internal Network Load Balancer for one backend: security group, target group, listener."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import LOAD_BALANCER, fit
from .shapes import BalancerArgs, Front, Intake, Observed

if TYPE_CHECKING:
    from .settings.containers import HealthSettings, TargetSettings

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs(BalancerArgs):
    """Arguments of LoadBalancer. API Gateway calls 80, 443 and ports above 1024; only TLS listeners write logs."""

    target_type: Literal["ip", "instance", "alb"]
    """What is registered: addresses, instances, or an Application Load Balancer."""

    targets: TargetSettings
    """The port that targets listen to, and how the balancer finds out whether one works."""

    tls_through: bool = False
    """Whether targets end TLS. Without a certificate and this the listener is plain."""

    secure_health: bool = False
    """Whether the health check's path is asked for by HTTPS."""


class LoadBalancer(pulumi.ComponentResource):
    """An internal Network Load Balancer for a VPC link: its security group does not judge PrivateLink traffic."""

    arn: Output[str]
    """The ARN of the load balancer."""

    group_id: Output[str]
    """The security group of the balancer's nodes. Whoever registers targets adds the way to them."""

    target_group_arn: Output[str]
    """The ARN of the target group."""

    front: Front
    """The listener, for a VPC link."""

    intake: Intake
    """The target group, for targets."""

    observed: Observed
    """What to watch."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:LoadBalancer", name, None, opts)
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-nlb",
            vpc_id=args.subnets.vpc_id,
            description=f"Nodes of the load balancer {name}",
            tags={"Name": f"{name}-nlb"},
            opts=child,
        )
        balancer = self._balancer(name, group.id, args)
        targets = self._targets(name, args, balancer)
        ends = args.certificate is not None
        listener = aws.lb.Listener(
            f"{name}-{args.listener_port}",
            load_balancer_arn=balancer.arn,
            port=args.listener_port,
            protocol="TLS" if ends else "TCP",
            certificate_arn=args.certificate,
            ssl_policy=TLS_POLICY if ends else None,
            default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
            opts=child,
        )
        self.arn, self.group_id, self.target_group_arn = balancer.arn, group.id, targets.arn
        self.front = Front(
            balancer_arn=balancer.arn,
            listener_arn=listener.arn,
            group_id=group.id,
            port=args.listener_port,
            secure=ends or args.tls_through,
        )
        self.intake = Intake(
            target_group_arn=targets.arn,
            port=args.targets.port,
            health_port=args.targets.health_port,
            group_id=group.id,
            source_cidrs=args.subnets.cidrs,
            ready=[listener],
        )
        self.observed = Observed(kind="NetworkELB", load_balancer=balancer.arn_suffix, target_group=targets.arn_suffix)
        self.register_outputs({"arn": self.arn, "groupId": self.group_id, "targetGroupArn": self.target_group_arn})

    def _balancer(self, name: str, group: Output[str], args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        # API Gateway's addresses are not known to anybody, so a rule that would let them in cannot be written:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html
        return aws.lb.LoadBalancer(
            fit(f"{name}-nlb", LOAD_BALANCER),
            internal=True,
            load_balancer_type="network",
            subnets=args.subnets.ids,
            security_groups=[group],
            enforce_security_group_inbound_rules_on_private_link_traffic="off",
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=args.protection.protected,
            access_logs=None if args.certificate is None else access_logs(name, args.log_bucket),
            tags={"Name": f"{name}-nlb"},
            opts=ResourceOptions(parent=self),
        )

    def _targets(self, name: str, args: LoadBalancerArgs, balancer: aws.lb.LoadBalancer) -> aws.lb.TargetGroup:
        health = args.targets.health
        return aws.lb.TargetGroup(
            fit(f"{name}-targets", LOAD_BALANCER),
            vpc_id=args.subnets.vpc_id,
            target_type=args.target_type,
            protocol="TCP",
            port=args.targets.port,
            # Of addresses outside the VPC the client's address could not be kept, and PrivateLink never keeps it:
            # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
            preserve_client_ip="false" if args.target_type == "ip" else None,
            deregistration_delay=None if args.target_type == "alb" else 30,
            health_check={
                **health_check(health),
                "protocol": ("HTTPS" if args.secure_health else "HTTP") if health.path else "TCP",
                "path": health.path,
            },
            tags={"Name": f"{name}-targets"},
            opts=going_with(balancer, self),
        )


def going_with(balancer: aws.lb.LoadBalancer, parent: pulumi.Resource) -> ResourceOptions:
    """The options of a target group, which belongs to one load balancer: with a new one there has to be a new group.

    Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
    """
    return ResourceOptions(parent=parent, replace_with=[balancer])


def health_check(settings: HealthSettings) -> aws.lb.TargetGroupHealthCheckArgsDict:
    """What health checks of all target groups have."""
    return {
        "enabled": True,
        "port": str(settings.port or "traffic-port"),
        "interval": settings.interval,
        "healthy_threshold": 2,
        "unhealthy_threshold": 2,
    }


def access_logs(name: str, bucket: Input[str] | None) -> aws.lb.LoadBalancerAccessLogsArgsDict | None:
    """Access logs in a bucket, below the balancer's name."""
    return None if bucket is None else {"bucket": bucket, "prefix": name, "enabled": True}
