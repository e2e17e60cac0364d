"""Auto Scaling groups and instances: the security groups that their interfaces have."""

import pytest

from private_api_guard.model.compute.scaling_group import instance, launch_template, scaling_group
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

OWN, ADDED = (made("ec2/securityGroup:SecurityGroup", name, outputs={"id": f"sg-{name}"}) for name in ("own", "added"))
BARE = {"name": "lt"}


def template(name: str = "lt", **inputs: object) -> Resource:
    """A launch template whose id is known."""
    return made("ec2/launchTemplate:LaunchTemplate", name, name=name, outputs={"id": f"{name}-0aa"}, **inputs)


def groups_of(*others: Resource, **inputs: object) -> tuple[tuple[str, ...], bool]:
    """The security groups of a fleet's instances, and whether others may be meant."""
    fleet = made("autoscaling/group:Group", "fleet", feeds=inputs.pop("feeds", None), **inputs)  # type: ignore[arg-type]
    found = scaling_group(Stack([OWN, ADDED, *others, fleet]), fleet).groups
    return found.keys, found.unknown


BY_LIST = template(vpcSecurityGroupIds=["sg-own"])
BY_INTERFACE = template(networkInterfaces=[{"securityGroups": ["sg-own"]}, {"securityGroups": ["sg-added"]}])
WITHOUT = template()
OUTSIDE = ("the security groups that lt-elsewhere gives",)


def mixed(*specifications: dict[str, object]) -> dict[str, object]:
    """A policy that mixes launch templates: the first one, and overrides."""
    first, *others = ({"launchTemplateSpecification": each} for each in specifications)
    return {"mixedInstancesPolicy": {"launchTemplate": {**first, "overrides": others}}}


@pytest.mark.parametrize(
    ("others", "inputs", "expected"),
    [
        ((BY_LIST,), {"launchTemplate": {"id": "lt-0aa"}}, ((OWN.urn,), False)),
        ((BY_LIST,), {"launchTemplate": {"name": "lt"}}, ((OWN.urn,), False)),
        ((BY_LIST,), {"launchTemplate": {"id": UNKNOWN}, "feeds": {"launchTemplate": (BY_LIST,)}}, ((OWN.urn,), False)),
        ((BY_LIST,), {"launchTemplate": UNKNOWN, "feeds": {"launchTemplate": (BY_LIST,)}}, ((OWN.urn,), False)),
        ((BY_INTERFACE,), {"launchTemplate": BARE}, ((OWN.urn,), False)),
        ((WITHOUT,), {"launchTemplate": BARE}, ((), False)),
        ((BY_LIST,), mixed({"launchTemplateId": "lt-0aa"}), ((OWN.urn,), False)),
        ((BY_LIST,), mixed({"launchTemplateName": "lt"}, {"launchTemplateName": "lt"}), ((OWN.urn,), False)),
        ((BY_LIST, template("two")), mixed({"launchTemplateName": "lt"}, {"launchTemplateName": "two"}), ((), True)),
        ((), {"launchTemplate": {"id": "lt-elsewhere"}}, (OUTSIDE, False)),
        ((), {"launchConfiguration": "lt-elsewhere"}, (OUTSIDE, False)),
        ((), {"launchTemplate": {"id": UNKNOWN}}, ((), True)),
        ((), {"launchTemplate": UNKNOWN}, ((), True)),
        ((), {}, ((), True)),
        (
            (made("ec2/launchConfiguration:LaunchConfiguration", "lc", name="lc", securityGroups=["sg-own"]),),
            {"launchConfiguration": "lc"},
            ((OWN.urn,), False),
        ),
    ],
)
def test_groups_of_a_fleets_instances(others, inputs, expected):
    assert groups_of(*others, **inputs) == expected


