"""Does an ECS service fit its task definition, and is it made when its target group already has a listener?

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from ...model.compute.service import Service, ServiceLoadBalancer
from ...model.compute.task_definition import Container
from ...model.families import SERVICE
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Key, Resource
from ...model.verdict import closed, presumably, some
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, WORKS

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"
_BALANCING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html"

_fault = partial(Fault, hop=Hop.TARGET, source=_API)
CONTAINER = _fault(
    id="targets/container-not-in-task-definition",
    title="The service names a container that its task definition does not have",
    symptom=APPLY_FAILS.told(": InvalidParameterException, the container does not exist in the task definition"),
    remedy="Give containerName in loadBalancers the name of a container of the task definition.",
    not_modelled="container definitions made from outputs, before the update",
)
PORT = _fault(
    id="targets/port-not-in-task-definition",
    title="The service registers a port that the container does not map",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterException, the container did not have a container port of that number defined"
    ),
    remedy="Map the port in the container's portMappings, or name a port that is mapped in loadBalancers.",
    not_modelled="container definitions made from outputs, before the update; which port the program inside really"
    " listens to",
)
NETWORK = _fault(
    id="targets/no-network-configuration",
    title="The tasks run in network mode awsvpc, and the service gives them no network configuration",
    symptom=APPLY_FAILS.told(": InvalidParameterException, network configuration must be provided"),
    remedy="Give the service a networkConfiguration with subnets and security groups.",
)
ORDER = _fault(
    id="targets/service-before-listener",
    title="The service may be made before a listener forwards to its target group",
    symptom=APPLY_FAILS.told(": InvalidParameterException, the target group does not have an associated load balancer"),
    remedy="Add the listener, or the listener rule, to dependsOn of the service.",
    source=_BALANCING,
)
RACE = _fault(
    id="robustness/service-before-listener",
    title="The service may be made before a listener forwards to its target group, and the provider waits for minutes",
    symptom=WORKS.says(
        "The apply fails when the load balancer takes longer than the 4 minutes for which the aws provider repeats"
        " CreateService: InvalidParameterException, the target group does not have an associated load balancer"
    ),
    remedy="Add the listener, or the listener rule, to dependsOn of the service.",
    source=_BALANCING,
    milder="targets/service-before-listener",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every service behind a target group on a path."""
    forwarders = _forwarders(model)
    for service, groups in _services(model):
        definition, told = service.task_definition, service.network_configuration
        if told is None and definition is not None and definition.network_mode.is_("awsvpc").open:
            judge.report(NETWORK, service.urn, closed(f"{definition.name} has networkMode awsvpc"))
        _ports(service, judge)
        if service.resource.family == SERVICE:
            _order(model, service, groups, forwarders, judge)


def _services(model: Model) -> Iterator[tuple[Service, list[Key]]]:
    """Services and task sets on a path, with the target groups that lead to them."""
    found: dict[Key, tuple[Service, list[Key]]] = {}
    for leg in model.legs:
        for service in (target.service for target in leg.targets if target.service is not None):
            groups = found.setdefault(service.urn, (service, []))[1]
            if leg.group.key not in groups:
                groups.append(leg.group.key)
    return iter(found.values())


def _ports(service: Service, judge: Judge) -> None:
    """Container and port of each entry in `loadBalancers`."""
    definition = service.task_definition
    containers = definition.containers.known if definition else None
    if definition is not None and containers is None:
        presumed = presumably(f"{definition.name} is made from outputs and presumed to map the port")
        judge.report(PORT, service.urn, presumed)
    for each in service.load_balancers:
        if definition is not None and containers is not None and each.container_name.known is not None:
            _port(service, definition.name, containers, each, judge)


def _port(
    service: Service, definition: str, containers: tuple[Container, ...], each: ServiceLoadBalancer, judge: Judge
) -> None:
    name, port = each.container_name, each.container_port
    container = next((container for container in containers if container.name == name), None)
    if container is None:
        others = ", ".join(str(container.name) for container in containers[:5]) or "none"
        there = some(container.name.is_(name.known or "") for container in containers)
        judge.report(CONTAINER, service.urn, there, told=f"{service.name} names {name}; {definition} has {others}")
    elif port.known is not None and (mapped := container.maps(port.known)).closed:
        ports = ", ".join(mapped.evidence) or "no port"
        judge.report(PORT, service.urn, closed(f"{service.name} registers {name}:{port}; {definition} maps {ports}"))


def _forwarders(model: Model) -> dict[Key, list[Resource]]:
    """Listeners and rules that hand requests to a target group, by the group's key."""
    found: dict[Key, list[Resource]] = defaultdict(list)
    for listener in model.balancers.listeners.values():
        for rule in listener.rules:
            for key in (key for forward in rule.forwards for key in forward.groups.keys):
                found[key].append(rule.resource)
    return found


def _order(
    model: Model, service: Service, groups: list[Key], forwarders: dict[Key, list[Resource]], judge: Judge
) -> None:
    """Whether a listener of each of its target groups is made before the service."""
    before = model.stack.depends(service.resource)
    for key in groups:
        resources = forwarders.get(key, [])
        # A second group of a blue/green deployment is not asked for when the service is made.
        named = any(each.target_group.may_mean(key) for each in service.load_balancers)
        if resources and named and not any(each.urn in before for each in resources):
            listing = ", ".join(each.name for each in resources[:4])
            fault = ORDER if service.resource.native else RACE
            judge.report(fault, service.urn, closed(f"{service.name} waits for none of {listing}"), subjects=[key])
