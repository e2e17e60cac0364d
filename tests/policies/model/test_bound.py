"""Numbers that are no higher than others, as far as both are known."""

from dataclasses import replace
from typing import Any

import pytest

from private_api_guard.faults.bounds import ROWS
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FLEET = "autoscaling/group:Group"
RULE = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "ec2/securityGroup:SecurityGroup"
ENTRY = "ec2/networkAclRule:NetworkAclRule"


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
        (FLEET, {"minSize": 1, "maxSize": 1}, set()),
        (FLEET, {"minSize": 2, "maxSize": 1}, {("minSize", "maxSize")}),
        (FLEET, {"minSize": "2", "maxSize": 1.0}, {("minSize", "maxSize")}),
        (FLEET, {"minSize": UNKNOWN, "maxSize": 1}, set()),
        (FLEET, {"minSize": 2, "maxSize": UNKNOWN}, set()),
        (FLEET, {"minSize": 2}, set()),
        (FLEET, {"minSize": 1, "maxSize": 4, "desiredCapacity": 5}, {("desiredCapacity", "maxSize")}),
        (FLEET, {"minSize": 2, "maxSize": 4, "desiredCapacity": 1}, {("minSize", "desiredCapacity")}),
        (FLEET, {"minSize": 2, "maxSize": 4, "desiredCapacity": 3}, set()),
        (RULE, {"ipProtocol": "tcp", "fromPort": 443, "toPort": 80}, {("fromPort", "toPort")}),
        (RULE, {"ipProtocol": "tcp", "fromPort": 80, "toPort": 80}, set()),
        (RULE, {"ipProtocol": UNKNOWN, "fromPort": 443, "toPort": 80}, set()),
        # Echo requests: a type and a code.
        (RULE, {"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}, set()),
        (ENTRY, {"protocol": "17", "fromPort": 65535, "toPort": 1024}, {("fromPort", "toPort")}),
        (GROUP, {"egress": [{"protocol": "tcp", "fromPort": 9, "toPort": 8}]}, {("fromPort", "toPort")}),
        (GROUP, {"egress": [{"protocol": "tcp", "fromPort": 8, "toPort": 9}]}, set()),
        (GROUP, {"ingress": UNKNOWN, "egress": [UNKNOWN]}, set()),
    ],
)
def test_a_number_above_its_bound_is_told(kind: str, inputs: dict[str, Any], told: set[tuple[str, str]]):
    stack = Stack([made(kind, "one", **inputs)])
    assert {(row.bound.low, row.bound.high) for row in ROWS if list(row.bound.broken(stack))} == told


def test_what_aws_adjusts_is_no_bound_for_what_a_program_raises():
    """AWS raises the number of instances along with its minimum where a program does not say it."""
    grown = made(FLEET, "one", outputs={"desiredCapacity": 2}, minSize=3, maxSize=4)
    for resource in (grown, replace(grown, inputs=None)):
        assert [row for row in ROWS if list(row.bound.broken(Stack([resource])))] == []
