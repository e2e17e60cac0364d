"""Does an ECS service fit its task definition, and is it made when its target group already has a listener?

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...model.balancing.target_group import GROUP
from ...model.compute.service import SERVICE, TASK_SET, Service
from ...model.compute.task_definition import Container
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.reference import Key
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN
from ...model.verdict import closed, presumably
from ..fault import Fault, Judge

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"

CONTAINER = Fault(
    id="targets/container-not-in-task-definition",
    hop=Hop.TARGET,
    title="The service names a container that its task definition does not have",
    symptom="The apply fails: InvalidParameterException, the container does not exist in the task definition",
    remedy="Give containerName in loadBalancers the name of a container of the task definition.",
    source=_API,
    not_modelled="container definitions made from outputs, before the update",
)
PORT = Fault(
    id="targets/port-not-in-task-definition",
    hop=Hop.TARGET,
    title="The service registers a port that the container does not map",
    symptom=(
        "The apply fails: InvalidParameterException, the container did not have a container port of that number defined"
    ),
    remedy="Map the port in the container's portMappings, or name a port that is mapped in loadBalancers.",
    source=_API,
    not_modelled=(
        "container definitions made from outputs, before the update; which port the program inside really listens to"
    ),
)
NETWORK = Fault(
    id="targets/no-network-configuration",
    hop=Hop.TARGET,
    title="The tasks run in network mode awsvpc, and the service gives them no network configuration",
    symptom="The apply fails: InvalidParameterException, network configuration must be provided",
    remedy="Give the service a networkConfiguration with subnets and security groups.",
    source=_API,
)
ORDER = Fault(
    id="targets/service-before-listener",
    hop=Hop.TARGET,
    title="The service may be made before a listener forwards to its target group",
    symptom="The apply fails: InvalidParameterException, the target group does not have an associated load balancer",
    remedy="Add the listener, or the listener rule, to dependsOn of the service.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
)
FAULTS = (CONTAINER, PORT, NETWORK, ORDER)


def check(model: Model, judge: Judge) -> None:
    """Asks every service behind a target group on a path."""
    forwarders = _forwarders(model)
    for service, groups in services(model).items():
        resource = model.stack.by_urn[service]
        entity = Service(model.stack, resource)
        _network(entity, judge)
        _ports(entity, judge)
        if resource.family == SERVICE:
            _order(model, resource, groups, forwarders, judge)


def services(model: Model) -> dict[Key, list[Key]]:
    """Services and task sets on a path by URN, with the target groups that lead to them."""
    found: dict[Key, list[Key]] = defaultdict(list)
    for backend in model.backends:
        for leg in backend.legs:
            for target in leg.targets:
                listed = found[target.registration.urn] if target.registration.family in (SERVICE, TASK_SET) else None
                if listed is not None and leg.group.key not in listed:
                    listed.append(leg.group.key)
    return found


def _network(service: Service, judge: Judge) -> None:
    definition = service.task_definition
    if service.network_configuration is None and definition is not None and definition.network_mode.is_("awsvpc").open:
        judge.report(NETWORK, service.urn, closed(f"{definition.name} has networkMode awsvpc"))


def _ports(service: Service, judge: Judge) -> None:
    """Container and port of each entry in `loadBalancers`."""
    definition = service.task_definition
    blocks = service.resource.blocks("loadBalancers").known
    if definition is None or blocks is None:
        return
    containers = definition.containers.known
    if containers is None:
        presumed = presumably(f"{definition.name} is made from outputs and presumed to map the port")
        judge.report(PORT, service.urn, presumed)
        return
    for block in blocks:
        name, port = block.text("containerName"), block.number("containerPort").known
        if name.known is None:
            continue
        container = next((each for each in containers if each.name == name), None)
        if container is None:
            others = ", ".join(str(each.name) for each in containers[:5]) or "none"
            judge.report(CONTAINER, service.urn, closed(f"{service.name} names {name}; {definition.name} has {others}"))
        elif port is not None and (wrong := _unmapped(container, port)):
            evidence = f"{service.name} registers {name}:{port}; {definition.name} maps {wrong}"
            judge.report(PORT, service.urn, closed(evidence))


def _unmapped(container: Container, port: int) -> str:
    """The ports that a container maps, where all are known and a port is none of them; a range is not known."""
    mappings = container.port_mappings.known
    ports = [mapping.container_port.known for mapping in mappings or ()]
    if mappings is None or port in ports or None in ports:
        return ""
    return ", ".join(map(str, ports)) or "no port"


def _forwarders(model: Model) -> dict[Key, list[Resource]]:
    """Listeners and rules that hand requests to a target group, by the group's key."""
    found: dict[Key, list[Resource]] = defaultdict(list)
    for listener in model.balancers.listeners.values():
        for rule in listener.rules:
            for key in (key for forward in rule.forwards for key in forward.groups.keys):
                found[key].append(rule.resource)
    return found


def _order(
    model: Model, service: Resource, groups: list[Key], forwarders: dict[Key, list[Resource]], judge: Judge
) -> None:
    """Whether a listener of each of its target groups is made before the service."""
    before = model.stack.depends(service)
    named = model.stack.refer_value(service, "loadBalancers", list(_arns(service)), GROUP)
    for key in groups:
        resources = forwarders.get(key, [])
        # A second group of a blue/green deployment is not asked for when the service is made.
        if not resources or not named.may_mean(key) or any(each.urn in before for each in resources):
            continue
        listing = ", ".join(each.name for each in resources[:4])
        evidence = f"{service.name} waits for none of {listing}"
        judge.report(ORDER, service.urn, closed(evidence), subjects=[key])


def _arns(service: Resource) -> Iterator[Any]:
    blocks = service.raw_blocks("loadBalancers")
    if blocks is UNKNOWN:
        yield UNKNOWN
        return
    for block in blocks:
        arn = block.get("targetGroupArn")
        if arn is not None:
            yield arn
