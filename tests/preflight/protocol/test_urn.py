"""URNs as the engine composes them."""

import pytest

from preflight.protocol import urn as urns

ROOT = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
COMPONENT = "urn:pulumi:dev::p::a:index:A$a:index:B::b"


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        ("", "urn:pulumi:dev::p::x:y:Z::name"),
        (ROOT, "urn:pulumi:dev::p::x:y:Z::name"),
        (COMPONENT, "urn:pulumi:dev::p::a:index:A$a:index:B$x:y:Z::name"),
    ],
)
def test_the_types_of_the_parents_are_in_it_but_not_the_root(parent: str, expected: str) -> None:
    assert urns.compose("dev", "p", parent, "x:y:Z", "name") == expected


def test_parts() -> None:
    assert urns.type_of(COMPONENT) == "a:index:B"
    assert urns.name_of("urn:pulumi:dev::p::a:b:C::name::with::colons") == "name::with::colons"
    assert (urns.stack_of(COMPONENT), urns.project_of(COMPONENT)) == ("dev", "p")
    assert urns.type_of("") == ""


@pytest.mark.parametrize(
    ("type_", "name", "made"),
    [
        ("pulumi:providers:aws", "default", True),
        ("pulumi:providers:aws", "default_7_51_1", True),
        ("pulumi:providers:aws", "us-east-1", False),
        ("aws:ec2/vpc:Vpc", "default", False),
    ],
)
def test_providers_that_the_engine_makes(type_: str, name: str, *, made: bool) -> None:
    assert urns.is_default_provider(f"urn:pulumi:dev::p::{type_}::{name}") is made
