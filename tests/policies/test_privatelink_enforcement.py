"""PrivateLink: the flag, and inbound rules that make up for it."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.stacks import OPERATIONS, Ref

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)
FLAG = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def _blocked(verdict):
    assert undecided(verdict) == set()
    return mandatory(verdict)


def _rule(*cidrs, **more):
    return {"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": list(cidrs), **more}


@pytest.mark.parametrize(
    "rules",
    [
        [_rule("10.20.0.0/16")],
        [_rule("10.0.0.0/8", "172.16.0.0/12")],
        [_rule("0.0.0.0/1")],
        [_rule(securityGroups=[Ref("app-client")])],
        [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}],
        [_rule(ipv6CidrBlocks=["::/0"])],
    ],
)
def test_rules_that_do_not_admit_every_source(judge, operation, rules):
    stack = fargate_behind_nlb()
    client = stack.definitions["core-vpc"]
    stack.definitions = {"core-vpc": client, **stack.definitions}
    stack.add("ec2.SecurityGroup", "app-client", vpcId=Ref("core-vpc"))
    stack.definitions = {"core-vpc": client, "app-client": stack.definitions["app-client"], **stack.definitions}
    stack = stack.change("edge", **{FLAG: "on"}).change("edge-sg", ingress=rules)
    assert ("privatelink-enforcement/enforced", "edge") in _blocked(judge(stack, operation))


@pytest.mark.parametrize(
    "rules",
    [
        [_rule("0.0.0.0/0")],
        [_rule("0.0.0.0/1"), _rule("128.0.0.0/1")],
        [{**_rule("0.0.0.0/0"), "protocol": "-1", "toPort": 0}],
    ],
)
def test_rules_that_admit_every_source_make_up_for_it(judge, operation, rules):
    stack = fargate_behind_nlb().change("edge", **{FLAG: "on"}).change("edge-sg", ingress=rules)
    assert _blocked(judge(stack, operation)) == set()


def test_a_balancer_without_groups_checks_nothing(judge, operation):
    stack = fargate_behind_nlb().change("edge", **{FLAG: None, "securityGroups": None})
    assert _blocked(judge(stack, operation)) == set()


def test_a_value_that_is_not_known_is_said(judge, operation):
    stack = fargate_behind_nlb().change("edge", **{FLAG: Ref("app-tg", "arn", made=lambda _: "off")})
    stack.definitions["edge"] = stack.definitions.pop("edge")
    stack.definitions = {"app-tg": stack.definitions["app-tg"], **stack.definitions}
    stack.definitions = {"core-vpc": stack.definitions["core-vpc"], **stack.definitions}
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    told = {("privatelink-enforcement/enforced", "edge")} if operation == "preview" else set()
    assert undecided(verdict) == told
