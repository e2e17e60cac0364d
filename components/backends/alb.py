"""Services on Fargate behind an Application Load Balancer, with or without a Network Load Balancer in front of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..load_balancer import TLS_POLICY, LoadBalancer, LoadBalancerArgs, access_logs, going_with, health_check
from ..naming import LOAD_BALANCER, fit
from ..origins import made_from
from ..settings.containers import HealthSettings, TargetSettings
from ..shapes import BalancerArgs, Front, Intake, Observed
from .admission import admit
from .fargate import service
from .site import Built, Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..settings.backends import AlbBackend, RuleSettings

ALIVE = "/.well-known/load-balancer"


@dataclass(frozen=True, kw_only=True)
class ApplicationLoadBalancerArgs(BalancerArgs):
    """Arguments of ApplicationLoadBalancer, which stands in two zones or more."""

    services: Mapping[str, TargetSettings]
    """The services, by name: the port of each one's targets, and how one is found to work."""

    rules: Mapping[str, RuleSettings]
    """Which requests go where, by name. What fits no rule is answered with 404."""


class ApplicationLoadBalancer(pulumi.ComponentResource):
    """An internal Application Load Balancer, which answers `/.well-known/load-balancer` itself: for health checks."""

    arn: Output[str]
    """The ARN of the load balancer."""

    group_id: Output[str]
    """The security group of the balancer's nodes. Whoever calls it adds a rule."""

    front: Front
    """The listener, for a VPC link of the second kind."""

    listener: aws.lb.Listener
    """The same, for what has to wait for it."""

    intakes: Mapping[str, Intake]
    """The target groups, by service."""

    observed: Mapping[str, Observed]
    """What to watch, by service."""

    def __init__(self, name: str, args: ApplicationLoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:ApplicationLoadBalancer", name, None, opts)
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-alb",
            vpc_id=args.subnets.vpc_id,
            description=f"Nodes of the load balancer {name}",
            tags={"Name": f"{name}-alb"},
            opts=child,
        )
        secure = args.certificate is not None
        balancer = aws.lb.LoadBalancer(
            fit(f"{name}-alb", LOAD_BALANCER),
            internal=True,
            load_balancer_type="application",
            subnets=args.subnets.ids,
            security_groups=[group.id],
            drop_invalid_header_fields=True,
            preserve_host_header=True,
            enable_deletion_protection=args.protection.protected,
            access_logs=access_logs(name, args.log_bucket),
            tags={"Name": f"{name}-alb"},
            opts=child,
        )
        listener = aws.lb.Listener(
            f"{name}-alb-{args.listener_port}",
            load_balancer_arn=balancer.arn,
            port=args.listener_port,
            protocol="HTTPS" if secure else "HTTP",
            certificate_arn=args.certificate,
            ssl_policy=TLS_POLICY if secure else None,
            default_actions=[_answer("404")],
            opts=child,
        )
        self.arn, self.group_id = balancer.arn, group.id
        self._targets: dict[str, aws.lb.TargetGroup] = {}
        for key, targets in args.services.items():
            with made_from("services", key):
                self._targets[key] = self._target_group(f"{name}-{key}", targets, args, balancer)
        rules = self._rules(name, listener, args)
        self.front = Front(
            balancer_arn=balancer.arn,
            listener_arn=listener.arn,
            group_id=group.id,
            port=args.listener_port,
            secure=secure,
        )
        self.listener = listener
        self.intakes = {
            key: Intake(
                target_group_arn=self._targets[key].arn,
                port=targets.port,
                health_port=targets.health_port,
                group_id=group.id,
                source_cidrs=args.subnets.cidrs,
                ready=rules,
            )
            for key, targets in args.services.items()
        }
        self.observed = {
            key: Observed(kind="ApplicationELB", load_balancer=balancer.arn_suffix, target_group=group.arn_suffix)
            for key, group in self._targets.items()
        }
        self.register_outputs({"arn": self.arn, "groupId": self.group_id})

    def _target_group(
        self, name: str, targets: TargetSettings, args: ApplicationLoadBalancerArgs, balancer: aws.lb.LoadBalancer
    ) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            fit(f"{name}-targets", LOAD_BALANCER),
            vpc_id=args.subnets.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=targets.port,
            deregistration_delay=30,
            health_check={
                **health_check(targets.health),
                "protocol": "HTTP",
                "path": targets.health.path or "/",
                "timeout": 4,
            },
            tags={"Name": f"{name}-targets"},
            opts=going_with(balancer, self),
        )

    def _rules(
        self, name: str, listener: aws.lb.Listener, args: ApplicationLoadBalancerArgs
    ) -> list[aws.lb.ListenerRule]:
        alive = aws.lb.ListenerRule(
            f"{name}-alive",
            listener_arn=listener.arn,
            priority=1,
            conditions=[{"path_pattern": {"values": [ALIVE]}}],
            actions=[_answer("200")],
            opts=ResourceOptions(parent=self),
        )
        return [alive, *(self._rule(name, key, rule, listener) for key, rule in args.rules.items())]

    def _rule(self, name: str, key: str, rule: RuleSettings, listener: aws.lb.Listener) -> aws.lb.ListenerRule:
        with made_from("rules", key):
            return aws.lb.ListenerRule(
                f"{name}-rule-{key}",
                listener_arn=listener.arn,
                priority=rule.priority,
                conditions=_conditions(rule),
                actions=[self._forward(rule.weights)],
                opts=ResourceOptions(parent=self),
            )

    def _forward(self, weights: Mapping[str, int]) -> aws.lb.ListenerRuleActionArgsDict:
        if len(weights) == 1:
            return {"type": "forward", "target_group_arn": self._targets[next(iter(weights))].arn}
        groups: list[aws.lb.ListenerRuleActionForwardTargetGroupArgsDict] = [
            {"arn": self._targets[key].arn, "weight": weight} for key, weight in weights.items()
        ]
        return {"type": "forward", "forward": {"target_groups": groups}}


