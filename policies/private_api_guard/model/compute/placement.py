"""Whether ECS takes a service with its task definition and cluster: launch type, size, providers and names of ports.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

import re
from typing import Final

from ..elsewhere import SCALES, Elsewhere
from ..families import CLUSTER
from ..values import Key, Reader, Stack, Value
from ..verdict import Verdict, across, closed, every, opened, some, unknown
from .container_rules import registrable
from .service import PROVIDER, Service
from .task_definition import TaskDefinition

FARGATE: Final = "FARGATE"
# Memory in MiB that Fargate has for each number of CPU units: least, most and step.
_SIZES: Final = {
    256: (512, 2048, 512), 512: (1024, 4096, 1024), 1024: (2048, 8192, 1024), 2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024), 8192: (16384, 61440, 4096), 16384: (32768, 122880, 8192),
}  # fmt: skip
# Between two sizes that there are.
_NO_SIZE: Final = (256, 1536)
_SIZE: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(vcpu|gb)?\s*", re.IGNORECASE)
_UNITS: Final = 1024
# How tasks are spread over instances.
_PLACED: Final = ("placementConstraints", "orderedPlacementStrategies")


class Placements(Reader):
    """Answers for the services of one stack."""

    def __init__(self, stack: Stack, elsewhere: Elsewhere) -> None:
        super().__init__(stack)
        self._elsewhere = elsewhere

    def takes_definition(self, service: Service) -> Verdict:
        """Whether ECS takes the service's task definition."""
        return opened() if service.task_definition is None else registrable(service.task_definition)

    def fits_fargate(self, service: Service) -> Verdict:
        """Whether the task definition of a service that asks for Fargate may run there.

        One that names no launch type runs wherever what it says fits; every one may run on instances.
        """
        definition, launch = service.task_definition, service.resource.text("launchType")
        strategies = service.strategies.known or ()
        named = strategies and every(each.holds(_of_fargate) for each in strategies).open
        if definition is None or not (named or launch.is_(FARGATE).open):
            return opened()
        types = definition.requires_compatibilities
        if types.known is None:
            return unknown(types.where)
        found = some(each.is_(FARGATE) for each in types.known) if types.known else _fits(definition)
        told = ", ".join(map(str, types.known)) or "nothing"
        line = f"{service.name} runs on Fargate; {definition.name}.requiresCompatibilities has {told}"
        return found.because(line, *found.evidence) if found.closed else found

    def has_fargate_size(self, service: Service) -> Verdict:
        """Whether a definition that says Fargate has a size of its table, and its network mode."""
        definition = service.task_definition
        if definition is None or not _says_fargate(definition).open:
            return opened()
        return _fits(definition)

    def may_have_public_address(self, service: Service) -> Verdict:
        """Whether a service that asks for public addresses runs where tasks can have some."""
        network, launch = service.network_configuration, service.resource.text("launchType")
        asks = network is not None and network.assign_public_ip.is_(True).open
        line = f"{service.name} has launchType EC2 and assignPublicIp true"
        return closed(line) if asks and launch.is_("EC2").open else opened()

    def fits_strategy(self, service: Service) -> Verdict:
        """Whether a service on Fargate leaves it to Fargate where its tasks run."""
        if not service.fargate.open:
            return opened()
        daemon = service.resource.text("schedulingStrategy").is_("DAEMON")
        told = [f"{service.name} has schedulingStrategy DAEMON"] if daemon.open else []
        told += [f"{service.name} has {key}" for key in _PLACED if service.resource.value(key).holds(bool).open]
        return closed(*told) if told else opened()

    def names_ports(self, service: Service) -> Verdict:
        """Whether the task definition names every port that Service Connect offers."""
        definition, offered = service.task_definition, service.connected_ports
        listed = definition.containers.known if definition is not None else None
        if definition is None or listed is None:
            return opened()
        mapped = [each.port_mappings.known for each in listed]
        names = [mapping.name for mappings in mapped for mapping in mappings or ()]
        where = f"{definition.name}.containerDefinitions"
        vague = [unknown(where)] if None in mapped else []
        told = ", ".join(str(name) for name in names if not name.absent) or "none"
        return every(
            some([*vague, *(_same(name, port) for name in names), closed()]).because(
                f"{service.name} offers port {port} by Service Connect; names of ports in {definition.name}: {told}"
            )
            for port in offered
        )

    def has_providers(self, service: Service) -> Verdict:
        """Whether the cluster of a service has the capacity providers that the service names."""
        cluster = self._stack.refer(service.resource, "cluster", CLUSTER).one
        if cluster is None or next(self._elsewhere.given(SCALES, cluster.urn), None) is not None:
            return opened()
        own = self._stack.refer(cluster, "capacityProviders", PROVIDER)
        joined = [
            (meant.meaning(cluster.urn), self._stack.refer(each, "capacityProviders", PROVIDER))
            for each, meant in self._stack.referring("ecs.ClusterCapacityProviders", "clusterName", CLUSTER)
        ]
        line = f"{service.name} names {{}}, which {cluster.name} has not"

        def there(key: Key) -> Verdict:
            made = self._stack.by_urn.get(key)
            if made is not None and not made.block("managedInstancesProvider").absent:
                return opened()
            found = some([own.meaning(key), *(every([meant, has.meaning(key)]) for meant, has in joined)])
            return found.because(line.format(made.name if made else key)) if found.closed else found

        return across(service.providers, there)


def _of_fargate(name: str) -> bool:
    return name.startswith(FARGATE)


def _same(name: Value[str], port: Value[str]) -> Verdict:
    """Whether two names are one, of which either may not be known."""
    if name.absent:
        return closed()
    return unknown(port.where) if port.known is None else name.is_(port.known)


def _says_fargate(definition: TaskDefinition) -> Verdict:
    return some(each.is_(FARGATE) for each in definition.requires_compatibilities.known or ())


def _fits(definition: TaskDefinition) -> Verdict:
    return every([definition.network_mode.or_else("bridge").is_("awsvpc"), _sized(definition)])


def _sized(definition: TaskDefinition) -> Verdict:
    cpu, memory = definition.cpu, definition.memory
    sizes = [each.holds(bool) for each in (cpu, memory)]
    units, mebibytes = _number(cpu.known), _number(memory.known)
    if not all(each.open for each in sizes):
        return every(sizes)
    if units is None or mebibytes is None:
        return unknown((cpu if units is None else memory).where)
    return opened() if _is_size(units, mebibytes) else closed(f"{cpu.where} is {cpu}, {memory.where} is {memory}")


def _number(text: str | None) -> int | None:
    """CPU units or MiB of `256`, `.25 vCPU` or `0.5 GB`."""
    found = _SIZE.fullmatch(text or "")
    return None if found is None else round(float(found[1]) * (_UNITS if found[2] else 1))


def _is_size(units: int, mebibytes: int) -> bool:
    least, most, step = _SIZES.get(units, (1, 0, 1))
    return least <= mebibytes <= most and mebibytes % step == 0 and (units, mebibytes) != _NO_SIZE
