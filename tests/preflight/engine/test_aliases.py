"""Under which URNs a resource was known before."""

import pytest
from pulumi.runtime.proto import alias_pb2

from preflight.engine.aliases import alias_urns

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
SPEC = alias_pb2.Alias.Spec
PARENT = "urn:pulumi:dev::shop::own:Network::main"
VPC = "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::main-vpc"


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        (alias_pb2.Alias(urn="urn:pulumi:dev::old::t:V::v"), "urn:pulumi:dev::old::t:V::v"),
        (alias_pb2.Alias(spec=SPEC(name="other")), "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::other"),
        (alias_pb2.Alias(spec=SPEC(noParent=True)), "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::main-vpc"),
        (alias_pb2.Alias(spec=SPEC(parentUrn=STACK)), "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::main-vpc"),
        (
            alias_pb2.Alias(spec=SPEC(type="aws:x:Y", stack="old", project="p")),
            "urn:pulumi:old::p::own:Network$aws:x:Y::main-vpc",
        ),
    ],
)
def test_what_an_alias_does_not_say_is_as_it_is_now(alias, expected):
    assert alias_urns(VPC, PARENT, (), [alias]) == (expected,)


def test_a_child_of_what_is_renamed_is_renamed_with_it_where_it_has_its_name():
    before = "urn:pulumi:dev::shop::own:Network::first"
    assert alias_urns(VPC, PARENT, (before,), ()) == (
        "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::first-vpc",
    )  # fmt: skip
    other = "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::shared"
    moved = "urn:pulumi:dev::shop::old:Net::first"
    assert alias_urns(other, PARENT, (moved,), ()) == ("urn:pulumi:dev::shop::old:Net$aws:ec2/vpc:Vpc::shared",)


def test_own_aliases_are_seen_below_those_of_the_parent_and_what_it_is_called_now_is_none():
    given = [alias_pb2.Alias(spec=SPEC(name="v")), alias_pb2.Alias(urn=VPC)]
    found = alias_urns(VPC, PARENT, ("urn:pulumi:dev::shop::own:Network::first",), given)
    assert found == (
        "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::v",
        "urn:pulumi:dev::shop::own:Network$aws:ec2/vpc:Vpc::first-vpc",
    )
