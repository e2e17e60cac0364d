"""ECS services and task sets, which tasks they run, and on what; and the deployment groups that move them.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html and
https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_LoadBalancerInfo.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import GROUPS, SCALING_GROUP, SERVICE, SUBNETS, TARGET_GROUP, TASK_DEFINITION
from ..values import NOTHING, Block, Entity, Reference, Resource, ResourceReader, Stack, Value
from ..verdict import Verdict, closed, every, opened, unknown
from .task_definition import TaskDefinition, task_definition

PROVIDER: Final = "ecs.CapacityProvider"
_STRATEGIES: Final = "capacityProviderStrategies"
_BALANCERS: Final = "loadBalancers"
_NETWORK: Final = "networkConfiguration"
_FARGATE: Final = "FARGATE"


@dataclass(frozen=True)
class NetworkConfiguration:
    """The network that tasks in mode `awsvpc` get."""

    subnets: Reference
    groups: Reference
    assign_public_ip: Value[bool]


@dataclass(frozen=True)
class ServiceLoadBalancer:
    """One entry of `loadBalancers`: a container's port, and the target group that gets it, or two in turn."""

    container_name: Value[str]
    container_port: Value[int]
    target_group: Reference
    alternate_target_group: Reference


class Service(ResourceReader):
    """An ECS service or task set."""

    @cached_property
    def task_definition(self) -> TaskDefinition | None:
        """Its task definition, where exactly one of the stack can be meant."""
        found = self._stack.refer(self.resource, "taskDefinition", TASK_DEFINITION).one
        return None if found is None else task_definition(self._stack, found)

    @cached_property
    def network_configuration(self) -> NetworkConfiguration | None:
        """The network of its tasks; `None` where the program gives it none."""
        block = self.resource.block(_NETWORK)
        if block.absent:
            return None
        return NetworkConfiguration(
            self._stack.refer_value(self.resource, _NETWORK, block.get("subnets"), *SUBNETS),
            self._stack.refer_value(self.resource, _NETWORK, block.get("securityGroups"), *GROUPS),
            block.flag("assignPublicIp").or_else(False),
        )

    @cached_property
    def load_balancers(self) -> tuple[ServiceLoadBalancer, ...]:
        """Where its tasks are registered; one entry of which nothing is known where the list is not known."""
        blocks = self.resource.blocks(_BALANCERS)
        if blocks.known is None:
            lost = self._port(self.resource.number(_BALANCERS))
            named = self._stack.refer(self.resource, _BALANCERS, TARGET_GROUP)
            return (ServiceLoadBalancer(self.resource.text(_BALANCERS), lost, named, NOTHING),)
        return tuple(self._load_balancer(block, len(blocks.known)) for block in blocks.known)

    def _load_balancer(self, block: Block, entries: int) -> ServiceLoadBalancer:
        port = self._port(block.number("containerPort"))
        group = self._group(block.text("targetGroupArn"))
        # What feeds a list is told as a whole: of several candidates, the one whose port the container listens on.
        same = [each for each in group.resources if each.number("port") == port]
        if entries > 1 and not group.decided and len(same) == 1 and port.known is not None:
            group = Reference((same[0],), where=group.where)
        other = self._group(block.block("advancedConfiguration").text("alternateTargetGroupArn"))
        return ServiceLoadBalancer(block.text("containerName"), port, group, other)

    def _port(self, port: Value[int]) -> Value[int]:
        """A port that is not known is the only one that the containers map: ECS refuses every other."""
        only = self.task_definition.only_port if port.unknown and self.task_definition else None
        return only or port

    def _group(self, arn: Value[str]) -> Reference:
        return self._stack.refer_value(self.resource, _BALANCERS, arn, TARGET_GROUP)

    @property
    def deployment_controller(self) -> Value[str]:
        """What deploys it: ECS, CODE_DEPLOY or EXTERNAL."""
        return self.resource.block("deploymentController").text("type")

    @property
    def strategies(self) -> Value[tuple[Value[str], ...]]:
        """The capacity providers that it names; none where its launch type tells, or its cluster."""
        strategies = self.resource.blocks(_STRATEGIES)
        return strategies.map(lambda blocks: tuple(block.text("capacityProvider") for block in blocks))

    @property
    def providers(self) -> Reference:
        """What its capacity providers are: resources of the stack, and those that AWS or others made."""
        return self._stack.refer_value(self.resource, _STRATEGIES, self.strategies, PROVIDER)

    @property
    def connected_ports(self) -> tuple[Value[str], ...]:
        """The names of ports that it offers by Service Connect."""
        services = self.resource.block("serviceConnectConfiguration").blocks("services")
        return tuple(each.text("portName") for each in services.known or ())

    @cached_property
    def hosts(self) -> tuple[Resource, ...]:
        """The Auto Scaling groups whose instances run it: by capacity provider, else those that there are."""
        named = self.strategies
        if named.known:
            providers = self._stack.refer_value(self.resource, _STRATEGIES, named, PROVIDER).resources
        else:
            providers = tuple(self._stack.of(PROVIDER))
        groups = (self._group_of(provider) for provider in providers)
        return tuple(dict.fromkeys(each for group in groups for each in group)) or tuple(self._stack.of(SCALING_GROUP))

    def _group_of(self, provider: Resource) -> Reference:
        arn = provider.block("autoScalingGroupProvider").text("autoScalingGroupArn")
        return self._stack.refer_value(provider, "autoScalingGroupProvider", arn, SCALING_GROUP)

    @property
    def awsvpc(self) -> Verdict:
        """Whether its tasks have network interfaces of their own."""
        launch = self.resource.text("launchType")
        if self.network_configuration is not None or launch.is_(_FARGATE).open:
            return opened()
        if self.task_definition is None:
            return unknown(f"{self.name}.taskDefinition")
        return self.task_definition.network_mode.or_else("bridge").is_("awsvpc")

    @property
    def windows(self) -> Verdict:
        """Whether its tasks run on Windows."""
        if self.task_definition is None:
            return unknown(f"{self.name}.taskDefinition")
        return self.task_definition.system.holds(lambda family: family.upper().startswith("WINDOWS"))

    @cached_property
    def fargate(self) -> Verdict:
        """Whether its tasks run on Fargate; where neither it nor its capacity providers tell, its definition does."""
        launch = self.resource.text("launchType")
        if not launch.absent:
            return launch.is_(_FARGATE)
        strategies = self.resource.blocks(_STRATEGIES)
        if strategies.known is None:
            return unknown(strategies.where)
        if strategies.known:
            return every(self._on_fargate(block) for block in strategies.known)
        if self.task_definition is None:
            return unknown(f"{self.name}.taskDefinition")
        compatible = self.task_definition.requires_compatibilities
        alone = compatible.holds(lambda types: len(types) == 1)
        return every([alone, *(each.is_(_FARGATE) for each in compatible.known or ())])

    def _on_fargate(self, strategy: Block) -> Verdict:
        """Whether a capacity provider is one of AWS's for Fargate; those that a stack makes are not."""
        provider = strategy.text("capacityProvider")
        made = self._stack.refer_value(self.resource, _STRATEGIES, strategy.get("capacityProvider"), PROVIDER)
        if made.resources:
            return closed(f"{made.resources[0].name} has instances")
        return provider.holds(lambda name: name.startswith(_FARGATE))


_BALANCING: Final = "loadBalancerInfo"


@dataclass(frozen=True)
class DeploymentGroup(Entity):
    """A deployment group, the ECS service that it deploys, and the target groups that it registers targets in."""

    service: Reference
    target_groups: Reference


def deployment_group(stack: Stack, resource: Resource) -> DeploymentGroup:
    """Reads a deployment group; it names target groups and services by their names."""
    service = resource.block("ecsService").text("serviceName")
    return DeploymentGroup(
        resource,
        stack.refer_value(resource, "ecsService", service, SERVICE),
        stack.refer_value(resource, _BALANCING, list(_names(resource)), TARGET_GROUP),
    )


def deployment_groups(stack: Stack) -> Iterator[DeploymentGroup]:
    """The deployment groups of a stack."""
    return (deployment_group(stack, resource) for resource in stack.of("codedeploy.DeploymentGroup"))


def _names(resource: Resource) -> Iterator[Value[str]]:
    balancing = resource.block(_BALANCING)
    for listed in (
        balancing.blocks("targetGroupInfos"),
        balancing.block("targetGroupPairInfo").blocks("targetGroups"),
    ):
        yield from (each.text("name") for each in listed.known or ())
        if listed.known is None:
            yield resource.text(_BALANCING)