@pytest.mark.parametrize(
    ("interfaces", "told"),
    [
        (None, "not set"),
        ([], "not set"),
        ([{"deviceIndex": 0}], "not set"),
        ([{"associatePublicIpAddress": "true"}], "true"),
        ([{"associatePublicIpAddress": False}], "false"),
        ([{"associatePublicIpAddress": False}, {"associatePublicIpAddress": True}], "true"),
        ([{"associatePublicIpAddress": False}, {"associatePublicIpAddress": UNKNOWN}], "not known"),
        ([{"associatePublicIpAddress": UNKNOWN}, {"associatePublicIpAddress": True}], "true"),
        (UNKNOWN, "not known"),
    ],
)
def test_public_addresses_of_a_launch_template(interfaces, told):
    owner = made("autoscaling/group:Group", "fleet", launchTemplate=BARE)
    found = launch_template(Stack([template(networkInterfaces=interfaces), owner]), owner)
    assert found is not None
    assert str(found.associate_public_ip_address) == told


INTERFACE = made(
    "ec2/networkInterface:NetworkInterface",
    "eni",
    securityGroups=["sg-added"],
    subnetId="subnet-b",
    outputs={"id": "eni-0aa"},
)


@pytest.mark.parametrize(
    ("others", "inputs", "groups", "subnets"),
    [
        ((), {"vpcSecurityGroupIds": ["sg-own"]}, (OWN.urn,), ("subnet-a",)),
        ((), {"securityGroups": ["sg-own"]}, (OWN.urn,), ("subnet-a",)),
        ((), {"vpcSecurityGroupIds": ["sg-own"], "securityGroups": ["sg-added"]}, (OWN.urn,), ("subnet-a",)),
        ((), {}, (), ("subnet-a",)),
        ((BY_LIST,), {"launchTemplate": BARE}, (OWN.urn,), ("subnet-a",)),
        ((BY_LIST,), {"launchTemplate": BARE, "securityGroups": ["sg-added"]}, (ADDED.urn,), ("subnet-a",)),
        ((INTERFACE,), {"networkInterfaces": [{"networkInterfaceId": "eni-0aa"}]}, (ADDED.urn,), ("subnet-b",)),
        ((INTERFACE,), {"primaryNetworkInterface": {"networkInterfaceId": "eni-0aa"}}, (ADDED.urn,), ("subnet-b",)),
        ((), {"networkInterfaces": [], "vpcSecurityGroupIds": ["sg-own"]}, (OWN.urn,), ("subnet-a",)),
    ],
)
def test_groups_and_subnet_of_an_instance(others, inputs, groups, subnets):
    box = made("ec2/instance:Instance", "box", subnetId="subnet-a", **inputs)
    found = instance(Stack([OWN, ADDED, *others, box]), box)
    assert (found.groups.keys, found.subnets.keys) == (groups, subnets)


def _added(**named):
    kind = "ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment"
    return made(kind, "added", securityGroupId="sg-added", **named)


def test_groups_that_an_attachment_adds_to_an_instance():
    box = made("ec2/instance:Instance", "box", vpcSecurityGroupIds=["sg-own"],
               outputs={"primaryNetworkInterfaceId": "eni-0bb"})  # fmt: skip
    planned = _added(networkInterfaceId=UNKNOWN, feeds={"networkInterfaceId": (box,)})
    for added in (planned, _added(networkInterfaceId="eni-0bb")):
        assert instance(Stack([OWN, ADDED, box, added]), box).groups.keys == (OWN.urn, ADDED.urn)
    other = _added(networkInterfaceId="eni-0cc")
    assert instance(Stack([OWN, ADDED, box, other]), box).groups.keys == (OWN.urn,)


def test_groups_that_an_attachment_adds_to_the_interface_of_an_instance():
    eni = made("ec2/networkInterface:NetworkInterface", "eni", securityGroups=["sg-own"], outputs={"id": "eni-0aa"})
    box = made("ec2/instance:Instance", "box", networkInterfaces=[{"networkInterfaceId": "eni-0aa"}],
               outputs={"primaryNetworkInterfaceId": "eni-0aa"})  # fmt: skip
    found = instance(Stack([OWN, ADDED, eni, box, _added(networkInterfaceId="eni-0aa")]), box)
    assert found.groups.keys == (OWN.urn, ADDED.urn)
