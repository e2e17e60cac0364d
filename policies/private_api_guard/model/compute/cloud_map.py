"""Services of Cloud Map that an HTTP API calls: what registers there, and what API Gateway learns of it.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
"""

from collections.abc import Iterator
from typing import Final

from ..elsewhere import REGISTERS, Elsewhere
from ..families import SERVICE
from ..gateway.integration import Integration
from ..values import Entity, Reader, Resource, Stack
from ..verdict import Verdict, closed, opened, presumably, some, unknown

MAP: Final = "servicediscovery.Service"
_INSTANCE: Final = "servicediscovery.Instance"


class MappedService(Entity):
    """A service of Cloud Map."""

    @property
    def tells_port(self) -> Verdict:
        """Whether its records tell the port of what ECS registers: SRV records do."""
        records = self.resource.block("dnsConfig").blocks("dnsRecords")
        if records.known is None:
            return unknown(records.where)
        kinds = [record.text("type") for record in records.known]
        told = ", ".join(map(str, kinds))
        found = some(kind.map(str.upper).is_("SRV") for kind in kinds)
        return found.because(f"{self.name} has records of type {told}") if kinds else opened()

    @property
    def checks_health(self) -> Verdict:
        """Whether it hands out only what is healthy."""
        resource = self.resource
        given = [not resource.block(key).absent for key in ("healthCheckCustomConfig", "healthCheckConfig")]
        return opened() if any(given) else closed(f"{self.name} has no healthCheckCustomConfig")


class MappedServices(Reader):
    """The services of Cloud Map of one stack."""

    def __init__(self, stack: Stack, elsewhere: Elsewhere) -> None:
        super().__init__(stack)
        self._elsewhere = elsewhere

    def of(self, integration: Integration) -> MappedService | None:
        """The one of the stack that an integration calls."""
        key = "integrationUri"
        found = self._stack.refer_value(integration.resource, key, integration.uri, MAP).one
        return None if found is None else MappedService(found)

    def registered(self, service: MappedService) -> Verdict:
        """Whether something registers there, or may."""
        return some([self.by_tasks(service), self.by_instances(service), *self._by_others(service.resource)])

    def by_tasks(self, service: MappedService) -> Verdict:
        """Whether ECS registers the tasks of a service there."""
        answers = (
            self._stack.refer_value(each, "serviceRegistries", block.text("registryArn"), MAP).meaning(service.urn)
            for each in self._stack.of(SERVICE)
            for block in each.blocks("serviceRegistries").known or ()
        )
        lost = (
            self._stack.refer(each, "serviceRegistries", MAP).meaning(service.urn)
            for each in self._stack.of(SERVICE)
            if each.blocks("serviceRegistries").unknown
        )
        return some([*answers, *lost, closed(f"no service names {service.name} in serviceRegistries")])

    def by_instances(self, service: MappedService) -> Verdict:
        """Whether the stack registers an instance there itself."""
        named = self._stack.referring(_INSTANCE, "serviceId", MAP)
        return some([*(meant.meaning(service.urn) for _, meant in named), closed()])

    def _by_others(self, resource: Resource) -> Iterator[Verdict]:
        for each in self._elsewhere.given(REGISTERS, resource.urn):
            yield presumably(f"{each.name} was given {resource.name} and is presumed to register there")
