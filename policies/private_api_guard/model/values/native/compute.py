"""What answers: ECS services and their tasks, Auto Scaling groups, functions.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/ecs/ and .../autoscaling/, .../lambda/
"""

from typing import Any

from ..unknown import UNKNOWN
from .kind import LAUNCH_TEMPLATE, Bag, Kind, each, present

_SCRIPTS = {"nodejs": "index.js", "python": "index.py"}


def _network(configuration: Bag) -> Any:
    network = configuration.get("awsvpcConfiguration")
    return configuration if network is None else each(network, _public)


def _public(network: Bag) -> Bag:
    public = network.get("assignPublicIp")
    flag = public if public in (None, UNKNOWN) else public == "ENABLED"
    return present({**network, "assignPublicIp": flag})


def _function(bag: Bag) -> Bag:
    """Inline code is the one file of its archive, named by its runtime."""
    code, runtime = bag.get("code"), bag.get("runtime")
    text = code.get("zipFile") if isinstance(code, dict) else None
    name = next((name for start, name in _SCRIPTS.items() if str(runtime).startswith(start)), None)
    if isinstance(code, dict):
        del bag["code"]
    if isinstance(text, str) and name:
        bag["code"] = {"archive": True, "assets": {name: {"archive": False, "text": text}}}
    return bag


KINDS = {
    "ecs:Service": Kind(
        "ecs.Service",
        {"capacityProviderStrategy": "capacityProviderStrategies", "serviceName": "name"},
        {"serviceArn": "arn"},
        inner={"networkConfiguration": _network},
    ),
    "ecs:TaskDefinition": Kind("ecs.TaskDefinition", {}, {"taskDefinitionArn": "arn"}),
    "ecs:Cluster": Kind(
        "ecs.Cluster",
        {"clusterName": "name", "defaultCapacityProviderStrategy": "defaultCapacityProviderStrategies"},
    ),
    "ecs:ClusterCapacityProviderAssociations": Kind(
        "ecs.ClusterCapacityProviders",
        {"cluster": "clusterName", "defaultCapacityProviderStrategy": "defaultCapacityProviderStrategies"},
    ),
    "applicationautoscaling:ScalableTarget": Kind("appautoscaling.Target"),
    "autoscaling:AutoScalingGroup": Kind(
        "autoscaling.Group",
        {
            "vpcZoneIdentifier": "vpcZoneIdentifiers",
            "launchConfigurationName": "launchConfiguration",
            "autoScalingGroupName": "name",
        },
        {"autoScalingGroupArn": "arn"},
        inner=LAUNCH_TEMPLATE,
    ),
    "lambda:Function": Kind("lambda.Function", {"functionName": "name"}, {}, _function),
    "lambda:Permission": Kind("lambda.Permission", {"functionName": "function"}, {"awsId": "id"}),
}
