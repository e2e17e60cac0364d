"""What answers: ECS services and their tasks, Auto Scaling groups, functions.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/ecs/ and .../autoscaling/, .../lambda/
"""

from ..unknown import UNKNOWN
from .kind import Bag, Kind, each, inside, renamed

_TEMPLATE = {"launchTemplateId": "id", "launchTemplateName": "name"}
_SCRIPTS = {"nodejs": "index.js", "python": "index.py"}


def _service(bag: Bag) -> Bag:
    network = inside(bag["networkConfiguration"], "awsvpcConfiguration") if "networkConfiguration" in bag else None
    if network is not None:
        bag["networkConfiguration"] = each(network, _public)
    return bag


def _public(network: Bag) -> Bag:
    public = network.get("assignPublicIp")
    flag = public if public in (None, UNKNOWN) else public == "ENABLED"
    return {key: value for key, value in {**network, "assignPublicIp": flag}.items() if value is not None}


def _scaling(bag: Bag) -> Bag:
    if "launchTemplate" in bag:
        bag["launchTemplate"] = renamed(bag["launchTemplate"], _TEMPLATE)
    return bag


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
        "aws:ecs/service:Service",
        {"capacityProviderStrategy": "capacityProviderStrategies", "serviceName": "name"},
        {"serviceArn": "arn"},
        _service,
    ),
    "ecs:TaskDefinition": Kind("aws:ecs/taskDefinition:TaskDefinition", {}, {"taskDefinitionArn": "arn"}),
    "ecs:Cluster": Kind("aws:ecs/cluster:Cluster", {"clusterName": "name"}),
    "autoscaling:AutoScalingGroup": Kind(
        "aws:autoscaling/group:Group",
        {
            "vpcZoneIdentifier": "vpcZoneIdentifiers",
            "launchConfigurationName": "launchConfiguration",
            "autoScalingGroupName": "name",
        },
        {"autoScalingGroupArn": "arn"},
        _scaling,
    ),
    "lambda:Function": Kind("aws:lambda/function:Function", {"functionName": "name"}, {}, _function),
    "lambda:Permission": Kind("aws:lambda/permission:Permission", {"functionName": "function"}, {"awsId": "id"}),
}
