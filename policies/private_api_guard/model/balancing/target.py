"""What is registered in a target group: ECS services, instances, Auto Scaling groups, addresses, load balancers.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..compute.service import SERVICE, TASK_SET, Service
from ..network.address import Network, Place, parse
from ..network.network import SUBNETS, Networks
from ..network.security_group import GROUPS, Ports, SecurityGroups
from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block
from .load_balancer import BALANCER
from .target_group import GROUP as TARGET_GROUP
from .target_group import TargetGroup

INSTANCE = "ec2.Instance"
INTERFACE = "ec2.NetworkInterface"
SCALING_GROUP = "autoscaling.Group"
LAUNCH_TEMPLATE = "ec2.LaunchTemplate"
LAUNCH_CONFIGURATION = "ec2.LaunchConfiguration"
ATTACHMENT = "lb.TargetGroupAttachment"
FUNCTION = "lambda.Function"
# Host ports that ECS chooses from where a task definition leaves the choice to it.
DYNAMIC_PORTS: Ports = (32768, 65535)


@dataclass(frozen=True)
class Target:
    """Something that a target group hands requests to.

    `kind` is service, instance, group (Auto Scaling), address, balancer or function. `ports` are those on which it gets
    requests, `None` if not known. `resource` is what runs it, `registration` what registers it. `certain` is False
    where it may belong to another target group.
    """

    kind: str
    resource: Resource | None
    registration: Resource
    ports: Ports | None
    groups: Reference = NOTHING
    subnets: Reference = NOTHING
    address: Network | None = None
    zone: str | None = None
    certain: bool = True
    key: Key = ""

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else str(self.address or self.key or self.registration.name)

    @property
    def urn(self) -> str:
        """Where a finding about the target stands if it has no security group."""
        return (self.resource or self.registration).urn


class Targets:
    """Targets by target group."""

    def __init__(self, stack: Stack, networks: Networks, groups: SecurityGroups) -> None:
        self.stack = stack
        self.networks = networks
        self.groups = groups

    @cached_property
    def by_group(self) -> dict[Key, list[Target]]:
        """Every target that is or may be registered, by the key of its target group."""
        found: dict[Key, list[Target]] = defaultdict(list)
        for owner, target in self._all():
            for key in owner.keys:
                sure = owner.decided or owner.certain
                found[key].append(target if sure else _uncertain(target))
            if owner.unknown:
                self.adrift.append(target)
        return found

    @cached_property
    def adrift(self) -> list[Target]:
        """Targets of which nobody can say in which target group they are."""
        return []

    def of(self, group: TargetGroup) -> list[Target]:
        """The targets of a group; those without a port of their own take the group's."""
        return [self._with_port(target, group) for target in self.by_group.get(group.key, ())]

    @staticmethod
    def _with_port(target: Target, group: TargetGroup) -> Target:
        if target.ports is not None or target.kind == "service":
            return target
        port = group.port.known
        return replace(target, ports=None if port is None else (port, port))

    def _all(self) -> Iterator[tuple[Reference, Target]]:
        for service in self.stack.of(SERVICE, TASK_SET):
            yield from self._of_service(service)
        for group in self.stack.of(SCALING_GROUP):
            for owner in self._groups_of_scaling_group(group):
                yield owner, self._scaling_target(group, group)
        for attachment in self.stack.of("autoscaling.Attachment", "autoscaling.TrafficSourceAttachment"):
            yield from self._of_scaling_attachment(attachment)
        for attachment in self.stack.of(ATTACHMENT):
            owner = self.stack.refer(attachment, "targetGroupArn", TARGET_GROUP)
            for target in self._attached(attachment):
                yield owner, target
        for deployment in self.stack.of("codedeploy.DeploymentGroup"):
            yield from self._of_deployment_group(deployment)

    # ECS

    def _of_service(self, service: Resource) -> Iterator[tuple[Reference, Target]]:
        blocks = service.raw_blocks("loadBalancers")
        if blocks is UNKNOWN:
            yield (
                self.stack.refer(service, "loadBalancers", TARGET_GROUP),
                self._service_target(service, Block(UNKNOWN)),
            )
            return
        for block in blocks:
            arn = block.get("targetGroupArn")
            if arn not in (None, ""):
                owner = self.stack.refer_value(service, "loadBalancers", arn, TARGET_GROUP)
                if len(blocks) > 1 and not owner.decided:
                    owner = self._by_port(owner, block)
                yield owner, self._service_target(service, block)
            other = block.block("advancedConfiguration").get("alternateTargetGroupArn")
            if other not in (None, ""):
                yield (
                    self.stack.refer_value(service, "loadBalancers", other, TARGET_GROUP),
                    self._service_target(service, block),
                )

    def _by_port(self, owner: Reference, block: Block) -> Reference:
        """Of several candidates, the one whose port the container listens on: what feeds a list is told as a whole."""
        port = block.raw_number("containerPort")
        same = [group for group in owner.resources if group.raw_number("port") == port]
        return Reference((same[0],), where=owner.where) if len(same) == 1 and isinstance(port, int) else owner

    def _service_target(self, service: Resource, block: Block) -> Target:
        network = service.block("networkConfiguration")
        if network.absent:
            return self._on_instances(service, block)
        subnets = self.stack.refer_value(service, "networkConfiguration", network.get("subnets"), *SUBNETS)
        groups = self.stack.refer_value(service, "networkConfiguration", network.get("securityGroups"), *GROUPS)
        if groups.absent:
            groups = self.groups.default(self.networks.vpc_of(subnets))
        port = block.raw_number("containerPort")
        ports = (port, port) if isinstance(port, int) else None
        return Target("service", service, service, ports, groups, subnets)

    def _on_instances(self, service: Resource, block: Block) -> Target:
        """A service whose tasks share the network of the cluster's instances."""
        hosts = self.scaling_groups_of(service)
        ports = self._host_ports(service, block)
        if not hosts:
            # A cluster of which the instances are not in the stack.
            outside = Reference(literals=(f"the instances that run {service.name}",))
            return Target("service", service, service, ports, outside, outside)
        if len(hosts) != 1:
            where = Reference(unknown=True, where=f"{service.name}.capacityProviderStrategies")
            return Target("service", service, service, ports, where, where)
        host = self._scaling_target(hosts[0], service)
        return Target("service", service, service, ports, host.groups, host.subnets)

    def scaling_groups_of(self, service: Resource) -> list[Resource]:
        """The Auto Scaling groups whose instances run a service: by capacity provider, else the only one there is."""
        providers = self._capacity_providers(service)
        found = {
            group.urn: group
            for provider in providers
            for group in self.stack.refer(provider, "autoScalingGroupProvider", SCALING_GROUP).resources
        }
        return list(found.values()) or self.stack.of(SCALING_GROUP)

    def _capacity_providers(self, service: Resource) -> list[Resource]:
        blocks = service.raw_blocks("capacityProviderStrategies")
        names = UNKNOWN if blocks is UNKNOWN else [block.get("capacityProvider") for block in blocks]
        if names:
            return list(self.stack.refer_value(service, "capacityProviderStrategies", names, "ecs.CapacityProvider"))
        return self.stack.of("ecs.CapacityProvider")

    def _host_ports(self, service: Resource, block: Block) -> Ports | None:
        """The port of the instance that leads to a container."""
        port = block.raw_number("containerPort")
        definition = Service(self.stack, service).task_definition
        if definition is None or not isinstance(port, int):
            return None
        if definition.network_mode.is_("host").open:
            return (port, port)
        for container in definition.containers.known or ():
            for mapping in container.port_mappings.known or ():
                if mapping.container_port.is_(port).open:
                    host = mapping.host_port.or_else(0).known
                    return None if host is None else (host, host) if host else DYNAMIC_PORTS
        return None

    # Auto Scaling groups

    def _groups_of_scaling_group(self, group: Resource) -> Iterator[Reference]:
        yield self.stack.refer(group, "targetGroupArns", TARGET_GROUP)
        sources = group.raw_blocks("trafficSources")
        if sources is UNKNOWN:
            yield self.stack.refer(group, "trafficSources", TARGET_GROUP)
            return
        values = [block.get("identifier") for block in sources if block.raw_text("type") in (None, "elbv2", UNKNOWN)]
        if values:
            yield self.stack.refer_value(group, "trafficSources", values, TARGET_GROUP)

    def _of_scaling_attachment(self, attachment: Resource) -> Iterator[tuple[Reference, Target]]:
        if attachment.family == "autoscaling.Attachment":
            owner = self.stack.refer(attachment, "lbTargetGroupArn", TARGET_GROUP)
        else:
            value = attachment.block("trafficSource").get("identifier")
            owner = self.stack.refer_value(attachment, "trafficSource", value, TARGET_GROUP)
        groups = self.stack.refer(attachment, "autoscalingGroupName", SCALING_GROUP)
        if groups.one:
            yield owner, self._scaling_target(groups.one, attachment)
        else:
            yield owner, Target("group", None, attachment, None, _lost(groups), _lost(groups), key="".join(groups.keys))

    def _scaling_target(self, group: Resource, registration: Resource) -> Target:
        subnets = self.stack.refer(group, "vpcZoneIdentifiers", *SUBNETS)
        groups = self._launch_groups(group)
        if groups.absent:
            groups = self.groups.default(self.networks.vpc_of(subnets))
        return Target("group", group, registration, None, groups, subnets)

    def _launch_groups(self, group: Resource) -> Reference:
        """Security groups of the instances that an Auto Scaling group launches."""
        configuration = self.stack.refer(group, "launchConfiguration", LAUNCH_CONFIGURATION)
        if configuration.one:
            return self.stack.refer(configuration.one, "securityGroups", *GROUPS)
        template = self.launch_template(group)
        if template is not None:
            return self.template_groups(template)
        named = [*_template_names(group.get("launchTemplate")), *_template_names(group.get("mixedInstancesPolicy"))]
        outside = [*configuration.literals, *(each for each in named if isinstance(each, str))]
        if outside and not (configuration.unknown or UNKNOWN in named):
            return Reference(literals=(f"the security groups that {outside[0]} gives",))
        return Reference(unknown=True, where=f"{group.name}.launchTemplate")

    def launch_template(self, owner: Resource) -> Resource | None:
        """The launch template of an Auto Scaling group or instance."""
        for key in ("launchTemplate", "mixedInstancesPolicy"):
            value = owner.get(key)
            if value is None:
                continue
            names = list(_template_names(value)) or [UNKNOWN]
            found = self.stack.refer_value(owner, key, names, LAUNCH_TEMPLATE)
            if found.one:
                return found.one
        return None

    def template_groups(self, template: Resource) -> Reference:
        """Security groups that a launch template gives."""
        direct = self.stack.refer(template, "vpcSecurityGroupIds", *GROUPS)
        interfaces = template.raw_blocks("networkInterfaces")
        if direct.absent and interfaces is UNKNOWN:
            return self.stack.refer(template, "networkInterfaces", *GROUPS)
        if direct.absent and interfaces is not UNKNOWN and interfaces:
            values = interfaces[0].get("securityGroups")
            return self.stack.refer_value(template, "networkInterfaces", values, *GROUPS)
        return direct

    # Instances, interfaces, addresses, load balancers

    def _attached(self, attachment: Resource) -> Iterator[Target]:
        port = attachment.raw_number("port")
        ports = (port, port) if isinstance(port, int) else None
        zone = attachment.raw_text("availabilityZone")
        common = {"registration": attachment, "ports": ports, "zone": zone if isinstance(zone, str) else None}
        value = attachment.raw_text("targetId")
        found = self._by_address(value) if isinstance(value, str) else None
        if found is None:
            found = self.stack.refer(attachment, "targetId", INSTANCE, INTERFACE, BALANCER, FUNCTION)
        for resource in found.resources:
            yield self._of_resource(resource, {**common, "certain": found.decided})
        for literal in found.literals:
            kind = "balancer" if ":loadbalancer/" in literal else "instance" if literal.startswith("i-") else "address"
            place = Reference(unknown=True, where=f"{attachment.name}.targetId")
            yield Target(kind, None, groups=place, subnets=place, address=parse(literal), key=literal, **common)
        if found.unknown:
            lost = _lost(found)
            yield Target("address", None, groups=lost, subnets=lost, **{**common, "certain": False})

    def _by_address(self, value: str) -> Reference | None:
        """The instance or interface of the stack that has a known address."""
        if parse(value) is None:
            return None
        owners = self._addresses.get(value, [])
        return Reference(tuple(owners)) if len(owners) == 1 else Reference(literals=(value,))

    @cached_property
    def _addresses(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.stack.of(INSTANCE, INTERFACE):
            listed = resource.raw_texts("privateIps")
            known = {resource.get("privateIp"), resource.outputs.get("privateIp")}
            known |= set() if listed is UNKNOWN else set(listed)
            for address in known:
                if isinstance(address, str):
                    found[address].append(resource)
        return found

    def _of_resource(self, resource: Resource, common: dict[str, Any]) -> Target:
        if resource.family == BALANCER:
            return Target("balancer", resource, key=resource.urn, **common)
        if resource.family == FUNCTION:
            return Target("function", resource, key=resource.urn, **common)
        if resource.family == INTERFACE:
            groups = self.stack.refer(resource, "securityGroups", *GROUPS)
            subnets = self.stack.refer(resource, "subnetId", *SUBNETS)
        else:
            groups, subnets = self.instance_network(resource)
        if groups.absent:
            groups = self.groups.default(self.networks.vpc_of(subnets))
        return Target("instance", resource, groups=groups, subnets=subnets, key=resource.urn, **common)

    def instance_network(self, instance: Resource) -> tuple[Reference, Reference]:
        """Security groups and subnet of an instance, also by way of its first interface or launch template."""
        interfaces = self._interfaces(instance)
        if interfaces:
            groups = self.stack.refer(interfaces[0], "securityGroups", *GROUPS)
            return groups, self.stack.refer(interfaces[0], "subnetId", *SUBNETS)
        groups = self.stack.refer(instance, "vpcSecurityGroupIds", *GROUPS)
        if groups.absent:
            groups = self.stack.refer(instance, "securityGroups", *GROUPS)
        if groups.absent and (template := self.launch_template(instance)):
            groups = self.template_groups(template)
        return self._with_attachments(instance, groups), self.stack.refer(instance, "subnetId", *SUBNETS)

    def _with_attachments(self, instance: Resource, groups: Reference) -> Reference:
        """Groups that attachment resources add to the instance's interface."""
        more = [
            group
            for attachment in self.stack.of("ec2.NetworkInterfaceSecurityGroupAttachment")
            if self.stack.refer(attachment, "networkInterfaceId", INSTANCE, INTERFACE).may_mean(instance.urn)
            for group in self.stack.refer(attachment, "securityGroupId", *GROUPS).resources
            if group not in groups.resources
        ]
        if not more:
            return groups
        return Reference((*groups.resources, *more), groups.literals, groups.certain, groups.unknown, groups.where)

    def _interfaces(self, instance: Resource) -> list[Resource]:
        for key in ("primaryNetworkInterface", "networkInterfaces"):
            blocks = instance.raw_blocks(key)
            if blocks:
                values = UNKNOWN if blocks is UNKNOWN else [block.get("networkInterfaceId") for block in blocks]
                return list(self.stack.refer_value(instance, key, values, INTERFACE))
        return []

    # CodeDeploy

    def _of_deployment_group(self, deployment: Resource) -> Iterator[tuple[Reference, Target]]:
        """Both target groups of a blue/green deployment get the service's tasks, one after the other."""
        block = deployment.block("ecsService").get("serviceName")
        service = self.stack.refer_value(deployment, "ecsService", block, SERVICE).one
        if service is None:
            return
        pairs = self.stack.refer_value(deployment, "loadBalancerInfo", _pair_names(deployment), TARGET_GROUP)
        taken = {key for owner, _ in self._of_service(service) for key in owner.keys}
        first = service.raw_blocks("loadBalancers")
        block_of = first[0] if first is not UNKNOWN and first else Block(UNKNOWN)
        for group in pairs.resources:
            if group.urn not in taken:
                yield Reference((group,)), self._service_target(service, block_of)


def _pair_names(deployment: Resource) -> "list[Any] | Unknown":
    pair = deployment.block("loadBalancerInfo").block("targetGroupPairInfo")
    groups = pair.raw_blocks("targetGroups")
    return UNKNOWN if groups is UNKNOWN else [block.get("name") for block in groups]


def _template_names(value: Any) -> Iterator[Any]:
    """Ids and names of launch templates, wherever they stand inside a property."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"id", "name", "launchTemplateId", "launchTemplateName"} and item is not None:
                yield item
            else:
                yield from _template_names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _template_names(item)


def _uncertain(target: Target) -> Target:
    return replace(target, certain=False)


def _lost(reference: Reference) -> Reference:
    return Reference(unknown=True, where=reference.where)


def place_of(networks: Networks, target: Target, version: int = 4) -> tuple[Place, ...]:
    """Where a target's packets come from."""
    if target.address is not None:
        return (Place(target.address, label=str(target.address)),)
    places = tuple(networks.place(key, version) for key in target.subnets.keys)
    fixed = target.resource.outputs.get("privateIp") if target.kind == "instance" and target.resource else None
    network = parse(fixed) if isinstance(fixed, str) and version == 4 else None
    if network is None or len(places) != 1:
        return places
    return (Place(network, places[0].subnet, places[0].vpc, label=f"{target.name} ({fixed})"),)
