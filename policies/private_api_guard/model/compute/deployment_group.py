"""Deployment groups of CodeDeploy: the target groups between which they move a service or a fleet.

Source: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_LoadBalancerInfo.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..families import SERVICE, TARGET_GROUP
from ..values import Entity, Reference, Resource, Stack, Value

_BALANCING: Final = "loadBalancerInfo"


@dataclass(frozen=True)
class DeploymentGroup(Entity):
    """A deployment group, the ECS service that it deploys, and the target groups that it registers targets in."""

    service: Reference
    target_groups: Reference


def deployment_group(stack: Stack, resource: Resource) -> DeploymentGroup:
    """Reads a deployment group; it names target groups and services by their names."""
    service = resource.block("ecsService").text("serviceName")
    return DeploymentGroup(
        resource,
        stack.refer_value(resource, "ecsService", service, SERVICE),
        stack.refer_value(resource, _BALANCING, list(_names(resource)), TARGET_GROUP),
    )


def deployment_groups(stack: Stack) -> Iterator[DeploymentGroup]:
    """The deployment groups of a stack."""
    return (deployment_group(stack, resource) for resource in stack.of("codedeploy.DeploymentGroup"))


def _names(resource: Resource) -> Iterator[Value[str]]:
    balancing = resource.block(_BALANCING)
    for listed in (
        balancing.blocks("targetGroupInfos"),
        balancing.block("targetGroupPairInfo").blocks("targetGroups"),
    ):
        yield from (each.text("name") for each in listed.known or ())
        if listed.known is None:
            yield resource.text(_BALANCING)
