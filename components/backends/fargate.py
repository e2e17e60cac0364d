"""Containers on Fargate."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..load_balancer import LoadBalancer
from ..roles import partition, policy_output, service_role
from ..rules import Traffic, let_in, let_out
from ..shapes import SubnetArgs
from .admission import admit
from .images import repository_arn


class EndpointAccessArgs(TypedDict):
    """How tasks without a way to the internet reach AWS."""

    group_id: Input[str]
    """The security group of the interface endpoints."""

    s3_prefix_list_id: Input[str]
    """The prefix list of the S3 gateway endpoint."""


class FargateArgs(TypedDict):
    """Arguments of Fargate."""

    region: str
    """The AWS region of the service, for the log driver."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the tasks, by zone."""

    balancer: LoadBalancer
    """The load balancer that the tasks are registered with; it decides their ports."""

    image: str
    """The container image."""

    cpu: NotRequired[int]
    """CPU units of a task, 1024 for one vCPU; default 256."""

    memory: NotRequired[int]
    """Memory of a task in MiB; default 512."""

    tasks: NotRequired[int]
    """How many tasks run; default 2."""

    environment: NotRequired[Mapping[str, str]]
    """Environment variables of the container; no secrets."""

    endpoints: NotRequired[EndpointAccessArgs | None]
    """How tasks reach AWS; without it through their subnets' way to the internet."""

    log_retention: NotRequired[int]
    """Days that the container's output is kept; default 30."""


class Fargate(pulumi.ComponentResource):
    """An ECS service on Fargate whose tasks are registered with a load balancer."""

    group_id: Output[str]
    """The security group of the tasks."""

    service_name: Output[str]
    """The name of the ECS service."""

    def __init__(self, name: str, args: FargateArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Fargate", name, None, opts)
        child = ResourceOptions(parent=self)
        balancer = args["balancer"]
        self.group_id = self._group(name, args)
        admit(name, balancer, self.group_id, child)
        logs = aws.cloudwatch.LogGroup(f"{name}-tasks", retention_in_days=args.get("log_retention", 30), opts=child)
        task = self._task(name, args, logs)
        cluster = aws.ecs.Cluster(
            f"{name}-cluster", settings=[{"name": "containerInsights", "value": "enabled"}], opts=child
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
                    "target_group_arn": balancer.target_group_arn,
                    "container_name": "backend",
                    "container_port": balancer.target_port,
                }
            ],
            health_check_grace_period_seconds=60,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            propagate_tags="SERVICE",
            # ECS refuses a target group that no listener uses yet.
            opts=ResourceOptions(parent=self, depends_on=[balancer.listener]),
        )
        self.service_name = service.name
        self.register_outputs({"groupId": self.group_id, "serviceName": self.service_name})

    def _group(self, name: str, args: FargateArgs) -> Output[str]:
        """The tasks' security group, which lets them out to AWS: images, logs, secrets."""
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-tasks",
            vpc_id=args["vpc_id"],
            description=f"Tasks of {name}",
            tags={"Name": f"{name}-tasks"},
            opts=child,
        )
        endpoints = args.get("endpoints")
        if endpoints is None:
            anywhere = Traffic(443, "Images, logs and AWS services")
            let_out(f"{name}-to-internet", group.id, {"cidr_ipv4": "0.0.0.0/0"}, anywhere, child)
            return group.id
        services = endpoints["group_id"]
        use = Traffic(443, "Images and logs through endpoints")
        let_out(f"{name}-to-services", group.id, {"referenced_security_group_id": services}, use, child)
        let_in(
            f"{name}-services-from-tasks",
            services,
            {"referenced_security_group_id": group.id},
            Traffic(443, f"Tasks of {name}"),
            child,
        )
        storage = endpoints["s3_prefix_list_id"]
        let_out(f"{name}-to-s3", group.id, {"prefix_list_id": storage}, Traffic(443, "Layers of images"), child)
        return group.id

    def _task(self, name: str, args: FargateArgs, logs: aws.cloudwatch.LogGroup) -> aws.ecs.TaskDefinition:
        child = ResourceOptions(parent=self)
        balancer = args["balancer"]
        execution = service_role(f"{name}-execution", "ecs-tasks.amazonaws.com", child)
        aws.iam.RolePolicy(f"{name}-execution", role=execution.id, policy=policy_output(_start(args, logs)), opts=child)
        container: dict[str, Any] = {
            "name": "backend",
            "image": args["image"],
            "essential": True,
            "portMappings": [{"containerPort": port, "protocol": "tcp"} for port in _ports(balancer)],
            "environment": [
                {"name": key, "value": value} for key, value in sorted(args.get("environment", {}).items())
            ],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": logs.name,
                    "awslogs-region": args["region"],
                    "awslogs-stream-prefix": "backend",
                },
            },
        }
        return aws.ecs.TaskDefinition(
            f"{name}-task",
            family=name,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(args.get("cpu", 256)),
            memory=str(args.get("memory", 512)),
            execution_role_arn=execution.arn,
            task_role_arn=service_role(f"{name}-task", "ecs-tasks.amazonaws.com", child).arn,
            container_definitions=Output.json_dumps([container]),
            opts=child,
        )


def _ports(balancer: LoadBalancer) -> list[int]:
    return sorted({balancer.target_port, balancer.health_port})


def _start(args: FargateArgs, logs: aws.cloudwatch.LogGroup) -> list[dict[str, Any]]:
    """What starting a task takes: pulling its image and writing its log."""
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": Output.concat(logs.arn, ":*"),
        }
    ]
    repository = repository_arn(args["image"], partition(args["region"]))
    if repository is not None:
        # The token names no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
        statements.append({"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"})
        statements.append(
            {
                "Effect": "Allow",
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "Resource": repository,
            }
        )
    return statements
