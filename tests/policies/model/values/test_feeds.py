"""What is made before a resource: what it depends on, what is in components, and what those of a plugin hand out."""

import pytest

from private_api_guard.model.values.feeds import Feeds
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack

ROOT = "urn:pulumi:dev::elsewhere::pulumi:pulumi:Stack::elsewhere-dev"


def made(name: str, type_: str = "aws:x/y:Z", parent: str = ROOT, after: tuple[str, ...] = ()) -> Resource:
    urn = f"urn:pulumi:dev::elsewhere::{type_}::{name}"
    return Resource(urn, type_, name, {}, {}, parent=parent, dependencies=after)


def before(resource: Resource, *others: Resource) -> set[str]:
    found = Feeds(Stack([*others, resource])).before(resource.urn)
    return {urn.rsplit("::", 1)[-1] for urn in found}


def test_dependencies_and_theirs():
    first = made("first")
    second = made("second", after=(first.urn,))
    assert before(made("third", after=(second.urn,)), first, second, made("other")) == {"first", "second"}


def test_all_that_is_in_a_component_that_is_waited_for():
    component = made("component", "own:index:Component")
    inside = made("inside", parent=component.urn, after=(made("needed").urn,))
    assert before(made("late", after=(component.urn,)), component, inside, made("needed")) == {
        "component", "inside", "needed",
    }  # fmt: skip


@pytest.mark.parametrize(("type_", "waited_for"), [("awsx:ecs:FargateService", True), ("own:index:Component", False)])
def test_what_a_plugin_makes_is_handed_out_together(type_: str, waited_for: bool):
    remote = made("remote", type_)
    one, other = made("one", parent=remote.urn), made("other", parent=remote.urn)
    found = before(made("late", after=(one.urn,)), remote, one, other)
    assert ("other" in found) is waited_for


def test_inside_of_it_each_waits_for_what_it_names_alone():
    remote = made("remote", "awsx:ecs:FargateService")
    one, other = made("one", parent=remote.urn), made("other", parent=remote.urn)
    assert before(made("late", parent=remote.urn, after=(one.urn,)), remote, one, other) == {"one"}


def test_one_that_is_in_another_is_handed_out_to_the_rest_of_that_other():
    outer = made("outer", "awsx:ec2:Vpc")
    inner = made("inner", "awsx:ec2:Subnets", parent=outer.urn)
    one, other = made("one", parent=inner.urn), made("other", parent=inner.urn)
    beside = made("beside", parent=outer.urn)
    late = made("late", parent=outer.urn, after=(one.urn,))
    assert before(late, outer, inner, one, other, beside) == {"one", "other"}
