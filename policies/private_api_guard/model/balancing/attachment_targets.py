"""Targets that attachments register: instances, network interfaces, addresses, load balancers, functions.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..compute.instance import having_address, instance
from ..families import BALANCER, FUNCTION, INSTANCE, INTERFACE, TARGET_GROUP
from ..network.address import parse
from ..values import NOT_SET, NOTHING, Reference, Resource, Stack, known, not_known
from .target import Target, TargetKind

_MADE: Final = {BALANCER: TargetKind.LOAD_BALANCER, FUNCTION: TargetKind.FUNCTION}
# What the id of a target outside the stack says of its kind; every other one is an address.
_OUTSIDE: Final = (
    (re.compile(r"i-.+"), TargetKind.INSTANCE),
    (re.compile(r"arn:[^:]*:elasticloadbalancing:.*:loadbalancer/.+"), TargetKind.LOAD_BALANCER),
    (re.compile(r"arn:[^:]*:lambda:.+"), TargetKind.FUNCTION),
)


def kind_of(identity: str) -> TargetKind:
    """What a target outside the stack is, by its id: that of an instance, an ARN or an address."""
    return next((kind for pattern, kind in _OUTSIDE if pattern.fullmatch(identity)), TargetKind.ADDRESS)


def of_attachment(stack: Stack, attachment: Resource) -> Iterator[Target]:
    """What one attachment registers: several things where it is not known which one it is."""
    found = _registered(stack, attachment)
    lost = Reference(unknown=True, where=f"{attachment.name}.targetId")
    target = Target(
        TargetKind.ADDRESS,
        None,
        attachment,
        stack.refer(attachment, "targetGroupArn", TARGET_GROUP),
        attachment.number("port").map(lambda port: (port, port)),
        lost,
        lost,
        zone=attachment.text("availabilityZone"),
        certain=found.decided,
        sources=tuple(stack.by_urn[urn] for urn in attachment.feeds("targetId") if urn in stack.by_urn),
    )
    for resource in found.resources:
        yield _inside(stack, target, resource)
    for literal in found.literals:
        network = parse(literal)
        address = NOT_SET if network is None else known(network)
        yield replace(target, kind=kind_of(literal), address=address, key=literal)
    if found.unknown:
        yield replace(target, address=not_known(lost.where))


def _registered(stack: Stack, attachment: Resource) -> Reference:
    """What the target's id means; an address means the one instance or interface of the stack that has it."""
    identity = attachment.text("targetId").known
    if identity is None or parse(identity) is None:
        return stack.refer(attachment, "targetId", INSTANCE, INTERFACE, BALANCER, FUNCTION)
    owners = having_address(stack, identity)
    return Reference(owners) if len(owners) == 1 else Reference(literals=(identity,))


def _inside(stack: Stack, target: Target, resource: Resource) -> Target:
    if resource.family in _MADE:
        made = replace(target, kind=_MADE[resource.family], groups=NOTHING, subnets=NOTHING)
    else:
        found = instance(stack, resource)
        made = replace(target, kind=TargetKind.INSTANCE, groups=found.groups, subnets=found.subnets)
    return replace(made, resource=resource, key=resource.urn)
