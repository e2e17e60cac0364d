"""EC2 instances and network interfaces: their security groups, subnets and addresses.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..families import GROUPS, INSTANCE, INTERFACE, SUBNETS
from ..values import Entity, Reference, Resource, Stack
from .scaling_group import launch_template


@dataclass(frozen=True)
class Instance(Entity):
    """An instance or network interface of the stack; without `groups` it is in the default one of its VPC."""

    groups: Reference
    subnets: Reference


def instance(stack: Stack, resource: Resource) -> Instance:
    """Reads an instance, also by way of its first interface or its launch template, or an interface."""
    interface = resource if resource.family == INTERFACE else next(_interfaces(stack, resource), None)
    if interface is not None:
        groups = stack.refer(interface, "securityGroups", *GROUPS)
        subnets = stack.refer(interface, "subnetId", *SUBNETS)
    else:
        attached = stack.associated(
            resource,
            "securityGroupId",
            *GROUPS,
            by="ec2.NetworkInterfaceSecurityGroupAttachment",
            named=("networkInterfaceId", INSTANCE, INTERFACE),
        )
        groups = _groups(stack, resource).extended(attached)
        subnets = stack.refer(resource, "subnetId", *SUBNETS)
    return Instance(resource, groups, subnets)


def having_address(stack: Stack, address: str) -> tuple[Resource, ...]:
    """The instances and interfaces of a stack that have a private address, as far as theirs are known."""
    return tuple(each for each in stack.of(INSTANCE, INTERFACE) if address in _addresses(each))


def _addresses(resource: Resource) -> set[str | None]:
    single = {resource.text("privateIp").known, resource.computed("privateIp").known}
    return single | {each.known for each in resource.texts("privateIps").known or ()}


def _groups(stack: Stack, resource: Resource) -> Reference:
    for key in ("vpcSecurityGroupIds", "securityGroups"):
        groups = stack.refer(resource, key, *GROUPS)
        if not groups.absent:
            return groups
    template = launch_template(stack, resource)
    return template.groups if template is not None else groups


def _interfaces(stack: Stack, resource: Resource) -> Iterator[Resource]:
    for key in ("primaryNetworkInterface", "networkInterfaces"):
        blocks = resource.blocks(key).known
        if blocks:
            yield from stack.refer_value(resource, key, [each.text("networkInterfaceId") for each in blocks], INTERFACE)
