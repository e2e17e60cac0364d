"""What a task runs: its definition, and the roles of its start and its work."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..database import Database
from ..naming import COMMON, fit
from ..roles import partition, policy_output, service_role
from .images import repository_arn

CONTAINER = "backend"


class TaskArgs(TypedDict):
    """What a task runs."""

    region: str
    """The AWS region, for the log driver."""

    image: str
    """The container image."""

    cpu: NotRequired[int]
    """CPU units of a task, 1024 for one vCPU; default 256."""

    memory: NotRequired[int]
    """Memory of a task in MiB; default 512."""

    environment: NotRequired[Mapping[str, Input[str]]]
    """Environment variables of the container; no secrets."""

    database: NotRequired[Database | None]
    """The database whose address and login the container gets as DATABASE_HOST, _PORT, _NAME, _USER, _PASSWORD."""


def definition(
    name: str, args: TaskArgs, ports: list[int], logs: aws.cloudwatch.LogGroup, opts: ResourceOptions
) -> aws.ecs.TaskDefinition:
    """A task definition for Fargate with one container."""
    execution = service_role(f"{name}-execution", "ecs-tasks.amazonaws.com", opts)
    aws.iam.RolePolicy(
        fit(f"{name}-execution", COMMON), role=execution.id, policy=policy_output(_start(args, logs)), opts=opts
    )
    environment = dict(args.get("environment", {}))
    database = args.get("database")
    if database:
        environment |= database.environment
    container: dict[str, Any] = {
        "name": CONTAINER,
        "image": args["image"],
        "essential": True,
        "portMappings": [{"containerPort": port, "protocol": "tcp"} for port in ports],
        "environment": [{"name": key, "value": value} for key, value in sorted(environment.items())],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": logs.name,
                "awslogs-region": args["region"],
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
        cpu=str(args.get("cpu", 256)),
        memory=str(args.get("memory", 512)),
        execution_role_arn=execution.arn,
        task_role_arn=service_role(f"{name}-task", "ecs-tasks.amazonaws.com", opts).arn,
        container_definitions=Output.json_dumps([container]),
        opts=opts,
    )


def _start(args: TaskArgs, logs: aws.cloudwatch.LogGroup) -> list[dict[str, Any]]:
    """What starting a task takes: pulling its image, reading its secrets, writing its log."""
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": Output.concat(logs.arn, ":*"),
        }
    ]
    repository = repository_arn(args["image"], partition(args["region"]))
    if repository is not None:
        # The token names no resource:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
        statements.append({"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"})
        statements.append(
            {
                "Effect": "Allow",
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "Resource": repository,
            }
        )
    database = args.get("database")
    if database:
        statements.extend(database.login_statements)
    return statements
