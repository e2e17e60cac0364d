"""Targets that Auto Scaling registers: the instances of a group, attached in three ways.

Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html
"""

from collections.abc import Iterator

from ..compute.scaling_group import scaling_group
from ..families import SCALING_GROUP, TARGET_GROUP
from ..values import Reference, Resource, Stack
from .target import Target, TargetKind


def of_group(stack: Stack, group: Resource) -> Iterator[Target]:
    """The target groups that an Auto Scaling group names itself."""
    yield _target(stack, group, group, stack.refer(group, "targetGroupArns", TARGET_GROUP))
    sources = group.blocks("trafficSources")
    named = [
        each.text("identifier") for each in sources.known or () if each.text("type").or_else("elbv2").may_be("elbv2")
    ]
    if sources.unknown or named:
        owner = stack.refer_value(group, "trafficSources", sources if sources.unknown else named, TARGET_GROUP)
        yield _target(stack, group, group, owner)


def of_attachment(stack: Stack, attachment: Resource) -> Iterator[Target]:
    """The target group of an attachment."""
    return _attached(stack, attachment, stack.refer(attachment, "lbTargetGroupArn", TARGET_GROUP))


def of_traffic_source(stack: Stack, attachment: Resource) -> Iterator[Target]:
    """The target group of an attachment that names a traffic source."""
    identity = attachment.block("trafficSource").text("identifier")
    owner = stack.refer_value(attachment, "trafficSource", identity, TARGET_GROUP)
    return _attached(stack, attachment, owner)


def _attached(stack: Stack, attachment: Resource, owner: Reference) -> Iterator[Target]:
    groups = stack.refer(attachment, "autoscalingGroupName", SCALING_GROUP)
    if groups.one is not None:
        yield _target(stack, groups.one, attachment, owner)
        return
    lost = Reference(unknown=True, where=groups.where)
    yield Target(TargetKind.SCALING_GROUP, None, attachment, owner, groups=lost, subnets=lost, key="".join(groups.keys))


def _target(stack: Stack, group: Resource, registration: Resource, owner: Reference) -> Target:
    found = scaling_group(stack, group)
    return Target(TargetKind.SCALING_GROUP, group, registration, owner, groups=found.groups, subnets=found.subnets)
