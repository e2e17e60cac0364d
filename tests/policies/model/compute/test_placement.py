"""Whether ECS takes a service: launch types, sizes, names of ports, capacity providers."""

from typing import Any

import pytest

from private_api_guard.model.compute.placement import Placements
from private_api_guard.model.compute.service import Service
from private_api_guard.model.elsewhere import Elsewhere
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

CLUSTER = made("ecs/cluster:Cluster", "cluster")
FLEET = made("ecs/capacityProvider:CapacityProvider", "fleet", name="fleet-1")
FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}


def asked(definition: dict[str, Any], *others: Resource, **inputs: Any) -> tuple[Placements, Service]:
    """The question's subject: a service of the cluster with its definition."""
    task = made("ecs/taskDefinition:TaskDefinition", "task", **definition)
    feeds = {"taskDefinition": [task], "cluster": [CLUSTER]}
    resource = made("ecs/service:Service", "app", feeds=feeds, taskDefinition=UNKNOWN, cluster=UNKNOWN, **inputs)
    stack = Stack([resource, task, CLUSTER, FLEET, *others])
    return Placements(stack, Elsewhere(stack)), Service(stack, resource)


def named(*providers: Any) -> list[dict[str, Any]]:
    """A capacity provider strategy."""
    return [{"capacityProvider": each} for each in providers]


@pytest.mark.parametrize(
    ("types", "inputs", "expected"),
    [
        (["FARGATE"], {"launchType": "FARGATE"}, "open"),
        (["EC2", "FARGATE"], {"launchType": "FARGATE"}, "open"),
        (["EC2"], {"launchType": "FARGATE"}, "closed"),
        (None, {"launchType": "FARGATE"}, "open"),
        (["EC2"], {"capacityProviderStrategies": named("FARGATE", "FARGATE_SPOT")}, "closed"),
        (["EC2"], {"capacityProviderStrategies": named("FARGATE", UNKNOWN)}, "open"),
        (["FARGATE"], {"launchType": "EC2"}, "open"),
        (None, {"launchType": "EC2"}, "open"),
        (["EC2"], {}, "open"),
        ([UNKNOWN], {"launchType": "FARGATE"}, "unknown"),
        (UNKNOWN, {"launchType": "FARGATE"}, "unknown"),
        (["EC2"], {"launchType": UNKNOWN}, "open"),
    ],
)
def test_launch_types(types: Any, inputs: dict[str, Any], expected: str) -> None:
    size = {"cpu": "256", "memory": "512", "networkMode": "awsvpc"}
    placements, service = asked({"requiresCompatibilities": types, **size}, **inputs)
    assert placements.fits_fargate(service).state.value == expected


def test_without_a_launch_type_a_definition_fits_by_what_it_says() -> None:
    placements, service = asked({"networkMode": "bridge"}, launchType="FARGATE")
    assert placements.fits_fargate(service).closed


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        ("256", "512", "open"),
        (256, 2048, "open"),
        ("256", "1536", "closed"),
        ("256", "4096", "closed"),
        (".25 vCPU", "0.5 GB", "open"),
        ("1vcpu", "1gb", "closed"),
        ("4096", "30720", "open"),
        ("8192", "17408", "closed"),
        ("8192", "20480", "open"),
        ("16384", "122880", "open"),
        ("300", "512", "closed"),
        (None, "512", "closed"),
        ("256", "", "closed"),
        ("much", "512", "unknown"),
        (UNKNOWN, "512", "unknown"),
    ],
)
def test_sizes(cpu: Any, memory: Any, expected: str) -> None:
    placements, service = asked({**FARGATE, "cpu": cpu, "memory": memory})
    assert placements.has_fargate_size(service).state.value == expected
    placements, service = asked({"requiresCompatibilities": ["EC2"], "cpu": cpu, "memory": memory})
    assert placements.has_fargate_size(service).open


@pytest.mark.parametrize(
    ("containers", "port", "expected"),
    [
        ([{"portMappings": [{"name": "web", "containerPort": 80}]}], "web", "open"),
        ([{"portMappings": [{"containerPort": 80}]}], "web", "closed"),
        ([{"portMappings": [{"name": "web"}]}], "http", "closed"),
        ([{"portMappings": [{"name": UNKNOWN}]}], "http", "unknown"),
        ([{"portMappings": UNKNOWN}], "http", "unknown"),
        ([{"portMappings": [{"name": "web"}]}], UNKNOWN, "unknown"),
        (UNKNOWN, "web", "open"),
    ],
)
def test_ports_of_service_connect(containers: Any, port: Any, expected: str) -> None:
    offered = {"enabled": True, "services": [{"portName": port}]}
    placements, service = asked({"containerDefinitions": containers}, serviceConnectConfiguration=offered)
    assert placements.names_ports(service).state.value == expected


@pytest.mark.parametrize(
    ("providers", "has", "expected"),
    [
        (named("FARGATE"), ["FARGATE"], "open"),
        (named("FARGATE_SPOT"), ["FARGATE"], "closed"),
        (named("fleet-1"), ["fleet-1", "FARGATE"], "open"),
        (named("FARGATE", "fleet-1"), ["FARGATE"], "closed"),
        (named("FARGATE"), UNKNOWN, "unknown"),
        (named(UNKNOWN), ["FARGATE"], "unknown"),
        ([], None, "open"),
    ],
)
def test_capacity_providers(providers: Any, has: Any, expected: str) -> None:
    joined = made(
        "ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "providers",
        feeds={"clusterName": [CLUSTER]},
        clusterName=UNKNOWN,
        capacityProviders=has,
    )
    placements, service = asked({}, joined, capacityProviderStrategies=providers)
    assert placements.has_providers(service).state.value == expected
    placements, service = asked({}, capacityProviderStrategies=providers)
    assert placements.has_providers(service).open == (providers == [])
