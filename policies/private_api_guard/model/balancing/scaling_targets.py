"""Targets that Auto Scaling registers: the instances of a group, attached in three ways.

Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html
"""

from collections.abc import Iterator

from ..compute.scaling_group import SCALING_GROUP
from ..values.reference import Reference
from ..values.resource import Resource
from .registration import Surroundings
from .target import Target, TargetKind
from .target_group import GROUP


def of_group(surroundings: Surroundings, group: Resource) -> Iterator[Target]:
    """The target groups that an Auto Scaling group names itself."""
    stack = surroundings.stack
    yield _target(surroundings, group, group, stack.refer(group, "targetGroupArns", GROUP))
    sources = group.blocks("trafficSources")
    named = [
        each.text("identifier") for each in sources.known or () if each.text("type").or_else("elbv2").may_be("elbv2")
    ]
    if sources.unknown or named:
        owner = stack.refer_value(group, "trafficSources", sources if sources.unknown else named, GROUP)
        yield _target(surroundings, group, group, owner)


def of_attachment(surroundings: Surroundings, attachment: Resource) -> Iterator[Target]:
    """The target group of an attachment."""
    return _attached(surroundings, attachment, surroundings.stack.refer(attachment, "lbTargetGroupArn", GROUP))


def of_traffic_source(surroundings: Surroundings, attachment: Resource) -> Iterator[Target]:
    """The target group of an attachment that names a traffic source."""
    identity = attachment.block("trafficSource").text("identifier")
    owner = surroundings.stack.refer_value(attachment, "trafficSource", identity, GROUP)
    return _attached(surroundings, attachment, owner)


def _attached(surroundings: Surroundings, attachment: Resource, owner: Reference) -> Iterator[Target]:
    groups = surroundings.stack.refer(attachment, "autoscalingGroupName", SCALING_GROUP)
    if groups.one is not None:
        yield _target(surroundings, groups.one, attachment, owner)
        return
    lost = Reference(unknown=True, where=groups.where)
    yield Target(TargetKind.SCALING_GROUP, None, attachment, owner, groups=lost, subnets=lost, key="".join(groups.keys))


def _target(surroundings: Surroundings, group: Resource, registration: Resource, owner: Reference) -> Target:
    found = surroundings.scaling_group(group)
    return Target(TargetKind.SCALING_GROUP, group, registration, owner, groups=found.groups, subnets=found.subnets)
