"""Task definitions of ECS and their containers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..iam.role import ROLE
from ..values.reference import Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.value import Value
from ..values.values import Block
from ..verdict import Verdict, some, unknown

TASK_DEFINITION: Final = "ecs.TaskDefinition"
_CONTAINERS: Final = "containerDefinitions"


@dataclass(frozen=True)
class PortMapping:
    """A port of a container, and that of its host; ECS chooses the host's where it is absent or 0."""

    container_port: Value[int]
    host_port: Value[int]


class Container:
    """One container of a task definition."""

    def __init__(self, block: Block) -> None:
        self._block = block

    @property
    def name(self) -> Value[str]:
        """Its name, by which a service registers it."""
        return self._block.text("name")

    @property
    def image(self) -> Value[str]:
        """Its image."""
        return self._block.text("image")

    @property
    def port_mappings(self) -> Value[tuple[PortMapping, ...]]:
        """The ports that it maps."""
        return self._block.blocks("portMappings").map(
            lambda blocks: tuple(PortMapping(each.number("containerPort"), each.number("hostPort")) for each in blocks)
        )

    def maps(self, port: int) -> Verdict:
        """Whether it maps a port; one that maps a range may do so. The evidence lists what it maps."""
        mappings = self.port_mappings
        if mappings.known is None:
            return unknown(mappings.where)
        ports = [each.container_port for each in mappings.known]
        answers = [unknown(each.where) if each.absent else each.is_(port) for each in ports]
        return some(answers).because(*map(str, ports))

    @property
    def log_driver(self) -> Value[str]:
        """What takes its output: `awslogs`, `awsfirelens` ..."""
        return self._block.block("logConfiguration").text("logDriver")

    @property
    def values_from(self) -> tuple[str, ...]:
        """Names and ARNs of the parameters and secrets that ECS fetches for it, as far as they are known."""
        secrets = [each.text("valueFrom").known for each in self._block.blocks("secrets").known or ()]
        credentials = self._block.block("repositoryCredentials").text("credentialsParameter").known
        return tuple(each for each in (*secrets, credentials) if each)


class TaskDefinition:
    """A task definition of the stack."""

    def __init__(self, stack: Stack, resource: Resource) -> None:
        self._stack = stack
        self.resource = resource

    @property
    def urn(self) -> str:
        """Its URN."""
        return self.resource.urn

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name

    @cached_property
    def containers(self) -> Value[tuple[Container, ...]]:
        """Its containers; they are not known where the document is made from outputs."""
        owner = f"{self.name}.{_CONTAINERS}"
        listed = self.resource.value(_CONTAINERS).map(_list)
        return listed.map(lambda items: tuple(Container(Block(each, owner)) for each in items))

    @property
    def sources(self) -> tuple[Resource, ...]:
        """The resources from which the containers' document is made."""
        known = self._stack.by_urn
        return tuple(known[urn] for urn in self.resource.feeds(_CONTAINERS) if urn in known)

    @property
    def network_mode(self) -> Value[str]:
        """`awsvpc`, `host`, `bridge` or `none`."""
        return self.resource.text("networkMode")

    @property
    def requires_compatibilities(self) -> Value[tuple[Value[str], ...]]:
        """The launch types for which it is checked."""
        return self.resource.texts("requiresCompatibilities")

    @property
    def execution_role(self) -> Reference:
        """The role by which ECS fetches images, values and logs for it."""
        return self._stack.refer(self.resource, "executionRoleArn", ROLE)


def task_definition(stack: Stack, resource: Resource) -> TaskDefinition | None:
    """The task definition that a service or task set names, where exactly one of the stack can be meant."""
    found = stack.refer(resource, "taskDefinition", TASK_DEFINITION).one
    return None if found is None else TaskDefinition(stack, found)


def _list(document: Any) -> list[dict[str, Any]] | None:
    """The objects of a document, which is JSON text or a list; `None` where one of them can not be read."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            return None
    return document if isinstance(document, list) and all(isinstance(each, dict) for each in document) else None
