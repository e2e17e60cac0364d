"""Instances, and the Auto Scaling groups and launch templates that make them: where they run, in which groups.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html and
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..families import GROUPS, INSTANCE, INTERFACE, SUBNETS
from ..values import NOT_SET, Block, Entity, Reference, Resource, Stack, Value, Values, not_known
from ..verdict import Verdict, every, opened, some, unknown

_IDS: Final = ("id", "name", "launchTemplateId", "launchTemplateName")
_SPECIFICATION: Final = "launchTemplateSpecification"


@dataclass(frozen=True)
class LaunchTemplate(Entity):
    """A launch template of the stack.

    `groups` are absent where instances get the default group of their VPC. `associate_public_ip_address` tells whether
    they get a public address; it is absent where their subnet tells.
    """

    groups: Reference
    associate_public_ip_address: Value[bool]


def launch_template(stack: Stack, owner: Resource) -> LaunchTemplate | None:
    """The launch template of an Auto Scaling group or instance, where exactly one of the stack can be meant."""
    found = next((each.one for each in templates(stack, owner) if each.one is not None), None)
    return None if found is None else LaunchTemplate(found, _given_groups(stack, found), _public(found))


def templates(stack: Stack, owner: Resource) -> Iterator[Reference]:
    """The launch templates that an Auto Scaling group or instance names: its own, and those that it mixes."""
    mixed = owner.block("mixedInstancesPolicy").block("launchTemplate")
    overrides = [each.block(_SPECIFICATION) for each in mixed.blocks("overrides").known or ()]
    places = {
        "launchTemplate": [owner.block("launchTemplate")],
        "mixedInstancesPolicy": [mixed.block(_SPECIFICATION), *overrides],
    }
    for key, specifications in places.items():
        named = [identity for each in specifications if not (identity := _identity(each)).absent]
        if named:
            yield stack.refer_value(owner, key, named, "ec2.LaunchTemplate")


# What says of which image an instance is, and of which size: properties of its template, and of itself.
_IMAGE: Final = ("imageId", "ami")
_SIZE: Final = ("instanceType", "instanceRequirements")


def launches(stack: Stack, owner: Resource) -> Verdict:
    """Whether an Auto Scaling group or instance is told image and size, where a template of the stack has to say it.

    The types that a group mixes may tell the size instead.
    """
    template = launch_template(stack, owner)
    if template is None:
        return opened()
    mixed = owner.block("mixedInstancesPolicy").block("launchTemplate").blocks("overrides")
    sizes = [unknown(mixed.where)] if mixed.unknown else [every(_says(each, _SIZE) for each in mixed.known or ())]
    image = some(_says(each, _IMAGE) for each in (template.resource, owner))
    size = some([*(_says(each, _SIZE) for each in (template.resource, owner)), *(sizes if mixed.known != () else ())])
    lacks = every(
        answer.because(f"{template.name} sets no {what}") for answer, what in ((image, _IMAGE[0]), (size, _SIZE[0]))
    )
    return lacks.at(template.urn)


def _says(values: Values, keys: tuple[str, ...]) -> Verdict:
    return some(values.value(key).holds(bool) for key in keys)


def _identity(specification: Block) -> Value[str]:
    return next((value for key in _IDS if not (value := specification.text(key)).absent), NOT_SET)


def _given_groups(stack: Stack, template: Resource) -> Reference:
    direct = stack.refer(template, "vpcSecurityGroupIds", *GROUPS)
    interfaces = template.blocks("networkInterfaces")
    if not direct.absent or interfaces.known == ():
        return direct
    if interfaces.known is None:
        return stack.refer(template, "networkInterfaces", *GROUPS)
    return stack.refer_value(template, "networkInterfaces", interfaces.known[0].value("securityGroups"), *GROUPS)


def _public(template: Resource) -> Value[bool]:
    interfaces = template.blocks("networkInterfaces")
    if interfaces.known is None:
        return not_known(interfaces.where)
    flags = [flag for each in interfaces.known if not (flag := each.flag("associatePublicIpAddress")).absent]
    return next((flag for wanted in (True, None, False) for flag in flags if flag.known is wanted), NOT_SET)


@dataclass(frozen=True)
class ScalingGroup(Entity):
    """An Auto Scaling group of the stack.

    `groups` are those of its instances: without any, these are in the default one of their VPC.
    """

    subnets: Reference
    groups: Reference
    template: LaunchTemplate | None


def scaling_group(stack: Stack, resource: Resource) -> ScalingGroup:
    """Reads an Auto Scaling group."""
    subnets, template = stack.refer(resource, "vpcZoneIdentifiers", *SUBNETS), launch_template(stack, resource)
    return ScalingGroup(resource, subnets, _groups(stack, resource, template), template)


def _groups(stack: Stack, resource: Resource, template: LaunchTemplate | None) -> Reference:
    configuration = stack.refer(resource, "launchConfiguration", "ec2.LaunchConfiguration")
    if configuration.one is not None:
        return stack.refer(configuration.one, "securityGroups", *GROUPS)
    if template is not None:
        return template.groups
    launched = [configuration, *templates(stack, resource)]
    outside = [literal for each in launched for literal in each.literals]
    if outside and not any(each.unknown or each.resources for each in launched):
        return Reference(literals=(f"the security groups that {outside[0]} gives",))
    return Reference(unknown=True, where=f"{resource.name}.launchTemplate")


@dataclass(frozen=True)
class Instance(Entity):
    """An instance or network interface of the stack; without `groups` it is in the default one of its VPC."""

    groups: Reference
    subnets: Reference


def instance(stack: Stack, resource: Resource) -> Instance:
    """Reads an instance, also by way of its first interface or its launch template, or an interface."""
    interface = resource if resource.family == INTERFACE else next(_interfaces(stack, resource), None)
    owner = interface or resource
    attached = stack.associated(
        owner,
        "securityGroupId",
        *GROUPS,
        by="ec2.NetworkInterfaceSecurityGroupAttachment",
        named=("networkInterfaceId", INSTANCE, INTERFACE),
    )
    own = stack.refer(interface, "securityGroups", *GROUPS) if interface else _own_groups(stack, resource)
    return Instance(resource, own.extended(attached), stack.refer(owner, "subnetId", *SUBNETS))


def having_address(stack: Stack, address: str) -> tuple[Resource, ...]:
    """The instances and interfaces of a stack that have a private address, as far as theirs are known."""
    return tuple(each for each in stack.of(INSTANCE, INTERFACE) if address in _addresses(each))


def _addresses(resource: Resource) -> set[str | None]:
    single = {resource.text("privateIp").known, resource.computed("privateIp").known}
    return single | {each.known for each in resource.texts("privateIps").known or ()}


def _own_groups(stack: Stack, resource: Resource) -> Reference:
    for key in ("vpcSecurityGroupIds", "securityGroups"):
        groups = stack.refer(resource, key, *GROUPS)
        if not groups.absent:
            return groups
    template = launch_template(stack, resource)
    return template.groups if template is not None else groups


def _interfaces(stack: Stack, resource: Resource) -> Iterator[Resource]:
    for key in ("primaryNetworkInterface", "networkInterfaces"):
        blocks = resource.blocks(key).known
        if blocks:
            yield from stack.refer_value(resource, key, [each.text("networkInterfaceId") for each in blocks], INTERFACE)
