"""How many items lists may have."""

from typing import Any

import pytest

from private_api_guard.model.limit import Limit
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

LIMIT = Limit("ecs.Service", "networkConfiguration.subnets", 1, 3)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, []),
        (UNKNOWN, []),
        ({"subnets": UNKNOWN}, []),
        ({"securityGroups": []}, []),
        ({"subnets": []}, [0]),
        ({"subnets": ["a"]}, []),
        ({"subnets": ["a", UNKNOWN, "c"]}, []),
        ({"subnets": ["a", UNKNOWN, "c", "d"]}, [4]),
    ],
)
def test_a_list_has_as_many_items_as_are_known(given: Any, expected: list[int]):
    resource = made("ecs/service:Service", "app", networkConfiguration=given)
    assert [number for _, number in LIMIT.broken(Stack([resource]))] == expected
