"""What ECS demands of the containers of a task definition when that is registered.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ..values import Block
from ..verdict import Verdict, closed, every
from .task_definition import TaskDefinition, container_blocks

_AWSLOGS: Final = ("awslogs-group", "awslogs-region")
# What containers can not be or have on Fargate.
_NOT_ON_FARGATE: Final = ("privileged", "links")


def registrable(definition: TaskDefinition) -> Verdict:
    """Whether ECS takes the containers of a task definition, as far as they are known."""
    blocks = container_blocks(definition.resource).known or ()
    return every(closed(f"{definition.name}: {line}") for line in _problems(definition, blocks)).at(definition.urn)


def _problems(definition: TaskDefinition, blocks: tuple[Block, ...]) -> Iterator[str]:
    if blocks and all(block.flag("essential").is_(False).open for block in blocks):
        yield "no container is essential"
    names = Counter(name for block in blocks if (name := block.text("name").known))
    yield from (f"{number} containers are called {name}" for name, number in names.items() if number > 1)
    for block in blocks:
        name = block.text("name").known or "a container"
        yield from (f"{name} {line}" for line in (*_alone(block), *_in_task(definition, block)))


def _alone(block: Block) -> Iterator[str]:
    """What is wrong with a container by itself."""
    if block.text("image").unless("").absent:
        yield "has no image"
    log = block.block("logConfiguration")
    options = log.block("options")
    if log.text("logDriver").is_("awslogs").open:
        yield from (f"logs by awslogs without {key}" for key in _AWSLOGS if options.text(key).unless("").absent)


def _in_task(definition: TaskDefinition, block: Block) -> Iterator[str]:
    """What of a container does not fit its task."""
    whole, memory = definition.memory, block.number("memory")
    if whole.absent and memory.absent and block.number("memoryReservation").absent:
        yield "has neither memory nor memoryReservation, and the task has no memory"
    number = whole.known if whole.known and whole.known.isdecimal() else None
    if number is not None and memory.known is not None and memory.known > int(number):
        yield f"has memory {memory}, the task {whole}"
    for mapping in block.blocks("portMappings").known or () if definition.network_mode.is_("awsvpc").open else ():
        port, host = mapping.number("containerPort").known, mapping.number("hostPort").known
        if port and host and port != host:
            yield f"maps {port} to port {host}, in network mode awsvpc"
    types = definition.requires_compatibilities.known or ()
    for key in _NOT_ON_FARGATE if any(each.is_("FARGATE").open for each in types) else ():
        if block.value(key).holds(bool).open:
            yield f"has {key}, which Fargate does not take"
