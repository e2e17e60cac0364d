"""Names that the provider makes up."""

import re

import pytest

from preflight.errors import ResourceError
from preflight.provider.naming import autoname, is_named_by_provider
from preflight.provider.schema import schema_of

URN = "urn:pulumi:dev::p::{}::{}"


def made(type_: str, name: str, **inputs: object) -> str:
    return autoname(schema_of(type_), URN.format(type_, name), name, inputs)


def test_seven_digits_that_are_the_same_in_every_run() -> None:
    first = made("aws:iam/role:Role", "tasks")
    assert re.fullmatch(r"tasks-[0-9a-f]{7}", first)
    assert first == made("aws:iam/role:Role", "tasks")
    assert first != made("aws:iam/role:Role", "tasks2").replace("tasks2", "tasks")


@pytest.mark.parametrize(
    ("type_", "inputs", "named"),
    [
        ("aws:iam/role:Role", {}, True),
        ("aws:iam/role:Role", {"name": "given"}, False),
        ("aws:iam/role:Role", {"namePrefix": "given-"}, False),
        ("aws:ec2/vpc:Vpc", {}, False),
        ("aws:apigateway/usagePlanKey:UsagePlanKey", {}, False),
        ("aws:route53/record:Record", {}, False),
    ],
)
def test_what_is_named_by_the_provider(type_: str, inputs: dict, named: bool) -> None:
    assert is_named_by_provider(schema_of(type_), inputs) is named


def test_forms_that_services_ask_for() -> None:
    assert made("aws:kms/alias:Alias", "key").startswith("alias/key-")
    assert made("aws:ecr/repository:Repository", "Orders").startswith("orders-")
    assert made("aws:sns/topic:Topic", "events", fifoTopic=True).endswith(".fifo")


def test_a_name_that_does_not_fit_is_refused_as_the_provider_does() -> None:
    assert len(made("aws:lb/loadBalancer:LoadBalancer", "a" * 24)) == 32
    with pytest.raises(ResourceError, match="33 characters, 32 are allowed"):
        made("aws:lb/loadBalancer:LoadBalancer", "a" * 25)
