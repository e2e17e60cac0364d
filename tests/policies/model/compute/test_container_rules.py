"""What ECS demands of containers: what is refused, and what is not."""

import json
from typing import Any

import pytest

from private_api_guard.model.compute.container_rules import registrable
from private_api_guard.model.compute.task_definition import task_definition
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FARGATE = {"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
LOG = {"awslogs-group": "/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}


def app(**more: Any) -> dict[str, Any]:
    """A container that ECS takes, with other properties; `None` leaves one out."""
    given = {"name": "app", "image": "app:1", "portMappings": [{"containerPort": 8080}], **more}
    return {key: value for key, value in given.items() if value is not None}


@pytest.mark.parametrize(
    ("containers", "task", "expected"),
    [
        ([app()], FARGATE, "open"),
        ([app(image=None)], FARGATE, "closed"),
        ([app(essential=False)], FARGATE, "closed"),
        ([app(essential=False), app(name="other", essential=True)], FARGATE, "open"),
        ([app(essential=False), app(name="other")], FARGATE, "open"),
        ([app(), app()], FARGATE, "closed"),
        ([app(portMappings=[{"containerPort": 8080, "hostPort": 8080}])], FARGATE, "open"),
        ([app(portMappings=[{"containerPort": 8080, "hostPort": 0}])], FARGATE, "open"),
        ([app(portMappings=[{"containerPort": 8080, "hostPort": 80}])], FARGATE, "closed"),
        ([app(portMappings=[{"containerPort": 8080, "hostPort": 80}], memory=128)], {"networkMode": "bridge"}, "open"),
        ([app()], {"networkMode": "bridge"}, "closed"),
        ([app(memoryReservation=64)], {}, "open"),
        ([app(memory=512)], FARGATE, "open"),
        ([app(memory=513)], FARGATE, "closed"),
        ([app(memory=4096)], {**FARGATE, "memory": "4 GB"}, "open"),
        ([app(memory=4096)], {**FARGATE, "memory": UNKNOWN}, "open"),
        ([app(privileged=True)], FARGATE, "closed"),
        ([app(privileged=True, memory=128)], {"networkMode": "bridge"}, "open"),
        ([app(links=["other"])], FARGATE, "closed"),
        ([app(logConfiguration={"logDriver": "awslogs", "options": LOG})], FARGATE, "open"),
        ([app(logConfiguration={"logDriver": "awslogs", "options": {"awslogs-group": "/app"}})], FARGATE, "closed"),
        ([app(logConfiguration={"logDriver": "awslogs"})], FARGATE, "closed"),
        ([app(logConfiguration={"logDriver": "json-file"})], FARGATE, "open"),
        (UNKNOWN, FARGATE, "open"),
    ],
)
def test_what_ecs_takes(containers: Any, task: dict[str, Any], expected: str):
    document = containers if containers is UNKNOWN else json.dumps(containers)
    resource = made("ecs/taskDefinition:TaskDefinition", "task", containerDefinitions=document, **task)
    assert registrable(task_definition(Stack([resource]), resource)).state.value == expected