def _answer(status: str) -> aws.lb.ListenerDefaultActionArgsDict:
    return {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": status}}


def _conditions(rule: RuleSettings) -> list[aws.lb.ListenerRuleConditionArgsDict]:
    conditions: list[aws.lb.ListenerRuleConditionArgsDict] = []
    if rule.hosts:
        conditions.append({"host_header": {"values": list(rule.hosts)}})
    if rule.paths:
        conditions.append({"path_pattern": {"values": list(rule.paths)}})
    return conditions


def build(name: str, backend: AlbBackend, site: Site, opts: ResourceOptions) -> Built:
    """An Application Load Balancer and its services; for a VPC link of the first kind also what stands before it."""
    alb = ApplicationLoadBalancer(
        name,
        ApplicationLoadBalancerArgs(
            subnets=site.place.tier("balancer"),
            listener_port=backend.listener.number,
            certificate=backend.listener.certificate,
            services=backend.services,
            rules=backend.rules,
            protection=site.operations,
            log_bucket=site.operations.log_bucket,
        ),
        opts,
    )
    for key, container in backend.services.items():
        with made_from("services", key):
            service(f"{name}-{key}", container, site, alb.intakes[key], opts)
    front = alb.front if backend.link == "v2" else _through_network_balancer(name, alb, site, opts)
    return Built(front=front, observed=alb.observed)


def _through_network_balancer(name: str, alb: ApplicationLoadBalancer, site: Site, opts: ResourceOptions) -> Front:
    """A Network Load Balancer whose only target is the other one; its port leads to the same port there."""
    port, secure = alb.front.port, alb.front.secure
    network = LoadBalancer(
        name,
        LoadBalancerArgs(
            subnets=site.place.tier("balancer"),
            listener_port=port,
            target_type="alb",
            targets=TargetSettings(port=port, health=HealthSettings(path=ALIVE)),
            secure_health=secure,
            protection=site.operations,
        ),
        opts,
    )
    child = ResourceOptions(parent=network)
    admit(name, network.intake, alb.group_id, child)
    aws.lb.TargetGroupAttachment(
        f"{name}-alb",
        target_group_arn=network.target_group_arn,
        target_id=alb.arn,
        port=port,
        # A target group takes no balancer that does not listen yet.
        opts=ResourceOptions(parent=network, depends_on=[alb.listener]),
    )
    return replace(network.front, secure=secure)
