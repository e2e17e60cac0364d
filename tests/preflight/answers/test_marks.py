"""With a state, a look-up is taken to return what it did when the stack was last updated."""

import pytest

from preflight.answers.marks import MARK, as_before, shown_to_packs
from preflight.protocol.resource import Resource
from preflight.protocol.wire import UNKNOWN

MADE_UP = f"vpc-{MARK}59595490a"


@pytest.mark.parametrize(
    ("new", "old", "taken"),
    [
        (MADE_UP, "vpc-1", "vpc-1"),
        ("198.18.7.0/24", "10.0.7.0/24", "10.0.7.0/24"),
        (f"arn:aws:ec2:eu-west-1:1:vpc/{MADE_UP}", "arn:aws:ec2:eu-west-1:1:vpc/vpc-1", True),
        (f'{{"Vpc": "{MADE_UP}", "Do": "a"}}', '{"Vpc": "vpc-1", "Do": "a"}', True),
        (f'{{"Vpc": "{MADE_UP}", "Do": "b"}}', '{"Vpc": "vpc-1", "Do": "a"}', False),
        ([MADE_UP, MADE_UP, MADE_UP], ["vpc-1", "vpc-2"], True),
        ([MADE_UP, "vpc-2"], ["vpc-1", "vpc-2"], True),
        ([MADE_UP, "vpc-3"], ["vpc-1", "vpc-2"], ["vpc-1", "vpc-3"]),
        ([MADE_UP, "vpc-3"], ["vpc-1"], False),
        ({"a": MADE_UP, "b": 1}, {"a": "vpc-1", "b": 2}, {"a": "vpc-1", "b": 1}),
        ({"a": MADE_UP, "b": 1}, {"b": 2}, False),
        (61_200, 443, 443),
        (61_200, "443", False),
        ("vpc-2", "vpc-1", False),
        (MADE_UP, None, False),
    ],
)
def test_only_what_is_made_up_is_as_it_was(new: object, old: object, taken: object) -> None:
    assert as_before(new, old) == (old if taken is True else new if taken is False else taken)


def test_packs_are_told_that_what_is_made_up_comes_from_elsewhere() -> None:
    inputs = {"vpcId": MADE_UP, "subnets": [MADE_UP, "subnet-1"], "name": "web"}
    shown = shown_to_packs(
        Resource("urn:x", "aws:lb/loadBalancer:LoadBalancer", "web", inputs, {**inputs, "id": UNKNOWN})
    )
    assert shown.inputs == {"vpcId": UNKNOWN, "subnets": [UNKNOWN, "subnet-1"], "name": "web"}
    assert shown.outputs == {**shown.inputs, "id": UNKNOWN}
    assert shown.property_dependencies == {"vpcId": (), "subnets": ()}
    plain = Resource("urn:x", "aws:lb/loadBalancer:LoadBalancer", "web", {"name": "web"})
    assert shown_to_packs(plain) is plain
