"""Zones in which API Gateway makes VPC links."""

import pytest

from private_api_guard.model.gateway.vpc_link import is_id, served
from private_api_guard.model.verdict import State


@pytest.mark.parametrize(
    ("zone", "named_by_id", "answer"),
    [
        ("use1-az1", True, State.OPEN),
        ("use1-az3", True, State.CLOSED),
        ("apne1-az3", True, State.CLOSED),
        ("apne1-az4", True, State.OPEN),
        ("xyz1-az1", True, State.UNKNOWN),
        ("us-east-1a", False, State.UNKNOWN),
        ("use1-az1-lax1", False, State.UNKNOWN),
    ],
)
def test_zones(zone, named_by_id, answer):
    assert (is_id(zone), served(zone).state) == (named_by_id, answer)
