"""What a task runs: its definition, and the roles of its start and its work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..naming import COMMON, fit
from ..regions import partition
from ..roles import policy_output, service_role
from ..settings.containers import TaskSettings
from .images import repository_arn
from .targets import TargetsArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTAINER = "backend"
ROOT = "/"


@dataclass(frozen=True, kw_only=True)
class TaskArgs(TargetsArgs):
    """What a task runs."""

    settings: TaskSettings = field(default_factory=TaskSettings)
    """How large tasks are, and how many run."""

    image: Input[str]
    """The container image, also one that the program has just built."""

    environment: Mapping[str, Input[str]] = field(default_factory=dict)
    """Environment variables of the container, also what other resources tell; no secrets."""


def definition(
    name: str, args: TaskArgs, ports: list[int], logs: aws.cloudwatch.LogGroup, opts: ResourceOptions
) -> aws.ecs.TaskDefinition:
    """A task definition for Fargate with one container."""
    execution = service_role(f"{name}-execution", "ecs-tasks.amazonaws.com", opts)
    aws.iam.RolePolicy(
        fit(f"{name}-execution", COMMON), role=execution.id, policy=policy_output(_start(args, logs)), opts=opts
    )
    database = args.database
    environment = {**args.environment, **(database.environment if database else {})}
    writable = args.settings.writable
    # A volume that names nothing is empty, and goes with its task:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    volumes = {f"writable-{number}": folder for number, folder in enumerate(writable, start=1) if folder != ROOT}
    container: dict[str, Any] = {
        "name": CONTAINER,
        "image": args.image,
        "essential": True,
        "readonlyRootFilesystem": ROOT not in writable,
        "mountPoints": [{"sourceVolume": volume, "containerPath": folder} for volume, folder in volumes.items()],
        "portMappings": [{"containerPort": port, "protocol": "tcp"} for port in ports],
        "environment": [{"name": key, "value": value} for key, value in sorted(environment.items())],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": logs.name,
                "awslogs-region": args.region,
                "awslogs-stream-prefix": CONTAINER,
            },
        },
    }
    if database:
        container["secrets"] = [
            {"name": f"DATABASE_{what}", "valueFrom": Output.concat(database.secret_arn, f":{field}::")}
            for what, field in (("PASSWORD", "password"), ("USER", "username"))
        ]
    return aws.ecs.TaskDefinition(
        f"{name}-task",
        family=name,
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(args.settings.cpu),
        memory=str(args.settings.memory),
        execution_role_arn=execution.arn,
        task_role_arn=service_role(f"{name}-task", "ecs-tasks.amazonaws.com", opts).arn,
        volumes=[{"name": volume} for volume in volumes],
        container_definitions=Output.json_dumps([container]),
        opts=opts,
    )


def _start(args: TaskArgs, logs: aws.cloudwatch.LogGroup) -> Output[list[Any]]:
    """What starting a task takes: pulling its image, reading its secrets, writing its log."""
    write = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": Output.concat(logs.arn, ":*"),
    }
    login = args.database.login_statements if args.database else []
    pull = Output.from_input(args.image).apply(lambda image: _pull(image, args.region))
    return Output.all(write, pull, login).apply(lambda parts: [parts[0], *parts[1], *parts[2]])


def _pull(image: str, region: str) -> list[Any]:
    """What pulling an image takes: nothing outside ECR."""
    repository = repository_arn(image, partition(region).name)
    if repository is None:
        return []
    return [
        # The token names no resource:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": repository,
        },
    ]
