"""What runs in a VPC and calls a public API, by its environment.

Source: https://repost.aws/knowledge-center/api-gateway-vpc-connections
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..families import API, FUNCTION, SERVICE, STAGES, SUBNETS, TASK_DEFINITION
from ..network.network import Networks
from ..values import Entity, Key, Reference, Resource, Stack


@dataclass(frozen=True)
class Neighbour(Entity):
    """A function or service, the VPC that it is in, and the APIs whose addresses it is given."""

    vpc: Key
    apis: tuple[Key, ...]


def neighbours(stack: Stack, networks: Networks) -> Iterator[Neighbour]:
    """The functions and services that know the address of an API of the stack."""
    for resource in stack.of(FUNCTION):
        subnets = stack.refer_value(resource, "vpcConfig", resource.block("vpcConfig").get("subnetIds"), *SUBNETS)
        yield from _neighbour(stack, networks, resource, subnets, resource.feeds("environment"))
    for resource, definition in stack.referring(SERVICE, "taskDefinition", TASK_DEFINITION):
        place = resource.block("networkConfiguration").get("subnets")
        subnets = stack.refer_value(resource, "networkConfiguration", place, *SUBNETS)
        feeds = definition.one.feeds("containerDefinitions") if definition.one else ()
        yield from _neighbour(stack, networks, resource, subnets, feeds)


def _neighbour(
    stack: Stack, networks: Networks, resource: Resource, subnets: Reference, feeds: tuple[str, ...]
) -> Iterator[Neighbour]:
    given = [stack.by_urn[urn] for urn in feeds if urn in stack.by_urn]
    named = [each.urn for each in given if each.family in API]
    named += [
        key
        for each in given
        if each.family in STAGES
        and (key := stack.refer(each, "restApi" if each.family == STAGES[0] else "apiId", *API).key)
    ]
    vpc = networks.vpc_of(subnets)
    if named and vpc is not None:
        yield Neighbour(resource, vpc, tuple(dict.fromkeys(named)))
