"""Task definitions of ECS and their containers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from dataclasses import dataclass
from typing import Final

from ..families import ROLE
from ..values import Block, Entity, Reference, Resource, Stack, Value, objects
from ..verdict import Verdict, some, unknown
from .task_log import TaskLog, task_log

_CONTAINERS: Final = "containerDefinitions"


@dataclass(frozen=True)
class PortMapping:
    """A port of a container, its name, and that of its host; ECS chooses the host's where it is absent or 0."""

    container_port: Value[int]
    host_port: Value[int]
    name: Value[str]


@dataclass(frozen=True)
class Container:
    """One container of a task definition.

    `log_driver` takes its output: `awslogs`, `awsfirelens` ...; `log` is where the first of these writes it.
    `values_from` are names and ARNs of the parameters and secrets that ECS fetches for it.
    """

    name: Value[str]
    image: Value[str]
    port_mappings: Value[tuple[PortMapping, ...]]
    log_driver: Value[str]
    log: TaskLog
    values_from: tuple[Value[str], ...]

    def maps(self, port: int) -> Verdict:
        """Whether it maps a port; one that maps a range may do so. The evidence lists what it maps."""
        mappings = self.port_mappings
        if mappings.known is None:
            return unknown(mappings.where)
        ports = [each.container_port for each in mappings.known]
        answers = [unknown(each.where) if each.absent else each.is_(port) for each in ports]
        return some(answers).because(*map(str, ports))


@dataclass(frozen=True)
class TaskDefinition(Entity):
    """A task definition of the stack.

    Its containers are not known where their document is made from outputs; `sources` are the resources in that. ECS
    fetches images, values and logs by the execution role. `system` is the one that its containers run on.
    """

    containers: Value[tuple[Container, ...]]
    sources: tuple[Resource, ...]
    network_mode: Value[str]
    requires_compatibilities: Value[tuple[Value[str], ...]]
    execution_role: Reference
    cpu: Value[str]
    memory: Value[str]
    system: Value[str]

    @property
    def only_port(self) -> Value[int] | None:
        """The port that its containers map, where they map exactly one."""
        mapped = [each.port_mappings.known for each in self.containers.known or ()]
        ports = [mapping.container_port for mappings in mapped for mapping in mappings or ()]
        return ports[0] if len(ports) == 1 and None not in mapped and ports[0].known is not None else None


def task_definition(stack: Stack, resource: Resource) -> TaskDefinition:
    """Reads a task definition."""
    return TaskDefinition(
        resource,
        container_blocks(resource).map(lambda blocks: tuple(map(_container, blocks))),
        tuple(stack.by_urn[urn] for urn in resource.feeds(_CONTAINERS) if urn in stack.by_urn),
        resource.text("networkMode"),
        resource.texts("requiresCompatibilities"),
        stack.refer(resource, "executionRoleArn", ROLE),
        resource.text("cpu").unless(""),
        resource.text("memory").unless(""),
        resource.block("runtimePlatform").text("operatingSystemFamily"),
    )


def container_blocks(resource: Resource) -> Value[tuple[Block, ...]]:
    """The containers of a task definition as they stand in its document."""
    owner, listed = f"{resource.name}.{_CONTAINERS}", resource.value(_CONTAINERS).map(objects)
    return listed.map(lambda items: tuple(Block(each, owner) for each in items))


def _container(block: Block) -> Container:
    secrets = [each.text("valueFrom") for each in block.blocks("secrets").known or ()]
    credentials = block.block("repositoryCredentials").text("credentialsParameter")
    log = block.block("logConfiguration")
    return Container(
        block.text("name"),
        block.text("image"),
        block.blocks("portMappings").map(lambda listed: tuple(map(_port_mapping, listed))),
        log.text("logDriver"),
        task_log(log.block("options")),
        tuple(each for each in (*secrets, credentials) if not each.absent),
    )


def _port_mapping(block: Block) -> PortMapping:
    return PortMapping(block.number("containerPort"), block.number("hostPort"), block.text("name"))
