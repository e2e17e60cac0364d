"""The database that the targets use: who uses it, and what stands between them."""

import json

import pytest

from tests.policies.findings import advisory
from tests.policies.stacks import OPERATIONS, Ref, Stack, document
from tests.policies.start_stacks import containers, database

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

FAULT = "robustness/database-out-of-reach"
TLS_ONLY = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]
OTHERS = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["10.20.9.0/24"]}


def told(judge, stack: Stack, operation: str) -> set[str]:
    return {place for fault, place in advisory(judge(stack, operation), "robustness") if fault == FAULT}


def with_address(stack: Stack) -> Stack:
    """The same stack with the database's address in the container's environment."""
    content = json.loads(containers(environment=[{"name": "HOST"}]))
    content[0]["environment"][0]["value"] = Ref("data", "address")
    stack = stack.change("task", containerDefinitions=document(content))
    order = [*stack.definitions]
    moved = [label for label in order if label.startswith("data")]
    rest = [label for label in order if label not in moved]
    first = rest.index("task")
    stack.definitions = {label: stack.definitions[label] for label in [*rest[:first], *moved, *rest[first:]]}
    return stack


def test_a_database_that_admits_the_tasks(judge, operation):
    assert told(judge, database(), operation) == set()
    assert told(judge, with_address(database()), operation) == set()


def test_a_database_of_others_is_none_of_the_tasks_business(judge, operation):
    assert told(judge, database(OTHERS).change("app-sg", egress=TLS_ONLY), operation) == set()


def test_a_database_to_which_the_tasks_own_group_sends(judge, operation):
    to_data = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": [Ref("data-sg")]}
    stack = database(OTHERS)
    order = list(stack.definitions)
    moved = [label for label in order if label == "data-sg"]
    rest = [label for label in order if label not in moved]
    first = rest.index("app-sg")
    stack.definitions = {label: stack.definitions[label] for label in [*rest[:first], *moved, *rest[first:]]}
    assert told(judge, stack.change("app-sg", egress=[*TLS_ONLY, to_data]), operation) == {"app"}
    to_others = {**to_data, "fromPort": 5433, "toPort": 5433}
    assert told(judge, stack.change("app-sg", egress=[*TLS_ONLY, to_others]), operation) == set()


def test_a_database_whose_address_the_containers_have(judge, operation):
    assert told(judge, with_address(database(OTHERS)), operation) == {"app"}


@pytest.mark.parametrize(("high", "places"), [(60999, set()), (50000, {"acl"})])
def test_a_network_acl_of_the_databases_subnets(judge, operation, high, places):
    rule = {"ruleNo": 1, "action": "allow", "protocol": "tcp", "cidrBlock": "10.20.0.0/16"}
    stack = database().change("data-subnets", subnetIds=[Ref("data-a")])
    ingress, egress = {**rule, "fromPort": 5432, "toPort": 5432}, {**rule, "fromPort": 32768, "toPort": high}
    other = Stack()
    other.add("ec2.Subnet", "data-a", vpcId=Ref("core-vpc"), cidrBlock="10.20.8.0/24", availabilityZone="eu-west-1a")
    other.add("ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), subnetIds=[Ref("data-a")], ingress=[ingress],
              egress=[egress])  # fmt: skip
    order = list(stack.definitions)
    first = order.index("data-subnets")
    before, after = order[:first], order[first:]
    parts = [(label, stack.definitions[label]) for label in before], list(other.definitions.items())
    stack.definitions = dict([*parts[0], *parts[1], *((label, stack.definitions[label]) for label in after)])
    assert told(judge, stack, operation) == places
