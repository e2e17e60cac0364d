"""ECS services: on Fargate or on instances, and with which network."""

from typing import Any

import pytest

from private_api_guard.model.compute.service import Service
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FLEET = made("ecs/capacityProvider:CapacityProvider", "fleet")


def service(definition: dict[str, Any] | None = None, **inputs: Any) -> Service:
    """A service with its task definition and a capacity provider of the stack."""
    task = made("ecs/taskDefinition:TaskDefinition", "task", **(definition or {}))
    feeds = {"taskDefinition": [task], "capacityProviderStrategies": inputs.pop("fed", ())}
    resource = made("ecs/service:Service", "app", feeds=feeds, taskDefinition=UNKNOWN, **inputs)
    return Service(Stack([resource, task, FLEET]), resource)


def strategy(*providers: Any) -> list[dict[str, Any]]:
    """A capacity provider strategy."""
    return [{"capacityProvider": each, "weight": 1} for each in providers]


@pytest.mark.parametrize(
    ("inputs", "definition", "expected"),
    [
        ({"launchType": "FARGATE"}, {}, "open"),
        ({"launchType": "EC2"}, {"requiresCompatibilities": ["FARGATE"]}, "closed"),
        ({"launchType": "EXTERNAL"}, {}, "closed"),
        ({"launchType": UNKNOWN}, {}, "unknown"),
        ({"capacityProviderStrategies": strategy("FARGATE", "FARGATE_SPOT")}, {}, "open"),
        ({"capacityProviderStrategies": strategy("FARGATE", "fleet-1")}, {}, "closed"),
        ({"capacityProviderStrategies": strategy(UNKNOWN)}, {}, "unknown"),
        ({"capacityProviderStrategies": strategy(UNKNOWN), "fed": [FLEET]}, {}, "closed"),
        ({"capacityProviderStrategies": UNKNOWN}, {}, "unknown"),
        ({}, {"requiresCompatibilities": ["FARGATE"]}, "open"),
        ({}, {"requiresCompatibilities": ["EC2", "FARGATE"]}, "closed"),
        ({}, {"requiresCompatibilities": ["EC2"]}, "closed"),
        ({}, {"requiresCompatibilities": [UNKNOWN]}, "unknown"),
        ({}, {"requiresCompatibilities": UNKNOWN}, "unknown"),
        ({}, {}, "closed"),
    ],
)
def test_on_fargate(inputs: dict[str, Any], definition: dict[str, Any], expected: str) -> None:
    assert service(definition, **inputs).fargate.state.value == expected


@pytest.mark.parametrize(
    ("inputs", "definition", "expected"),
    [
        ({"networkConfiguration": {"subnets": []}}, {}, "open"),
        ({"launchType": "FARGATE"}, {}, "open"),
        ({}, {"networkMode": "awsvpc"}, "open"),
        ({}, {"networkMode": "bridge"}, "closed"),
        ({}, {}, "closed"),
        ({}, {"networkMode": UNKNOWN}, "unknown"),
    ],
)
def test_interfaces_of_their_own(inputs: dict[str, Any], definition: dict[str, Any], expected: str) -> None:
    assert service(definition, **inputs).awsvpc.state.value == expected


_ONE = [{"name": "web", "portMappings": [{"containerPort": 8080}]}]


@pytest.mark.parametrize(
    ("balancers", "containers", "port"),
    [
        (UNKNOWN, _ONE, 8080),
        ([{"containerPort": UNKNOWN}], [*_ONE, {"name": "log"}], 8080),
        ([{"containerPort": 9090}], _ONE, 9090),
        (UNKNOWN, [*_ONE, *_ONE], None),
        (UNKNOWN, [*_ONE, {"portMappings": UNKNOWN}], None),
        (UNKNOWN, [{"portMappings": [{"containerPortRange": "80-90"}]}], None),
        (UNKNOWN, UNKNOWN, None),
    ],
)
def test_a_port_that_is_not_known_is_the_only_one_that_is_mapped(
    balancers: Any, containers: Any, port: int | None
) -> None:
    found = service({"containerDefinitions": containers}, loadBalancers=balancers).load_balancers
    assert [each.container_port.known for each in found] == [port]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({}, "closed"),
        ({"assignPublicIp": True}, "open"),
        ({"assignPublicIp": UNKNOWN}, "unknown"),
        (UNKNOWN, "unknown"),
    ],
)
def test_public_addresses(block: Any, expected: str) -> None:
    network = service(networkConfiguration=block).network_configuration
    assert network is not None
    assert network.assign_public_ip.is_(True).state.value == expected


def test_a_service_without_a_definition_in_the_stack() -> None:
    resource = made("ecs/service:Service", "app", taskDefinition="app:7")
    found = Service(Stack([resource]), resource)
    assert found.task_definition is None
    assert found.fargate.where == found.awsvpc.where == "app.taskDefinition"
