"""An internal Network Load Balancer for one backend: security group, target group, listener."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import LOAD_BALANCER, fit
from .shapes import Front, HealthArgs, Intake, Observed, SubnetArgs

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


class LoadBalancerArgs(TypedDict):
    """Arguments of LoadBalancer."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the balancer's nodes, by zone."""

    listener_port: int
    """The port that the API calls: 80, 443 or above 1024."""

    certificate: NotRequired[Input[str] | None]
    """The ARN of the certificate with which the listener ends TLS; without it the listener is plain TCP."""

    target_type: str
    """What is registered: `ip`, `instance` or `alb`."""

    target_port: int
    """The port that targets listen to."""

    health: HealthArgs
    """How the balancer finds out whether a target works."""

    protected: NotRequired[bool]
    """Whether AWS refuses to delete the balancer; default false."""

    log_bucket: NotRequired[str | None]
    """The bucket for access logs, which only TLS listeners write."""


class LoadBalancer(pulumi.ComponentResource):
    """An internal Network Load Balancer for a VPC link: its security group does not judge PrivateLink traffic."""

    arn: Output[str]
    """The ARN of the load balancer."""

    group_id: Output[str]
    """The security group of the balancer's nodes. Whoever registers targets adds the way to them."""

    target_group_arn: Output[str]
    """The ARN of the target group."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:LoadBalancer", name, None, opts)
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-nlb",
            vpc_id=args["vpc_id"],
            description=f"Nodes of the load balancer {name}",
            tags={"Name": f"{name}-nlb"},
            opts=child,
        )
        balancer = self._balancer(name, group.id, args)
        targets = self._targets(name, args)
        certificate, port = args.get("certificate"), args["listener_port"]
        listener = aws.lb.Listener(
            f"{name}-{port}",
            load_balancer_arn=balancer.arn,
            port=port,
            protocol="TLS" if certificate else "TCP",
            certificate_arn=certificate,
            ssl_policy=TLS_POLICY if certificate else None,
            default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
            opts=child,
        )
        self.arn, self.group_id, self.target_group_arn = balancer.arn, group.id, targets.arn
        self.front = Front(balancer.arn, listener.arn, group.id, port, bool(certificate))
        self.intake = Intake(
            target_group_arn=targets.arn,
            target_group_suffix=targets.arn_suffix,
            port=args["target_port"],
            health_port=args["health"].get("port") or args["target_port"],
            group_id=group.id,
            source_cidrs={zone: subnet["cidr"] for zone, subnet in args["subnets"].items()},
            ready=[listener],
        )
        self.observed = Observed("NetworkELB", balancer.arn_suffix, targets.arn_suffix)
        self.register_outputs({"arn": self.arn, "groupId": self.group_id, "targetGroupArn": self.target_group_arn})

    def _balancer(self, name: str, group: Output[str], args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        # API Gateway's addresses are not known to anybody, so a rule that would let them in cannot be written:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html
        return aws.lb.LoadBalancer(
            fit(f"{name}-nlb", LOAD_BALANCER),
            internal=True,
            load_balancer_type="network",
            subnets=[subnet["id"] for subnet in args["subnets"].values()],
            security_groups=[group],
            enforce_security_group_inbound_rules_on_private_link_traffic="off",
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=args.get("protected", False),
            access_logs=access_logs(name, args.get("log_bucket") if args.get("certificate") else None),
            tags={"Name": f"{name}-nlb"},
            opts=ResourceOptions(parent=self),
        )

    def _targets(self, name: str, args: LoadBalancerArgs) -> aws.lb.TargetGroup:
        health, kind = args["health"], args["target_type"]
        path = health.get("path")
        return aws.lb.TargetGroup(
            fit(f"{name}-targets", LOAD_BALANCER),
            vpc_id=args["vpc_id"],
            target_type=kind,
            protocol="TCP",
            port=args["target_port"],
            # Of addresses outside the VPC the client's address could not be kept, and PrivateLink never keeps it:
            # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
            preserve_client_ip="false" if kind == "ip" else None,
            deregistration_delay=None if kind == "alb" else 30,
            health_check={
                "enabled": True,
                "protocol": ("HTTPS" if health.get("secure") else "HTTP") if path else "TCP",
                "port": str(health.get("port") or "traffic-port"),
                "path": path,
                "interval": health.get("interval", 10),
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags={"Name": f"{name}-targets"},
            opts=ResourceOptions(parent=self),
        )


def access_logs(name: str, bucket: str | None) -> aws.lb.LoadBalancerAccessLogsArgsDict | None:
    """Access logs in a bucket, below the balancer's name."""
    return {"bucket": bucket, "prefix": name, "enabled": True} if bucket else None
