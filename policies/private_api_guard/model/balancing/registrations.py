"""What registers targets, by its type: attachments, Auto Scaling and ECS.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..compute.scaling_group import having_address, instance, scaling_group
from ..compute.service import Service, deployment_group
from ..families import BALANCER, FUNCTION, INSTANCE, INTERFACE, SCALING_GROUP, TARGET_GROUP
from ..network.address import parse
from ..network.security_group_rule import Ports
from ..values import NOT_SET, NOTHING, Reference, Resource, Stack, Value, known, not_known
from .target import Target, TargetKind

_MADE: Final = {BALANCER: TargetKind.LOAD_BALANCER, FUNCTION: TargetKind.FUNCTION}
# What the id of a target outside the stack says of its kind; every other one is an address.
_OUTSIDE: Final = (
    (re.compile(r"i-.+"), TargetKind.INSTANCE),
    (re.compile(r"arn:[^:]*:elasticloadbalancing:[^/]*:loadbalancer/.+"), TargetKind.LOAD_BALANCER),
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


def of_fleet(stack: Stack, group: Resource) -> Iterator[Target]:
    """The target groups that an Auto Scaling group names itself."""
    yield _of_fleet(stack, group, group, stack.refer(group, "targetGroupArns", TARGET_GROUP))
    sources = group.blocks("trafficSources")
    named = [
        each.text("identifier") for each in sources.known or () if each.text("type").or_else("elbv2").may_be("elbv2")
    ]
    if sources.unknown or named:
        owner = stack.refer_value(group, "trafficSources", sources if sources.unknown else named, TARGET_GROUP)
        yield _of_fleet(stack, group, group, owner)


def of_fleet_attachment(stack: Stack, attachment: Resource) -> Iterator[Target]:
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
        yield _of_fleet(stack, groups.one, attachment, owner)
        return
    lost = Reference(unknown=True, where=groups.where)
    yield Target(TargetKind.SCALING_GROUP, None, attachment, owner, groups=lost, subnets=lost, key="".join(groups.keys))


def _of_fleet(stack: Stack, group: Resource, registration: Resource, owner: Reference) -> Target:
    found = scaling_group(stack, group)
    return Target(TargetKind.SCALING_GROUP, group, registration, owner, groups=found.groups, subnets=found.subnets)


# Host ports that ECS chooses from where a task definition leaves the choice to it.
DYNAMIC_PORTS: Final[Ports] = (32768, 60999)


def of_service(stack: Stack, resource: Resource) -> Iterator[Target]:
    """The target groups that a service or task set names."""
    service = Service(stack, resource)
    for each in service.load_balancers:
        for owner in (each.target_group, each.alternate_target_group):
            if not owner.absent:
                yield of_tasks(stack, service, owner, each.container_port)


def of_deployment_group(stack: Stack, resource: Resource) -> Iterator[Target]:
    """The target group of a blue/green deployment that the service does not name: it gets the tasks in turn."""
    deployment = deployment_group(stack, resource)
    if deployment.service.one is None:
        return
    service = Service(stack, deployment.service.one)
    taken = {key for each in of_service(stack, service.resource) for key in each.target_group.keys}
    port = next((each.container_port for each in service.load_balancers), not_known(service.name, "loadBalancers"))
    for group in deployment.target_groups.resources:
        if group.urn not in taken:
            yield of_tasks(stack, service, Reference((group,)), port)


def of_tasks(stack: Stack, service: Service, owner: Reference, port: Value[int]) -> Target:
    """The tasks of a service, registered in a target group with a container's port."""
    network, resource = service.network_configuration, service.resource
    if network is None:
        groups, subnets, ports = _on_instances(stack, service, port)
    else:
        groups, subnets, ports = network.groups, network.subnets, port.map(lambda number: (number, number))
    return Target(TargetKind.SERVICE, resource, resource, owner, ports, groups, subnets, service=service)


def _on_instances(stack: Stack, service: Service, port: Value[int]) -> tuple[Reference, Reference, Value[Ports]]:
    """Where tasks are that share the network of the cluster's instances: groups, subnets and ports."""
    ports = _host_ports(service, port)
    if len(service.hosts) == 1:
        host = scaling_group(stack, service.hosts[0])
        return host.groups, host.subnets, ports
    where = f"{service.name}.capacityProviderStrategies"
    outside = Reference(literals=(f"the instances that run {service.name}",))
    found = Reference(unknown=True, where=where) if service.hosts else outside
    return found, found, ports


def _host_ports(service: Service, port: Value[int]) -> Value[Ports]:
    """The ports of an instance that lead to a container's."""
    definition = service.task_definition
    if definition is not None and definition.network_mode.is_("host").open:
        return port.map(lambda number: (number, number))
    for container in (definition.containers.known or ()) if definition else ():
        for mapping in container.port_mappings.known or ():
            if port.known is not None and mapping.container_port.is_(port.known).open:
                return mapping.host_port.or_else(0).map(lambda host: (host, host) if host else DYNAMIC_PORTS)
    return not_known(service.name, "taskDefinition")
