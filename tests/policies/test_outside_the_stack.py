"""Networks, groups, hosts and policies that others made: what is presumed of them, and what is said to be unknown."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from preflight.analysis import analyze
from preflight.packs.diagnostics import Diagnostics
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.link_stacks import rest_to_alb, scaling_group, tcp
from tests.policies.private_stacks import private_api
from tests.policies.stacks import OPERATIONS, UPDATE, All, Ref, Stack
from tests.policies.start_stacks import authorizer

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_NETWORK = {
    "core-vpc": "vpc-0123456789abcdef0",
    "core-a": "subnet-0aaaaaaaaaaaaaaa1",
    "core-b": "subnet-0bbbbbbbbbbbbbbb1",
}


def given(stack: Stack, ids: dict[str, str]) -> Stack:
    """A copy that has ids of existing things in place of some of its resources."""
    other = copy.deepcopy(stack).drop(*ids)

    def put(value: Any) -> Any:
        if isinstance(value, Ref) and value.name in ids:
            return ids[value.name]
        if isinstance(value, dict):
            return {key: put(item) for key, item in value.items()}
        return [put(item) for item in value] if isinstance(value, list) else value

    for definition in other.definitions.values():
        definition.inputs = put(definition.inputs)
    return other


def in_existing_vpc(stack: Stack) -> Stack:
    """A copy in subnets that somebody else made, with all that belongs to them."""
    given_network = given(stack, _NETWORK)
    return given_network.drop(*(label for label in given_network.definitions if label.startswith("core-")))


@pytest.mark.parametrize("make", [fargate_behind_nlb, rest_to_alb, private_api])
def test_an_existing_network(judge, operation, make):
    verdict = judge(in_existing_vpc(make()), operation)
    assert everything(verdict) == set()
    told = [text for path in verdict.judgements[-1].paths for hop in path.hops for text in hop.presumed]
    assert any("10.20.0.0/16" in text for text in told)


def test_the_wrong_port_in_an_existing_network(judge, operation):
    stack = (
        in_existing_vpc(fargate_behind_nlb()).drop("app-from-edge").change("app-from-vpc", fromPort=9090, toPort=9090)
    )
    assert mandatory(judge(stack, operation)) == {("target-sources/no-ingress-for-requests", "app-sg")}


@pytest.mark.parametrize("cidr", ["10.20.1.7/32", "203.0.113.0/24"])
def test_a_range_that_can_hardly_be_a_subnets(judge, operation, cidr):
    stack = in_existing_vpc(fargate_behind_nlb()).drop("app-from-edge").change("app-from-vpc", cidrBlocks=[cidr])
    assert undecided(judge(stack, operation)) == {("target-sources/no-ingress-for-requests", "app-sg")}


def test_the_rules_of_an_existing_group_are_not_known(judge, operation):
    stack = given(fargate_behind_nlb().drop("app-from-edge", "app-from-vpc"), {"app-sg": "sg-0app"})
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert ("target-sources/no-ingress-for-requests", "app") in undecided(verdict)


def test_a_rule_that_the_stack_adds_to_an_existing_group_counts(judge, operation):
    stack = given(fargate_behind_nlb(), {"app-sg": "sg-0app"})
    verdict = judge(stack, operation)
    assert "target-sources/no-ingress-for-requests" not in {fault for fault, _ in undecided(verdict)}


def test_an_existing_group_beside_one_that_refuses(judge, operation):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc")
    network = {"subnets": [Ref("core-a"), Ref("core-b")], "securityGroups": [Ref("app-sg"), "sg-0shared"]}
    verdict = judge(stack.change("app", networkConfiguration=network), operation)
    assert undecided(verdict) == {("target-sources/no-ingress-for-requests", "app-sg")}


def test_an_existing_group_of_a_balancer_is_not_presumed_to_admit_a_link(judge, operation):
    stack = given(fargate_behind_nlb(), {"edge-sg": "sg-0edge"})
    flag = {"enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": None}
    assert undecided(judge(stack.change("edge", **flag), operation)) == {
        ("privatelink-enforcement/unset", "edge"),
        ("target-sources/no-egress-for-requests", "edge"),
    }


def test_the_groups_of_an_existing_launch_template_are_not_known(judge, operation):
    stack = given(scaling_group("targetGroupArns"), {"machine": "lt-0123456789abcdef0"})
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert {fault for fault, _ in undecided(verdict)} == {"target-sources/no-ingress-for-requests"}


def test_a_cluster_whose_instances_are_elsewhere(judge, operation):
    container = {"name": "app", "image": "public.ecr.aws/nginx/nginx", "memory": 256}
    container["portMappings"] = [{"containerPort": 8080, "hostPort": 0}]
    stack = fargate_behind_nlb().change("app-tg", targetType="instance")
    stack = stack.change("edge-sg", egress=[{**tcp(0), "fromPort": 32768, "toPort": 65535}])
    stack = stack.change("app", launchType="EC2", networkConfiguration=None, cluster="shared")
    stack = stack.change("task", networkMode="bridge", requiresCompatibilities=["EC2"],
                         containerDefinitions=json.dumps([container]))  # fmt: skip
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert undecided(verdict) == {("target-sources/no-ingress-for-requests", "app")}


def test_a_policy_of_the_organisation(judge, operation):
    stack = authorizer(environment={"variables": {"PARAMETER": Ref("secret", "name")}})
    stack.add("ssm.Parameter", "secret", type="String", value="x")
    policy = "arn:aws:iam::123456789012:policy/read-parameters"
    stack.add("iam.RolePolicyAttachment", "gate-reads", role=Ref("gate-role", "name"), policyArn=policy)
    assert mandatory(judge(stack, operation)) | undecided(judge(stack, operation)) == set()
    of_aws = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
    verdict = judge(stack.change("gate-reads", policyArn=of_aws), operation)
    assert mandatory(verdict) == {("authorizer/no-right-to-parameter", "gate-role")}


def test_stages_of_a_plan_that_are_one_output(judge, operation):
    pair = All((Ref("orders"), Ref("live", "stageName")), lambda api, stage: [{"apiId": api, "stage": stage}])
    assert everything(judge(fargate_behind_nlb().change("gold", apiStages=pair), operation)) == set()


def _with_acl(*ingress: dict[str, Any]) -> Stack:
    """Subnets that others made, with an ACL of the stack's."""
    anything = {
        "ruleNo": 200,
        "action": "allow",
        "protocol": "-1",
        "fromPort": 0,
        "toPort": 0,
        "cidrBlock": "0.0.0.0/0",
    }
    stack = in_existing_vpc(fargate_behind_nlb())
    return stack.also(
        "ec2.NetworkAcl",
        "acl",
        vpcId=_NETWORK["core-vpc"],
        subnetIds=[_NETWORK["core-a"], _NETWORK["core-b"]],
        ingress=[*ingress, {**anything, "protocol": "tcp", "fromPort": 32768, "toPort": 65535}],
        egress=[anything],
    )


