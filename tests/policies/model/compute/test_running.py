"""Whether what is registered ever runs: counts, what changes them, and what there is to run on."""

from typing import Any

import pytest

from private_api_guard.model.compute.running import Running
from private_api_guard.model.compute.service import Service
from private_api_guard.model.elsewhere import Elsewhere
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import Verdict
from tests.policies.model.made import made

CLUSTER = made("ecs/cluster:Cluster", "cluster")
OTHER = made("ecs/cluster:Cluster", "other")
INSTANCE = made("ec2/instance:Instance", "host")
# Says what tasks fit, and not where a service puts them.
DEFINITION = made(
    "ecs/taskDefinition:TaskDefinition", "task", requiresCompatibilities=["FARGATE"], outputs={"arn": "arn:task"}
)
FARGATE = {"launchType": "FARGATE"}
STRATEGY = [{"capacityProvider": "FARGATE", "weight": 1}]


def scaled(path: Any, *feeds: Resource) -> Resource:
    """What scales the service of a path."""
    return made("appautoscaling/target:Target", "scaled", feeds={"resourceId": feeds}, resourceId=path)


def taking(kind: str, key: str, thing: Resource) -> Resource:
    """Something of a kind that is made from a thing."""
    return made(kind, "taker", feeds={key: [thing]}, **{key: UNKNOWN})


def fleet(**inputs: Any) -> Resource:
    """An Auto Scaling group."""
    return made("autoscaling/group:Group", "fleet", name="fleet-1", **inputs)


def runs(*others: Resource, feeds: Any = (CLUSTER,), **inputs: Any) -> Verdict:
    """Whether a service of the cluster runs, beside other resources."""
    given = {"cluster": UNKNOWN, "name": "orders", **inputs}
    service = made("ecs/service:Service", "app", feeds={"cluster": feeds}, **given)
    stack = Stack([service, CLUSTER, OTHER, *others])
    return Running(stack, Elsewhere(stack)).service(Service(stack, service))


@pytest.mark.parametrize(
    ("inputs", "others", "expected"),
    [
        ({"desiredCount": 2}, [], "open"),
        ({"desiredCount": "0"}, [], "closed"),
        ({}, [], "closed"),
        ({"desiredCount": UNKNOWN}, [], "unknown"),
        ({"schedulingStrategy": "DAEMON"}, [], "open"),
        ({"schedulingStrategy": UNKNOWN}, [], "unknown"),
        ({"desiredCount": 0}, [scaled("service/cluster-1/orders")], "open"),
        ({"desiredCount": 0}, [scaled("service/cluster-1/invoices")], "closed"),
        ({"desiredCount": 0}, [scaled(UNKNOWN)], "unknown"),
        ({"desiredCount": 0}, [scaled(UNKNOWN, made("ecs/service:Service", "app"))], "open"),
        ({"desiredCount": 0}, [taking("lambda/function:Function", "environment",
                                      made("ecs/service:Service", "app"))], "open"),
    ],
)  # fmt: skip
def test_tasks_of_a_service(inputs: dict[str, Any], others: list[Resource], expected: str) -> None:
    assert runs(*others, **FARGATE, **inputs).state.value == expected


@pytest.mark.parametrize(
    ("inputs", "others", "expected"),
    [
        ({}, [], "closed"),
        ({"launchType": "EC2"}, [], "closed"),
        ({"taskDefinition": "arn:task"}, [DEFINITION], "closed"),
        ({"launchType": UNKNOWN}, [], "unknown"),
        ({"launchType": "EXTERNAL"}, [], "open"),
        ({"capacityProviderStrategies": STRATEGY}, [], "open"),
        ({"capacityProviderStrategies": UNKNOWN}, [], "unknown"),
        ({}, [INSTANCE], "open"),
        ({}, [fleet(maxSize=3, minSize=1)], "open"),
        ({}, [fleet(maxSize=0, minSize=0)], "closed"),
        ({"cluster": "shared", "feeds": ()}, [], "open"),
        ({}, [taking("ssm/parameter:Parameter", "value", CLUSTER)], "open"),
    ],
)
def test_something_to_run_on(inputs: dict[str, Any], others: list[Resource], expected: str) -> None:
    assert runs(*others, desiredCount=2, **inputs).state.value == expected


@pytest.mark.parametrize(
    ("cluster", "inputs", "expected"), [(CLUSTER, {}, "open"), (OTHER, {}, "closed"), (CLUSTER, FARGATE, "open")]
)
def test_the_default_strategy_of_a_cluster(cluster: Resource, inputs: dict[str, Any], expected: str) -> None:
    joined = made(
        "ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "providers",
        feeds={"clusterName": [cluster]},
        clusterName=UNKNOWN,
        defaultCapacityProviderStrategies=STRATEGY,
    )
    assert runs(joined, desiredCount=2, **inputs).state.value == expected
    assert runs(joined, desiredCount=2, launchType="EC2").closed


@pytest.mark.parametrize(
    ("inputs", "others", "expected"),
    [
        ({"maxSize": 3, "minSize": 1}, [], "open"),
        ({"maxSize": 0, "minSize": 0}, [], "closed"),
        ({"maxSize": UNKNOWN, "minSize": 1}, [], "unknown"),
        ({"maxSize": 3, "minSize": 0}, [], "closed"),
        ({"maxSize": 3, "minSize": 0, "desiredCapacity": 2}, [], "open"),
        ({"maxSize": 3, "minSize": 0},
         [made("autoscaling/schedule:Schedule", "morning", autoscalingGroupName="fleet-1")], "open"),
        ({"maxSize": 3, "minSize": 0},
         [made("autoscaling/policy:Policy", "busy", autoscalingGroupName="another")], "closed"),
        ({"maxSize": 0, "minSize": 0},
         [made("autoscaling/schedule:Schedule", "morning", autoscalingGroupName="fleet-1")], "closed"),
        ({"maxSize": 3, "minSize": 0}, [taking("lambda/function:Function", "environment", fleet())], "open"),
    ],
)  # fmt: skip
def test_instances_of_a_group(inputs: dict[str, Any], others: list[Resource], expected: str) -> None:
    group = fleet(**inputs)
    stack = Stack([group, *others])
    assert Running(stack, Elsewhere(stack)).fleet(group).state.value == expected
