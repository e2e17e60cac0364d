"""Whether a target is in the zone of a load balancer's node."""

import pytest

from private_api_guard.faults.load_balancer import in_zone
from private_api_guard.model.balancing.target import Target, TargetKind
from private_api_guard.model.model import Model
from private_api_guard.model.values.reference import NOTHING, Reference
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import NOT_SET, known, not_known
from tests.policies.model.made import made

OPEN, CLOSED, UNDECIDED = "open", "closed", "unknown"
REGISTRATION = made("lb/targetGroupAttachment:TargetGroupAttachment", "entry")


def subnet(name: str, **zone: object) -> Resource:
    """A subnet in a zone."""
    return made("ec2/subnet:Subnet", name, **zone)


A, OTHER_A, B = (subnet(name, availabilityZone=f"eu-west-1{name[-1]}") for name in ("a", "other-a", "b"))
BY_ID, MYSTERY = subnet("by-id", availabilityZoneId="euw1-az2"), subnet("mystery", availabilityZone=UNKNOWN)
SUBNETS = (A, OTHER_A, B, BY_ID, MYSTERY)
MODEL = Model(Stack(SUBNETS))


def answer(node: Resource, lives: Reference = NOTHING, **changed: object) -> str:
    """Whether a target that lives in some subnets is in the zone of a node's subnet."""
    fields: dict[str, object] = {"kind": TargetKind.SERVICE, "zone": NOT_SET, **changed}
    target = Target(resource=None, registration=REGISTRATION, target_group=NOTHING, subnets=lives, **fields)  # type: ignore[arg-type]
    return in_zone(MODEL, target, MODEL.networks.subnet(node.urn)).state.value


@pytest.mark.parametrize(
    ("node", "lives", "expected"),
    [
        (A, [A], OPEN),
        (A, [OTHER_A], OPEN),
        (A, [B, OTHER_A], OPEN),
        (A, [B], CLOSED),
        (A, [B, MYSTERY], UNDECIDED),
        (A, [MYSTERY, A], OPEN),
        (MYSTERY, [MYSTERY], OPEN),
        (MYSTERY, [A], UNDECIDED),
        (A, [BY_ID], UNDECIDED),
        (BY_ID, [B], UNDECIDED),
        (A, [], UNDECIDED),
    ],
)
def test_by_subnets(node, lives, expected):
    assert answer(node, Reference(tuple(lives))) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (known("eu-west-1a"), OPEN),
        (known("eu-west-1b"), CLOSED),
        (known("all"), OPEN),
        (known("euw1-az1"), UNDECIDED),
        (not_known("entry", "availabilityZone"), UNDECIDED),
    ],
)
def test_by_the_zone_of_its_registration(zone, expected):
    assert answer(A, zone=zone, kind=TargetKind.ADDRESS) == expected


@pytest.mark.parametrize(
    ("lives", "changed"),
    [
        (Reference((B,)), {"certain": False}),
        (Reference((B,), unknown=True), {}),
        (Reference((A, B), certain=False), {}),
        (Reference((B,), ("subnet-far",)), {}),
        (Reference((B,)), {"kind": TargetKind.ADDRESS}),
        (Reference((B,)), {"kind": TargetKind.FUNCTION}),
        (Reference((B,)), {"kind": TargetKind.LOAD_BALANCER, "key": "arn:far"}),
    ],
)
def test_what_is_not_known_of_a_target_decides_nothing(lives, changed):
    assert answer(A, lives, **changed) == UNDECIDED