def _allow(low: int, high: int, cidr: str = "10.0.0.0/8") -> dict[str, Any]:
    ports = {"protocol": "tcp", "fromPort": low, "toPort": high}
    return {"ruleNo": 100, "action": "allow", "cidrBlock": cidr, **ports}


def test_an_acl_of_existing_subnets(judge, operation):
    assert everything(judge(_with_acl(_allow(1024, 65535)), operation)) == set()


def test_an_acl_of_existing_subnets_that_never_allows_the_targets_port(judge, operation):
    found = {("target-sources/network-acl-refuses-requests", "acl")}
    assert mandatory(judge(_with_acl(_allow(9090, 9090)), operation)) == found


@pytest.mark.parametrize("make", [fargate_behind_nlb, rest_to_alb])
def test_subnets_that_were_read_with_get(pack, operation, make):
    """Their ids are unknown in a preview, and the engine lists the properties with nothing that feeds them."""
    stack = replace(make(), stack=f"read-{make.__name__}-{operation}")
    gone = {stack.urn(label) for label in stack.definitions if label.startswith("core-")}
    kept = [each for each in stack.build(operation) if each.urn not in gone]
    pack.diagnostics = Diagnostics()
    verdict = analyze(kept, pack)
    assert not verdict.aborted
    assert mandatory(verdict) | undecided(verdict) == set()


def test_private_ranges_where_an_address_manager_chooses(judge, operation):
    if operation == UPDATE:
        return
    known = Ref("core-vpc", "cidrBlock", lambda _: "10.77.0.0/24")
    stack = fargate_behind_nlb().drop("app-from-edge")
    stack = stack.change("core-vpc", cidrBlock=None, ipv4IpamPoolId="ipam-pool-0123456789abcdef0", ipv4NetmaskLength=16)
    stack = stack.change("core-a", cidrBlock=known).change("core-b", cidrBlock=known)
    rule = {"cidrBlocks": ["10.0.0.0/8"]}
    stack = stack.change("app-from-vpc", **rule).change("edge-sg", egress=[tcp(8080, **rule)])
    assert everything(judge(stack.change("core-services-sg", ingress=[tcp(443, **rule)]), operation)) == set()


def test_a_link_to_a_load_balancer_outside_is_drawn_as_not_known(judge, operation):
    balancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/50dc6c495c0c9188"
    verdict = judge(rest_to_alb().change("list-orders-int", integrationTarget=balancer), operation)
    assert ("integration/load-balancer-outside", "list-orders-int") in undecided(verdict)
    states = {hop.kind: hop.state for path in verdict.judgements[-1].paths for hop in path.hops}
    assert states["vpc-link"] == "unknown"
