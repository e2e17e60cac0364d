"""What AWS makes along with a VPC, its default group and ACL, named by way of the VPC."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.link_stacks import tcp
from tests.policies.stacks import OPERATIONS, PREVIEW, Ref, Stack
from tests.policies.start_stacks import ANYWHERE

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_GROUP = Ref("core-vpc", "defaultSecurityGroupId")


def _tasks_in(group: Ref) -> Stack:
    """The stack whose tasks have another group."""
    network = {"subnets": [Ref("core-a"), Ref("core-b")], "securityGroups": [group]}
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc", "app-sg")
    return stack.change("app", networkConfiguration=network)


def _found(judge, stack: Stack, operation: str) -> set:
    verdict = judge(stack, operation)
    assert undecided(verdict) == set()
    return mandatory(verdict)


def test_a_default_group_admits_only_itself(judge, operation):
    verdict = judge(_tasks_in(_GROUP), operation)
    # What is made from a VPC in a preview need not be its default group.
    said = undecided(verdict) if operation == PREVIEW else mandatory(verdict)
    assert said == {("target-sources/no-ingress-for-requests", "app")}


def test_a_rule_of_the_stack_in_a_default_group(judge, operation):
    stack = _tasks_in(_GROUP)
    stack.add("ec2.SecurityGroupRule", "in", type="ingress", securityGroupId=_GROUP, **tcp(8080))
    assert _found(judge, stack, operation) == set()


def test_a_balancer_and_tasks_in_one_default_group(judge, operation):
    stack = _tasks_in(_GROUP).drop("edge-sg").change("edge", securityGroups=[_GROUP])
    assert _found(judge, stack, operation) == set()


def test_a_default_group_that_the_stack_manages(judge, operation):
    stack = _tasks_in(Ref("shared-sg"))
    stack.add("ec2.DefaultSecurityGroup", "shared-sg", vpcId=Ref("core-vpc"), ingress=[tcp(8080)], egress=ANYWHERE)
    assert _found(judge, stack, operation) == set()
    shut = _found(judge, stack.change("shared-sg", ingress=None), operation)
    assert shut == {("target-sources/no-ingress-for-requests", "shared-sg")}


def _acl(*ingress: dict) -> Stack:
    """The stack whose default ACL has some ingress rules, and lets everything out."""
    return fargate_behind_nlb().also(
        "ec2.DefaultNetworkAcl",
        "acl",
        defaultNetworkAclId=Ref("core-vpc", "defaultNetworkAclId"),
        ingress=list(ingress),
        egress=[_rule(100)],
    )


def _rule(number: int, action: str = "allow", protocol: str = "-1", port: int = 0) -> dict:
    return {"ruleNo": number, "action": action, "protocol": protocol, "fromPort": port, "toPort": port,
            "cidrBlock": "0.0.0.0/0"}  # fmt: skip


def test_a_default_acl_without_rules(judge, operation):
    assert _found(judge, _acl(), operation) == {("target-sources/network-acl-refuses-requests", "acl")}


def test_a_default_acl_that_allows_all(judge, operation):
    assert _found(judge, _acl(_rule(100)), operation) == set()


def test_denials_of_single_ports_refuse_no_replies(judge, operation):
    """As security benchmarks ask for: no SSH, no remote desktop."""
    stack = _acl(_rule(90, "deny", "tcp", 22), _rule(91, "deny", "tcp", 3389), _rule(100))
    assert _found(judge, stack, operation) == set()


def test_a_denial_of_the_targets_port(judge, operation):
    stack = _acl(_rule(90, "deny", "tcp", 8080), _rule(100))
    assert _found(judge, stack, operation) == {("target-sources/network-acl-refuses-requests", "acl")}
