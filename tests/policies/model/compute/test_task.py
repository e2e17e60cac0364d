"""What a task asks AWS for before it starts: by image, log driver and secrets."""

import json
from typing import Any

import pytest

from private_api_guard.model.compute.service import Service
from private_api_guard.model.compute.task import Task
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter/app/token"
PULL = ("ecr.api", "ecr.dkr", "s3")
AWSLOGS = {"logDriver": "awslogs"}


def task(containers: Any, *others: Resource, fed: tuple[Resource, ...] = (), **service: Any) -> Task:
    """The tasks of a service on Fargate with some container definitions."""
    definition = made(
        "ecs/taskDefinition:TaskDefinition",
        "task",
        feeds={"containerDefinitions": fed},
        containerDefinitions=containers,
        requiresCompatibilities=["FARGATE"],
    )
    runs = made(
        "ecs/service:Service",
        "app",
        feeds={"taskDefinition": [definition]},
        **{"taskDefinition": UNKNOWN, "launchType": "FARGATE", **service},
    )
    stack = Stack([definition, runs, *others, *fed])
    return Task(stack, Service(stack, runs))


def asked(found: Task) -> dict[str, tuple[str, ...]]:
    """What a task asks for, without what it asks nothing of."""
    listed: dict[str, tuple[str, ...]] = {}
    for need in found.needs:
        listed[need.purpose.value] = (*listed.get(need.purpose.value, ()), need.service)
    return listed


@pytest.mark.parametrize(
    ("image", "from_ecr", "public"),
    [
        (ECR, "open", False),
        ("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app:1", "open", False),
        ("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app", "open", False),
        ("111122223333.dkr-ecr.eu-west-1.on.aws/app:1", "open", False),
        ("11112222333.dkr.ecr.eu-west-1.amazonaws.com/app:1", "closed", False),
        ("public.ecr.aws/nginx/nginx:1.27", "closed", True),
        ("nginx", "closed", True),
        ("library/nginx:1.27", "closed", True),
        ("docker.io/library/nginx", "closed", True),
        ("ghcr.io/owner/app", "closed", True),
        ("registry.example.com/app:1", "closed", False),
        ("localhost/app", "closed", False),
        ("registry:5000/app", "closed", False),
    ],
)
def test_where_an_image_comes_from(image: str, from_ecr: str, *, public: bool) -> None:
    found = task(json.dumps([{"name": "app", "image": image}]))
    assert found.pulls_from_ecr.state.value == from_ecr
    assert found.public_images == ((image,) if public else ())
    assert asked(found).get("image", ()) == (PULL if from_ecr == "open" else ())


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ({"image": ECR}, {"image": PULL}),
        ({"image": "nginx", "logConfiguration": AWSLOGS}, {"logs": ("logs",)}),
        ({"image": "nginx", "logConfiguration": {"logDriver": "awsfirelens"}}, {}),
        ({"image": "nginx", "secrets": [{"name": "A", "valueFrom": SECRET}]}, {"secrets": ("secretsmanager",)}),
        ({"image": "nginx", "secrets": [{"name": "A", "valueFrom": PARAMETER}]}, {"secrets": ("ssm",)}),
        ({"image": "nginx", "secrets": [{"name": "A", "valueFrom": "/app/token"}]}, {"secrets": ("ssm",)}),
        (
            {"image": "nginx", "secrets": [{"valueFrom": PARAMETER}, {"valueFrom": f"{SECRET}:key::"}]},
            {"secrets": ("secretsmanager", "ssm")},
        ),
        (
            {"image": "r.example.com/a", "repositoryCredentials": {"credentialsParameter": SECRET}},
            {"secrets": ("secretsmanager",)},
        ),
        ({"image": "nginx", "secrets": [{"name": "A"}], "logConfiguration": {}}, {}),
    ],
)
def test_what_a_container_needs(container: dict[str, Any], expected: dict[str, tuple[str, ...]]) -> None:
    assert asked(task(json.dumps([{"name": "app", **container}]))) == expected


def test_the_needs_of_containers_add_up() -> None:
    listed = [{"name": "app", "image": "nginx"}, {"name": "log", "image": ECR, "logConfiguration": AWSLOGS}]
    assert asked(task(json.dumps(listed))) == {"image": PULL, "logs": ("logs",)}


@pytest.mark.parametrize(
    ("service", "agent"),
    [
        ({}, ()),
        ({"launchType": "EC2"}, ("ecs", "ecs-agent", "ecs-telemetry")),
        ({"launchType": UNKNOWN}, ()),
    ],
)
def test_only_container_instances_have_an_agent(service: dict[str, Any], agent: tuple[str, ...]) -> None:
    assert asked(task("[]", **service)).get("agent", ()) == agent


def test_of_containers_that_are_not_known_what_is_in_them_counts() -> None:
    log = made("cloudwatch/logGroup:LogGroup", "log")
    secret = made("secretsmanager/secret:Secret", "secret")
    parameter = made("ssm/parameter:Parameter", "parameter")
    found = task(UNKNOWN, fed=(log, secret, parameter))
    assert asked(found) == {"image": PULL, "logs": ("logs",), "secrets": ("secretsmanager", "ssm")}
    assert found.secrets == ()
    assert [each.urn for each in found.candidates] == [secret.urn, parameter.urn]
    assert {need.sure.where for need in found.needs if need.purpose.value == "secrets"} == {"task.containerDefinitions"}
    assert found.pulls_from_ecr.where == "task.containerDefinitions"


def test_of_containers_without_a_log_group_nobody_knows_whether_they_log() -> None:
    assert task(UNKNOWN).writes_logs.unknown
    assert task(UNKNOWN, fed=(made("ssm/parameter:Parameter", "parameter"),)).writes_logs.unknown


def test_secrets_are_found_by_arn_with_key_and_stage() -> None:
    secret = made("secretsmanager/secret:Secret", "db", outputs={"arn": SECRET})
    other = made("secretsmanager/secret:Secret", "other", outputs={"arn": f"{SECRET}x"})
    values = [{"valueFrom": f"{SECRET}:password:AWSCURRENT:"}, {"valueFrom": SECRET}]
    found = task(json.dumps([{"name": "app", "image": ECR, "secrets": values}]), secret, other)
    assert [each.urn for each in found.secrets] == [secret.urn]


def test_a_service_whose_definition_is_not_in_the_stack() -> None:
    runs = made("ecs/service:Service", "app", taskDefinition="app:7", launchType="FARGATE")
    stack = Stack([runs])
    found = Task(stack, Service(stack, runs))
    assert asked(found) == {"image": PULL}
    assert found.pulls_from_ecr.where == "app.taskDefinition"
