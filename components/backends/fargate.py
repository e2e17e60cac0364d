"""Containers on Fargate, registered with a load balancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from ..logs import log_group
from ..shapes import Intake, LoggedArgs
from .site import Built, Site, balancer
from .targets import group_of
from .task import CONTAINER, TaskArgs, definition

if TYPE_CHECKING:
    from ..settings.backends import FargateBackend
    from ..settings.containers import ContainerSettings, ScalingSettings


@dataclass(frozen=True, kw_only=True)
class FargateArgs(TaskArgs, LoggedArgs):
    """Arguments of Fargate."""


class Fargate(pulumi.ComponentResource):
    """An ECS service on Fargate whose tasks are registered with a load balancer."""

    group_id: Output[str]
    """The security group of the tasks."""

    service_name: Output[str]
    """The name of the ECS service."""

    def __init__(self, name: str, args: FargateArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Fargate", name, None, opts)
        child = ResourceOptions(parent=self)
        self.group_id = group_of(name, "tasks", args, child)
        logs = log_group(f"{name}-tasks", args, child)
        task = definition(name, args, sorted({args.intake.port, args.intake.health_port}), logs, child)
        self.service_name = self._service(name, task, args).name
        self.register_outputs({"groupId": self.group_id, "serviceName": self.service_name})

    def _service(self, name: str, task: aws.ecs.TaskDefinition, args: FargateArgs) -> aws.ecs.Service:
        intake, scaling = args.intake, args.settings.scaling
        cluster = aws.ecs.Cluster(
            f"{name}-cluster",
            settings=[{"name": "containerInsights", "value": "enabled"}],
            opts=ResourceOptions(parent=self),
        )
        service = aws.ecs.Service(
            f"{name}-service",
            cluster=cluster.arn,
            launch_type="FARGATE",
            task_definition=task.arn,
            desired_count=args.settings.tasks,
            network_configuration={
                "subnets": args.subnets.ids,
                "security_groups": [self.group_id],
                "assign_public_ip": False,
            },
            load_balancers=[
                {
                    "target_group_arn": intake.target_group_arn,
                    "container_name": CONTAINER,
                    "container_port": intake.port,
                }
            ],
            health_check_grace_period_seconds=60,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            propagate_tags="SERVICE",
            # ECS refuses a target group that no listener uses yet. What autoscaling has chosen is kept.
            opts=ResourceOptions(
                parent=self, depends_on=list(intake.ready), ignore_changes=["desiredCount"] if scaling else None
            ),
        )
        if scaling:
            self._scale(name, Output.concat("service/", cluster.name, "/", service.name), scaling)
        return service

    def _scale(self, name: str, service: Output[str], scaling: ScalingSettings) -> None:
        child = ResourceOptions(parent=self)
        target = aws.appautoscaling.Target(
            f"{name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=service,
            min_capacity=scaling.minimum,
            max_capacity=scaling.maximum,
            opts=child,
        )
        aws.appautoscaling.Policy(
            f"{name}-scaling",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration={
                "target_value": scaling.cpu,
                "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
            },
            opts=child,
        )


def build(name: str, backend: FargateBackend, site: Site, opts: ResourceOptions) -> Built:
    """A Network Load Balancer and a service."""
    front = balancer(name, backend, "ip", backend, site, opts)
    service(name, backend, site, front.intake, opts)
    return Built(front=front.front, observed={"": front.observed})


def service(name: str, container: ContainerSettings, site: Site, intake: Intake, opts: ResourceOptions) -> Fargate:
    """A service that registers with a load balancer's intake."""
    return Fargate(
        name,
        FargateArgs(
            settings=container,
            region=site.region,
            image=container.image,
            environment=container.environment,
            database=site.database(container.database),
            subnets=site.place.tier("application"),
            intake=intake,
            endpoints=site.endpoints,
            logs=site.operations,
            key=site.operations.key,
        ),
        ResourceOptions(parent=opts.parent, depends_on=list(site.ready)),
    )
