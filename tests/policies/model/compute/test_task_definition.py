"""Task definitions: containers from text, from a list, and from what is not known."""

import json
from typing import Any

import pytest

from private_api_guard.model.compute.task_definition import TaskDefinition, task_definition
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made


def definition(**inputs: Any) -> TaskDefinition:
    """A task definition alone in its stack."""
    resource = made("ecs/taskDefinition:TaskDefinition", "task", **inputs)
    return task_definition(Stack([resource]), resource)


APP = {"name": "app", "image": "nginx"}


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (json.dumps([APP]), ["app"]),
        ([APP, {"name": "log"}], ["app", "log"]),
        ("[]", []),
        (UNKNOWN, None),
        ([APP, UNKNOWN], None),
        ("not JSON", None),
        ("[" * 100_000, None),
        (json.dumps(APP), None),
        (json.dumps([APP, "app"]), None),
        (json.dumps(["app"]), None),
    ],
)
def test_containers(document: Any, names: list[str] | None) -> None:
    found = definition(containerDefinitions=document).containers
    assert found.unknown == (names is None)
    assert names is None or [each.name.known for each in found.known or ()] == names


@pytest.mark.parametrize(
    ("mappings", "ports"),
    [
        ([{"containerPort": 8080}], [(8080, "not set")]),
        ([{"containerPort": "8080", "hostPort": 0.0}], [(8080, "0")]),
        ([{"containerPort": UNKNOWN, "hostPort": 80}], [(None, "80")]),
        ([{"containerPortRange": "80-90"}], [(None, "not set")]),
        ([], []),
        (None, []),
        (UNKNOWN, None),
    ],
)
def test_ports(mappings: Any, ports: list[tuple[int | None, str]] | None) -> None:
    [container] = definition(containerDefinitions=[{**APP, "portMappings": mappings}]).containers.known or ()
    assert container.port_mappings.unknown == (ports is None)
    found = [(each.container_port.known, str(each.host_port)) for each in container.port_mappings.known or ()]
    assert found == (ports or [])


def test_what_it_is_made_from() -> None:
    log = made("cloudwatch/logGroup:LogGroup", "log")
    resource = made(
        "ecs/taskDefinition:TaskDefinition",
        "task",
        feeds={"containerDefinitions": [log], "executionRoleArn": [made("iam/role:Role", "pull")]},
        containerDefinitions=UNKNOWN,
    )
    assert task_definition(Stack([resource, log]), resource).sources == (log,)
