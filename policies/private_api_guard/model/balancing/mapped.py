"""Tasks that an HTTP API finds by Cloud Map: a VPC link calls them without a load balancer.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..chain import Chain
from ..compute.cloud_map import MAP, MappedService, MappedServices
from ..compute.service import Service
from ..families import SERVICE
from ..gateway.integration import Integration
from ..gateway.vpc_link import VpcLink
from ..network.network import Networks
from ..values import NOTHING, Stack
from .registrations import of_tasks
from .target import Target
from .targets import in_groups


@dataclass(frozen=True, eq=False)
class MappedTarget:
    """Tasks that an integration calls through a link, by the name of a service of Cloud Map."""

    integration: Integration
    link: VpcLink | None
    service: MappedService
    target: Target


def mapped_targets(
    stack: Stack, networks: Networks, services: MappedServices, chains: tuple[Chain, ...]
) -> Iterator[MappedTarget]:
    """The tasks that private integrations of HTTP APIs are known to call by Cloud Map."""
    registered = [
        (stack.refer_value(resource, "serviceRegistries", block.text("registryArn"), MAP), resource, block)
        for resource in stack.of(SERVICE)
        for block in resource.blocks("serviceRegistries").known or ()
    ]
    for chain in chains if registered else ():
        integration = chain.method.integration
        if not chain.api.http or integration is None or not integration.private.open:
            continue
        service = services.of(integration)
        for meant, resource, block in registered if service is not None else ():
            if service is not None and meant.means(service.urn):
                port = block.number("containerPort")
                port = block.number("port") if port.absent else port
                target = in_groups(stack, networks, of_tasks(stack, Service(stack, resource), NOTHING, port))
                yield MappedTarget(integration, chain.link, service, target)
