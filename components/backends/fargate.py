"""Containers on Fargate."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..logs import log_group
from ..shapes import EndpointAccessArgs, Intake, LogArgs, SubnetArgs
from .admission import admit
from .outbound import reach_aws
from .task import CONTAINER, TaskArgs, definition


class ScalingArgs(TypedDict):
    """How many tasks run: as many as it takes to keep the processors at a level."""

    minimum: int
    """As few as this."""

    maximum: int
    """As many as this."""

    cpu: int
    """The level, in per cent."""


class FargateArgs(TaskArgs):
    """Arguments of Fargate."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the tasks, by zone."""

    intake: Intake
    """The load balancer that the tasks are registered with; it decides their ports."""

    tasks: NotRequired[int]
    """How many tasks run; default 2."""

    scaling: NotRequired[ScalingArgs | None]
    """How the number of tasks follows the load; without it, it stays."""

    endpoints: NotRequired[EndpointAccessArgs | None]
    """How tasks reach AWS; without it through their subnets' way to the internet."""

    logs: NotRequired[LogArgs]
    """How the container's output is kept."""


class Fargate(pulumi.ComponentResource):
    """An ECS service on Fargate whose tasks are registered with a load balancer."""

    group_id: Output[str]
    """The security group of the tasks."""

    service_name: Output[str]
    """The name of the ECS service."""

    def __init__(self, name: str, args: FargateArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Fargate", name, None, opts)
        child = ResourceOptions(parent=self)
        intake = args["intake"]
        group = aws.ec2.SecurityGroup(
            f"{name}-tasks",
            vpc_id=args["vpc_id"],
            description=f"Tasks of {name}",
            tags={"Name": f"{name}-tasks"},
            opts=child,
        )
        self.group_id = group.id
        reach_aws(name, group.id, args.get("endpoints"), child)
        admit(name, intake, group.id, child)
        database = args.get("database")
        if database:
            database.admit(name, group.id, child)
        logs = log_group(f"{name}-tasks", args.get("logs", {}), child)
        task = definition(name, args, sorted({intake.port, intake.health_port}), logs, child)
        self.service_name = self._service(name, task, args).name
        self.register_outputs({"groupId": self.group_id, "serviceName": self.service_name})

    def _service(self, name: str, task: aws.ecs.TaskDefinition, args: FargateArgs) -> aws.ecs.Service:
        intake, scaling = args["intake"], args.get("scaling")
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
            desired_count=args.get("tasks", 2),
            network_configuration={
                "subnets": [subnet["id"] for subnet in args["subnets"].values()],
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

    def _scale(self, name: str, service: Output[str], scaling: ScalingArgs) -> None:
        child = ResourceOptions(parent=self)
        target = aws.appautoscaling.Target(
            f"{name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=service,
            min_capacity=scaling["minimum"],
            max_capacity=scaling["maximum"],
            opts=child,
        )
        aws.appautoscaling.Policy(
            f"{name}-scaling",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration={
                "target_value": scaling["cpu"],
                "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
            },
            opts=child,
        )
