"""An internal Application Load Balancer over several services."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .load_balancer import TLS_POLICY, access_logs
from .naming import LOAD_BALANCER, fit
from .shapes import Front, HealthArgs, Intake, Observed, SubnetArgs

ALIVE = "/.well-known/load-balancer"


class ServiceArgs(TypedDict):
    """A service behind the balancer."""

    port: int
    """The port that its targets listen to."""

    health: HealthArgs
    """How the balancer finds out whether a target works."""


class RuleArgs(TypedDict):
    """Which requests go to which service."""

    priority: int
    """The lowest number that fits decides; 2 to 50000."""

    paths: NotRequired[Sequence[str]]
    """Paths, with `*` for anything."""

    hosts: NotRequired[Sequence[str]]
    """Host headers, with `*` for anything."""

    weights: Mapping[str, int]
    """The services, and how much of the traffic each gets."""


class ApplicationLoadBalancerArgs(TypedDict):
    """Arguments of ApplicationLoadBalancer."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the balancer's nodes, by zone: two or more."""

    listener_port: int
    """The port that it listens to."""

    certificate: NotRequired[Input[str] | None]
    """The ARN of the certificate with which the listener ends TLS; without it the listener speaks HTTP."""

    services: Mapping[str, ServiceArgs]
    """The services, by name."""

    rules: Mapping[str, RuleArgs]
    """Which requests go where, by name. What fits no rule is answered with 404."""

    protected: NotRequired[bool]
    """Whether AWS refuses to delete the balancer; default false."""

    log_bucket: NotRequired[str | None]
    """The bucket for access logs; none by default."""


class ApplicationLoadBalancer(pulumi.ComponentResource):
    """An internal Application Load Balancer, which answers `/.well-known/load-balancer` itself: for health checks."""

    arn: Output[str]
    """The ARN of the load balancer."""

    group_id: Output[str]
    """The security group of the balancer's nodes. Whoever calls it adds a rule."""

    def __init__(self, name: str, args: ApplicationLoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:ApplicationLoadBalancer", name, None, opts)
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-alb",
            vpc_id=args["vpc_id"],
            description=f"Nodes of the load balancer {name}",
            tags={"Name": f"{name}-alb"},
            opts=child,
        )
        certificate = args.get("certificate")
        balancer = aws.lb.LoadBalancer(
            fit(f"{name}-alb", LOAD_BALANCER),
            internal=True,
            load_balancer_type="application",
            subnets=[subnet["id"] for subnet in args["subnets"].values()],
            security_groups=[group.id],
            drop_invalid_header_fields=True,
            preserve_host_header=True,
            enable_deletion_protection=args.get("protected", False),
            access_logs=access_logs(name, args.get("log_bucket")),
            tags={"Name": f"{name}-alb"},
            opts=child,
        )
        listener = aws.lb.Listener(
            f"{name}-alb-{args['listener_port']}",
            load_balancer_arn=balancer.arn,
            port=args["listener_port"],
            protocol="HTTPS" if certificate else "HTTP",
            certificate_arn=certificate,
            ssl_policy=TLS_POLICY if certificate else None,
            default_actions=[_answer("404")],
            opts=child,
        )
        self.arn, self.group_id = balancer.arn, group.id
        self._targets = {
            key: self._target_group(f"{name}-{key}", service, args) for key, service in args["services"].items()
        }
        rules = self._rules(name, listener, args)
        self.front = Front(balancer.arn, listener.arn, group.id, args["listener_port"], bool(certificate))
        self.listener = listener
        self.intakes = {
            key: Intake(
                target_group_arn=self._targets[key].arn,
                target_group_suffix=self._targets[key].arn_suffix,
                port=service["port"],
                health_port=service["health"].get("port") or service["port"],
                group_id=group.id,
                source_cidrs={zone: subnet["cidr"] for zone, subnet in args["subnets"].items()},
                ready=rules,
            )
            for key, service in args["services"].items()
        }
        self.observed = {
            key: Observed("ApplicationELB", balancer.arn_suffix, targets.arn_suffix)
            for key, targets in self._targets.items()
        }
        self.register_outputs({"arn": self.arn, "groupId": self.group_id})

    def _target_group(self, name: str, service: ServiceArgs, args: ApplicationLoadBalancerArgs) -> aws.lb.TargetGroup:
        health = service["health"]
        return aws.lb.TargetGroup(
            fit(f"{name}-targets", LOAD_BALANCER),
            vpc_id=args["vpc_id"],
            target_type="ip",
            protocol="HTTP",
            port=service["port"],
            deregistration_delay=30,
            health_check={
                "enabled": True,
                "protocol": "HTTP",
                "port": str(health.get("port") or "traffic-port"),
                "path": health.get("path") or "/",
                "interval": health.get("interval", 10),
                "timeout": 4,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
            },
            tags={"Name": f"{name}-targets"},
            opts=ResourceOptions(parent=self),
        )

    def _rules(
        self, name: str, listener: aws.lb.Listener, args: ApplicationLoadBalancerArgs
    ) -> list[aws.lb.ListenerRule]:
        child = ResourceOptions(parent=self)
        alive = aws.lb.ListenerRule(
            f"{name}-alive",
            listener_arn=listener.arn,
            priority=1,
            conditions=[{"path_pattern": {"values": [ALIVE]}}],
            actions=[_answer("200")],
            opts=child,
        )
        return [
            alive,
            *(
                aws.lb.ListenerRule(
                    f"{name}-rule-{key}",
                    listener_arn=listener.arn,
                    priority=rule["priority"],
                    conditions=_conditions(rule),
                    actions=[self._forward(rule["weights"])],
                    opts=child,
                )
                for key, rule in args["rules"].items()
            ),
        ]

    def _forward(self, weights: Mapping[str, int]) -> aws.lb.ListenerRuleActionArgsDict:
        if len(weights) == 1:
            return {"type": "forward", "target_group_arn": self._targets[next(iter(weights))].arn}
        groups: list[aws.lb.ListenerRuleActionForwardTargetGroupArgsDict] = [
            {"arn": self._targets[key].arn, "weight": weight} for key, weight in weights.items()
        ]
        return {"type": "forward", "forward": {"target_groups": groups}}


def _answer(status: str) -> aws.lb.ListenerDefaultActionArgsDict:
    return {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": status}}


def _conditions(rule: RuleArgs) -> list[aws.lb.ListenerRuleConditionArgsDict]:
    conditions: list[aws.lb.ListenerRuleConditionArgsDict] = []
    if hosts := rule.get("hosts"):
        conditions.append({"host_header": {"values": list(hosts)}})
    if paths := rule.get("paths"):
        conditions.append({"path_pattern": {"values": list(paths)}})
    return conditions
