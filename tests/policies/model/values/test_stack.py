"""What names mean, and how messages tell things of one name apart."""

import pytest

from private_api_guard.model.values.resource import Resource, told_apart
from private_api_guard.model.values.stack import Stack

ROLE = "aws:iam/role:Role"


def made(label: str, type_: str = ROLE, feeds: dict[str, tuple[str, ...]] | None = None, **inputs: object) -> Resource:
    urn = f"urn:pulumi:dev::elsewhere::{type_}::{label}"
    return Resource(urn, type_, label, inputs, inputs, property_dependencies=feeds)


def meant(*resources: Resource, **inputs: object) -> tuple[set[str], bool]:
    """The names of the roles that a function's `role` may mean, and whether they are meant for certain."""
    feeds = inputs.pop("feeds", {})
    function = made("function", "aws:lambda/function:Function", feeds=feeds, **inputs)  # type: ignore[arg-type]
    found = Stack([*resources, function]).refer(function, "role", "iam.Role")
    return {each.name for each in found.resources}, found.certain


HERE, THERE = made("here", name="reader", region="eu-west-1"), made("there", name="reader", region="us-east-1")


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"region": "eu-west-1"}, ({"here"}, True)),
        ({"region": "us-east-1"}, ({"there"}, True)),
        ({"region": "us-east-1", "feeds": {"role": (HERE.urn,)}}, ({"here"}, True)),
        ({"region": "eu-west-1", "feeds": {"role": (HERE.urn, THERE.urn)}}, ({"here", "there"}, False)),
        ({}, ({"here", "there"}, False)),
        ({"region": "ap-south-1"}, ({"here", "there"}, False)),
    ],
)
def test_of_two_things_of_one_name_the_one_is_meant_that_feeds_the_property_or_is_near(inputs, expected):
    assert meant(HERE, THERE, role="reader", **inputs) == expected


def test_one_thing_of_a_name_is_meant_wherever_it_is():
    assert meant(THERE, role="reader", region="eu-west-1") == ({"there"}, True)


def test_things_of_one_name_are_told_with_their_type():
    group, balancer = made("web", "aws:lb/targetGroup:TargetGroup"), made("web", "aws:lb/loadBalancer:LoadBalancer")
    component = made("web", "pkg:index:Web")
    assert [each.name for each in told_apart([group, balancer, component])] == [
        "web (lb.TargetGroup)",
        "web (lb.LoadBalancer)",
        "web (pkg:index:Web)",
    ]
    assert [each.name for each in told_apart([group, component])] == ["web", "web"]
    assert [each.urn for each in told_apart([group, balancer])] == [group.urn, balancer.urn]
