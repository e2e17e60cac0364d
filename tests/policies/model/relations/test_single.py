"""What AWS makes once: what is told to be there again, and what is another all the same."""

from typing import Any

import pytest

from private_api_guard.faults.relations.once import ROWS
from private_api_guard.model.relations import again
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

LISTENER = "lb/listener:Listener"
RULE = "lb/listenerRule:ListenerRule"
RESOURCE = "apigateway/resource:Resource"
ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
ENTRY = "ec2/networkAclRule:NetworkAclRule"
ASSOCIATION = "ec2/routeTableAssociation:RouteTableAssociation"
RECORD = "route53/record:Record"


@pytest.mark.parametrize(
    ("kind", "one", "other", "told"),
    [
        (LISTENER, {"loadBalancerArn": "arn:a", "port": 80}, {"loadBalancerArn": "arn:a", "port": "80"}, True),
        (LISTENER, {"loadBalancerArn": "arn:a", "port": 80}, {"loadBalancerArn": "arn:b", "port": 80}, False),
        (LISTENER, {"loadBalancerArn": "arn:a", "port": 80}, {"loadBalancerArn": UNKNOWN, "port": 80}, False),
        (LISTENER, {"loadBalancerArn": "arn:a", "port": UNKNOWN}, {"loadBalancerArn": "arn:a", "port": UNKNOWN}, False),
        (RULE, {"listenerArn": "arn:a"}, {"listenerArn": "arn:a"}, False),
        (RULE, {"listenerArn": "arn:a", "priority": 5}, {"listenerArn": "arn:a", "priority": 5.0}, True),
        (RESOURCE, {"parentId": "r", "pathPart": "{id}"}, {"parentId": "r", "pathPart": "{proxy+}"}, True),
        (RESOURCE, {"parentId": "r", "pathPart": "{id}"}, {"parentId": "r", "pathPart": "id"}, False),
        (RESOURCE, {"parentId": "r", "pathPart": "{id}"}, {"parentId": "s", "pathPart": "{id}"}, False),
        (
            ENDPOINT,
            {"vpcId": "vpc-1", "serviceName": "s", "privateDnsEnabled": True},
            {"vpcId": "vpc-1", "serviceName": "s", "privateDnsEnabled": True},
            True,
        ),
        (
            ENDPOINT,
            {"vpcId": "vpc-1", "serviceName": "s", "privateDnsEnabled": True},
            {"vpcId": "vpc-1", "serviceName": "s"},
            False,
        ),
        (ENTRY, {"networkAclId": "acl", "ruleNumber": 1}, {"networkAclId": "acl", "ruleNumber": 1}, True),
        (
            ENTRY,
            {"networkAclId": "acl", "ruleNumber": 1},
            {"networkAclId": "acl", "ruleNumber": 1, "egress": True},
            False,
        ),
        (
            ENTRY,
            {"networkAclId": "acl", "ruleNumber": 1},
            {"networkAclId": "acl", "ruleNumber": 1, "egress": UNKNOWN},
            False,
        ),
        (ASSOCIATION, {"subnetId": "s", "routeTableId": "a"}, {"subnetId": "s", "routeTableId": "b"}, True),
        (RECORD, {"zoneId": "z", "name": "a", "type": "A"}, {"zoneId": "z", "name": "a", "type": "A"}, True),
        (RECORD, {"zoneId": "z", "name": "a", "type": "A"}, {"zoneId": "z", "name": "a", "type": "AAAA"}, False),
        (
            RECORD,
            {"zoneId": "z", "name": "a", "type": "A", "setIdentifier": "one"},
            {"zoneId": "z", "name": "a", "type": "A", "setIdentifier": "two"},
            False,
        ),
        (ASSOCIATION, {"gatewayId": "s", "routeTableId": "a"}, {"gatewayId": "t", "routeTableId": "b"}, False),
    ],
)
def test_the_second_of_its_kind_is_told(kind: str, one: dict[str, Any], other: dict[str, Any], *, told: bool):
    stack = Stack([made(kind, "first", **one), made(kind, "second", **other)])
    found = [(each.name, first.name) for row in ROWS for each, first in again(stack, row.single)]
    assert found == ([("second", "first")] if told else [])
