"""Sources: requests and health checks, in all rule styles."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.in_process import judged
from tests.policies.link_stacks import rest_to_nlb, tcp
from tests.policies.stacks import OPERATIONS, PREVIEW, UPDATE, All, Ref, Stack, listed

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def test_a_sound_stack_has_no_finding(judge, operation):
    assert everything(judge(fargate_behind_nlb(), operation)) == set()


def test_without_rules_for_the_targets_port_requests_and_health_checks_are_one_finding(judge, operation):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc")
    verdict = judge(stack, operation)
    assert mandatory(verdict) == {("target-sources/no-ingress-for-requests", "app-sg")}
    assert undecided(verdict) == set()


@pytest.mark.parametrize("kept", ["app-from-edge", "app-from-vpc"])
def test_one_of_the_two_rules_is_enough(judge, operation, kept):
    other = {"app-from-edge": "app-from-vpc", "app-from-vpc": "app-from-edge"}[kept]
    assert mandatory(judge(fargate_behind_nlb().drop(other), operation)) == set()


def test_health_checks_on_a_port_that_nothing_admits(judge, operation):
    stack = fargate_behind_nlb().change("app-tg", healthCheck={"protocol": "HTTP", "path": "/", "port": "9090"})
    assert mandatory(judge(stack, operation)) == {
        ("target-sources/no-ingress-for-health-checks", "app-sg"),
        ("target-sources/no-egress-for-health-checks", "edge-sg"),
    }


@pytest.mark.parametrize(
    "rule",
    [
        {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.20.1.0/24", "10.20.2.0/24"]},
        {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.0.0.0/8"]},
        {"protocol": "tcp", "fromPort": 8000, "toPort": 9000, "securityGroups": [Ref("edge-sg")]},
        {"protocol": "6", "fromPort": 8080, "toPort": 8080, "cidrBlocks": [Ref("core-vpc", "cidrBlock")]},
    ],
)
def test_inline_rules_count(judge, operation, rule):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc").change("app-sg", ingress=[rule])
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def _made_from(ref: Ref, **peers) -> All:
    """Inline rules that are one value made from an output."""
    rule = {"protocol": "tcp", "fromPort": 8080, "toPort": 8080}
    return All(
        (ref,), lambda made: [{**rule, **{key: [made if each is None else each] for key, each in peers.items()}}]
    )


@pytest.mark.parametrize(
    ("rules", "sound"),
    [
        (_made_from(Ref("edge-sg"), securityGroups=None), True),
        (_made_from(Ref("core-vpc", "cidrBlock"), cidrBlocks=None), True),
        (_made_from(Ref("core-services-sg"), securityGroups=None), False),
    ],
)
def test_inline_rules_that_are_one_value_are_presumed_to_admit_what_they_are_made_from(judge, operation, rules, sound):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc").change("app-sg", ingress=rules)
    verdict = judge(stack, operation)
    told = set() if sound else {("target-sources/no-ingress-for-requests", "app-sg")}
    assert undecided(verdict) == (told if operation == PREVIEW else set())
    assert mandatory(verdict) == (told if operation == UPDATE else set())


def test_egress_that_is_not_known_leaves_ingress_decided(judge, operation):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc")
    stack = stack.change("app-sg", egress=_made_from(Ref("core-vpc", "cidrBlock"), cidrBlocks=None))
    assert ("target-sources/no-ingress-for-requests", "app-sg") in mandatory(judge(stack, operation))


@pytest.mark.parametrize(
    "rule",
    [
        {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "referencedSecurityGroupId": Ref("edge-sg")},
        {"ipProtocol": "-1", "cidrIpv4": "10.20.0.0/16"},
    ],
)
def test_rules_of_the_vpc_module_count(judge, operation, rule):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc")
    stack = stack.also("vpc.SecurityGroupIngressRule", "extra", securityGroupId=Ref("app-sg"), **rule)
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    "rule",
    [
        {"protocol": "udp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.20.0.0/16"]},
        {"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["10.20.0.0/16"]},
        {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.21.0.0/16"]},
        {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "self": True},
        {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "ipv6CidrBlocks": ["::/0"]},
    ],
)
def test_rules_that_do_not_fit_do_not_count(judge, operation, rule):
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc").change("app-sg", ingress=[rule])
    verdict = judge(stack, operation)
    assert mandatory(verdict) == {("target-sources/no-ingress-for-requests", "app-sg")}
    assert undecided(verdict) == set()


def _with_acl(stack: Stack, *, reply_ports: tuple[int, int]) -> Stack:
    low, high = reply_ports
    everything_in = {
        "ruleNo": 100,
        "action": "allow",
        "protocol": "-1",
        "fromPort": 0,
        "toPort": 0,
        "cidrBlock": "0.0.0.0/0",
    }
    replies = {**everything_in, "protocol": "tcp", "fromPort": low, "toPort": high}
    return stack.also(
        "ec2.NetworkAcl",
        "acl",
        vpcId=Ref("core-vpc"),
        subnetIds=[Ref("core-a"), Ref("core-b")],
        ingress=[everything_in],
        egress=[{**everything_in, "ruleNo": 90, "protocol": "tcp", "fromPort": 8080, "toPort": 8080}, replies,
                {**replies, "ruleNo": 110, "fromPort": 443, "toPort": 443}],
    )  # fmt: skip


def test_an_acl_that_lets_replies_through(judge, operation):
    assert mandatory(judge(_with_acl(fargate_behind_nlb(), reply_ports=(1024, 65535)), operation)) == set()


def test_an_acl_without_the_return_ports(judge, operation):
    verdict = judge(_with_acl(fargate_behind_nlb(), reply_ports=(1024, 2000)), operation)
    assert mandatory(verdict) == {("target-sources/network-acl-refuses-requests", "acl")}


def test_a_range_that_holds_part_of_a_subnet_is_not_decided(judge, operation):
    rule = {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.20.1.0/26", "10.20.2.0/26"]}
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc").change("app-sg", ingress=[rule])
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert undecided(verdict) == {("target-sources/no-ingress-for-requests", "app-sg")}


def test_an_acl_that_refuses_only_health_checks(judge, operation):
    every_port = {"protocol": "tcp", "fromPort": 1, "toPort": 65535}
    stack = fargate_behind_nlb().change("app-tg", healthCheck={"protocol": "TCP", "port": "900"})
    stack = stack.change("app-from-vpc", fromPort=1, toPort=65535)
    stack = stack.change("edge-sg", egress=[{**every_port, "cidrBlocks": ["10.20.0.0/16"]}])
    allow = {**every_port, "action": "allow", "cidrBlock": "0.0.0.0/0"}
    stack.add(
        "ec2.NetworkAcl",
        "acl",
        vpcId=Ref("core-vpc"),
        subnetIds=[Ref("core-a"), Ref("core-b")],
        ingress=[{**allow, "ruleNo": 1, "fromPort": 443, "toPort": 443}, {**allow, "ruleNo": 2, "fromPort": 1024}],
        egress=[{**allow, "ruleNo": 1}],
    )
    verdict = judge(stack, operation)
    assert mandatory(verdict) == {("target-sources/network-acl-refuses-health-checks", "acl")}


_ALLOWED = {"ruleNo": 100, "action": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
_REFUSED = ("target-sources/network-acl-refuses-requests", "acl")


@pytest.mark.parametrize(
    ("subnets", "rules", "found"),
    [
        # Whichever of its subnets an ACL is for, it stands between the zones.
        (["core-a", "core-b"], [], {_REFUSED}),
        (["core-a", "core-b"], [_ALLOWED], set()),
        # Nothing of the path stands in either.
        (["core-c", "core-d"], [], set()),
    ],
)
def test_a_list_that_is_one_value_is_tried_in_all_ways(judge, operation, subnets, rules, found):
    stack = fargate_behind_nlb()
    for number, zone in enumerate("cd", 3):
        place = {"cidrBlock": f"10.20.{number}.0/24", "availabilityZone": f"eu-west-1{zone}"}
        stack.add("ec2.Subnet", f"core-{zone}", vpcId=Ref("core-vpc"), **place)
    one = listed(*map(Ref, subnets))
    stack.add("ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), subnetIds=one, ingress=rules, egress=rules)
    verdict = judge(stack, operation)
    assert (mandatory(verdict), undecided(verdict)) == (found, set())


def test_a_list_of_which_some_ways_pass_stays_undecided(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("ec2.Subnet", "core-c", vpcId=Ref("core-vpc"), cidrBlock="10.20.3.0/24", availabilityZone="eu-west-1c")
    one = All((Ref("core-a"), Ref("core-c")), lambda _, far: [far])
    stack.add("ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), subnetIds=one, ingress=[], egress=[])
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert bool(undecided(verdict)) == (operation == PREVIEW)


def test_health_checks_come_from_the_nodes_where_targets_see_the_link(operation):
    """Requests come from the link's subnet, health checks from the load balancer's."""
    network = {"subnets": [Ref("core-a")], "securityGroups": [Ref("app-sg")]}
    stack = rest_to_nlb().drop("app-from-edge", "app-from-vpc").change("link-two", subnetIds=[Ref("core-b")])
    stack = stack.change("edge", subnets=[Ref("core-a")]).change("app", networkConfiguration=network)
    stack = stack.change("edge", securityGroups=None).change("app-tg", preserveClientIp="true")
    for cidr, port, expected in (
        ("10.20.1.0/24", "traffic-port", {("no-ingress-for-requests", "request")}),
        ("10.20.2.0/24", "traffic-port", {("no-ingress-for-health-checks", "health")}),
        ("10.20.0.0/16", "9", {("no-ingress-for-health-checks", "health")}),
        ("10.20.0.0/16", "traffic-port", set()),
    ):
        checked = stack.change("app-tg", healthCheck={"protocol": "TCP", "port": port})
        narrow = checked.change("app-sg", ingress=[tcp(8080, cidrBlocks=[cidr])])
        found = [each for each in judged(narrow.build(operation)).findings if each.fault.policy == "target-sources"]
        assert {(each.fault.id.partition("/")[2], each.check) for each in found} == expected
