"""Auto Scaling groups: where their instances run, and in which security groups.

Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html
"""

from dataclasses import dataclass
from typing import Final

from ..network.network import SUBNETS
from ..network.security_group_rule import GROUPS
from ..values import Entity, Reference, Resource, Stack
from .launch_template import LaunchTemplate, launch_template, templates

SCALING_GROUP: Final = "autoscaling.Group"
_CONFIGURATION: Final = "ec2.LaunchConfiguration"


@dataclass(frozen=True)
class ScalingGroup(Entity):
    """An Auto Scaling group of the stack.

    `groups` are those of its instances: without any, these are in the default one of their VPC.
    """

    subnets: Reference
    groups: Reference
    template: LaunchTemplate | None


def scaling_group(stack: Stack, resource: Resource) -> ScalingGroup:
    """Reads an Auto Scaling group."""
    subnets, template = stack.refer(resource, "vpcZoneIdentifiers", *SUBNETS), launch_template(stack, resource)
    return ScalingGroup(resource, subnets, _groups(stack, resource, template), template)


def _groups(stack: Stack, resource: Resource, template: LaunchTemplate | None) -> Reference:
    configuration = stack.refer(resource, "launchConfiguration", _CONFIGURATION)
    if configuration.one is not None:
        return stack.refer(configuration.one, "securityGroups", *GROUPS)
    if template is not None:
        return template.groups
    launched = [configuration, *templates(stack, resource)]
    outside = [literal for each in launched for literal in each.literals]
    if outside and not any(each.unknown or each.resources for each in launched):
        return Reference(literals=(f"the security groups that {outside[0]} gives",))
    return Reference(unknown=True, where=f"{resource.name}.launchTemplate")
