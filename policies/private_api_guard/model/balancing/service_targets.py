"""Targets that ECS registers: the tasks of services and task sets.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
"""

from collections.abc import Iterator
from typing import Final

from ..compute.deployment_group import deployment_group
from ..compute.scaling_group import scaling_group
from ..compute.service import Service
from ..network.security_group_rule import Ports
from ..values import Reference, Resource, Stack, Value, not_known
from .target import Target, TargetKind

# Host ports that ECS chooses from where a task definition leaves the choice to it.
DYNAMIC_PORTS: Final[Ports] = (32768, 65535)


def of_service(stack: Stack, resource: Resource) -> Iterator[Target]:
    """The target groups that a service or task set names."""
    service = Service(stack, resource)
    for each in service.load_balancers:
        for owner in (each.target_group, each.alternate_target_group):
            if not owner.absent:
                yield _target(stack, service, owner, each.container_port)


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
            yield _target(stack, service, Reference((group,)), port)


def _target(stack: Stack, service: Service, owner: Reference, port: Value[int]) -> Target:
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
