"""Sources along longer ways: VPC links V2, Application Load Balancers, ALBs behind NLBs, instances, other modules."""

from typing import Any

import pytest

from tests.policies.findings import mandatory, undecided
from tests.policies.link_stacks import (
    alb_behind_nlb,
    blue_green,
    blue_green_by_ecs,
    from_body,
    http_to_alb,
    http_to_nlb,
    http_to_several,
    instances,
    renamed,
    rest_to_alb,
    rest_to_nlb,
    scaling_group,
    several_services,
    tcp,
    weighted,
)
from tests.policies.stacks import OPERATIONS, Ref, Stack, listed

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_LINKED = [rest_to_alb, rest_to_nlb, http_to_alb, http_to_nlb]
_WAYS = ["targetGroupArns", "trafficSources", "Attachment", "TrafficSourceAttachment"]


def found(verdict: Any) -> tuple[set, set]:
    """Mandatory and undecided findings."""
    return mandatory(verdict), undecided(verdict)


def only(fault: str, name: str) -> tuple[set, set]:
    """One mandatory finding, nothing undecided."""
    return {(f"target-sources/{fault}", name)}, set()


CLEAN: tuple[set, set] = (set(), set())


def _deaf(stack: Stack) -> Stack:
    """The targets' group without its rules."""
    return stack.drop(*({"app-from-edge", "app-from-vpc"} & set(stack.definitions)))


# The link


@pytest.mark.parametrize("make", _LINKED)
def test_a_link_without_egress(judge, operation, make):
    stack = make().change("link-sg", egress=None)
    assert found(judge(stack, operation)) == only("no-egress-of-link", "link-sg")


@pytest.mark.parametrize("make", _LINKED)
def test_a_link_with_egress_to_another_port(judge, operation, make):
    stack = make().change("link-sg", egress=[tcp(8080)])
    assert found(judge(stack, operation)) == only("no-egress-of-link", "link-sg")


@pytest.mark.parametrize("make", _LINKED)
@pytest.mark.parametrize("egress", [[{"securityGroups": [Ref("edge-sg")]}], [{"cidrBlocks": ["10.20.0.0/16"]}]])
def test_egress_of_a_link_to_the_load_balancers_group_or_range(judge, operation, make, egress):
    stack = make().change("link-sg", egress=[tcp(80, **egress[0])])
    assert found(judge(stack, operation)) == CLEAN


# The load balancer


@pytest.mark.parametrize("make", _LINKED)
def test_a_load_balancer_that_does_not_admit_the_link(judge, operation, make):
    stack = make().change("edge-sg", ingress=None)
    assert found(judge(stack, operation)) == only("no-ingress-of-load-balancer", "edge-sg")
    other = make().change("edge-sg", ingress=[tcp(80, cidrBlocks=["10.30.0.0/16"])])
    assert found(judge(other, operation)) == only("no-ingress-of-load-balancer", "edge-sg")


@pytest.mark.parametrize("make", _LINKED)
def test_a_load_balancer_that_admits_the_links_group(judge, operation, make):
    stack = make()
    link = {"link-sg": stack.definitions.pop("link-sg")}
    vpc = {"core-vpc": stack.definitions.pop("core-vpc")}
    stack.definitions = {**vpc, **link, **stack.definitions}
    stack = stack.change("edge-sg", ingress=[tcp(80, securityGroups=[Ref("link-sg")])])
    assert found(judge(stack, operation)) == CLEAN


@pytest.mark.parametrize("make", [*_LINKED, instances, lambda: renamed(rest_to_alb(), "alb")])
def test_a_load_balancer_without_egress(judge, operation, make):
    stack = make().change("edge-sg", egress=None)
    assert found(judge(stack, operation)) == only("no-egress-for-requests", "edge-sg")


# The targets


@pytest.mark.parametrize("make", [*_LINKED, blue_green, blue_green_by_ecs, lambda: renamed(rest_to_nlb(), "alb")])
def test_targets_that_do_not_admit_the_load_balancer(judge, operation, make):
    assert found(judge(_deaf(make()), operation)) == only("no-ingress-for-requests", "app-sg")


@pytest.mark.parametrize("put", [False, True])
def test_targets_behind_a_body(judge, operation, put):
    assert found(judge(_deaf(from_body(put=put)), operation)) == only("no-ingress-for-requests", "app-sg")


@pytest.mark.parametrize("make", [lambda: instances("instance"), lambda: instances("ip")])
def test_instances_that_do_not_admit_the_load_balancer(judge, operation, make):
    stack = make().change("app-sg", ingress=None)
    assert found(judge(stack, operation)) == only("no-ingress-for-requests", "app-sg")


@pytest.mark.parametrize("how", _WAYS)
def test_auto_scaling_groups_that_do_not_admit_the_load_balancer(judge, operation, how):
    stack = scaling_group(how).change("app-sg", ingress=[tcp(80)])
    assert found(judge(stack, operation)) == only("no-ingress-for-requests", "app-sg")


@pytest.mark.parametrize("make", [several_services, weighted, http_to_several])
def test_one_of_two_services_does_not_admit_the_load_balancer(judge, operation, make):
    stack = make().change("stock-sg", ingress=None)
    assert found(judge(stack, operation)) == only("no-ingress-for-requests", "stock-sg")


def test_a_load_balancer_that_sends_nothing_to_one_of_two_services(judge, operation):
    stack = several_services().change("edge-sg", egress=[tcp(8080)])
    assert found(judge(stack, operation)) == only("no-egress-for-requests", "edge-sg")


def test_health_checks_of_an_alb_on_a_port_of_their_own(judge, operation):
    stack = rest_to_alb().change("app-tg", healthCheck={"protocol": "HTTP", "path": "/", "port": "9090"})
    stack = stack.change("edge-sg", egress=[tcp(8080), tcp(9090)])
    assert found(judge(stack, operation)) == only("no-ingress-for-health-checks", "app-sg")


# An ALB between NLB and service


def test_an_alb_that_does_not_admit_the_nlb(judge, operation):
    stack = alb_behind_nlb().change("edge-sg", ingress=None)
    assert found(judge(stack, operation)) == only("no-ingress-for-requests", "edge-sg")


def test_an_nlb_that_sends_nothing_to_the_alb(judge, operation):
    stack = alb_behind_nlb().change("outer-sg", egress=[tcp(80)])
    assert found(judge(stack, operation)) == only("no-egress-for-requests", "outer-sg")


def test_an_alb_behind_an_nlb_that_sends_nothing_to_the_service(judge, operation):
    stack = alb_behind_nlb().change("edge-sg", egress=None)
    assert found(judge(stack, operation)) == only("no-egress-for-requests", "edge-sg")


def test_a_service_behind_both_that_does_not_admit_the_alb(judge, operation):
    assert found(judge(_deaf(alb_behind_nlb()), operation)) == only("no-ingress-for-requests", "app-sg")


def test_a_service_behind_both_that_admits_the_nlb_only(judge, operation):
    stack = _deaf(alb_behind_nlb())
    stack.add("ec2.SecurityGroupRule", "wrong", type="ingress", protocol="tcp", fromPort=8080, toPort=8080,
              securityGroupId=Ref("app-sg"), sourceSecurityGroupId=Ref("outer-sg"))  # fmt: skip
    assert found(judge(stack, operation)) == only("no-ingress-for-requests", "app-sg")


def test_an_alb_that_admits_the_nlbs_group(judge, operation):
    stack = alb_behind_nlb()
    outer = {"outer-sg": stack.definitions.pop("outer-sg")}
    vpc = {"core-vpc": stack.definitions.pop("core-vpc")}
    stack.definitions = {**vpc, **outer, **stack.definitions}
    stack = stack.change("edge-sg", ingress=[tcp(8080, securityGroups=[Ref("outer-sg")])])
    assert found(judge(stack, operation)) == CLEAN


def test_privatelink_at_the_outer_load_balancer(judge, operation):
    stack = alb_behind_nlb().change("outer", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic=None)
    assert found(judge(stack, operation)) == ({("privatelink-enforcement/unset", "outer")}, set())


# Lists that a preview knows as a whole only


@pytest.mark.parametrize("make", [rest_to_alb, alb_behind_nlb])
def test_lists_that_are_one_output(judge, operation, make):
    stack = make().change("edge", subnets=listed(Ref("core-a"), Ref("core-b")), securityGroups=listed(Ref("edge-sg")))
    assert found(judge(stack, operation)) == CLEAN
    assert found(judge(_deaf(stack), operation)) == only("no-ingress-for-requests", "app-sg")


def test_network_acls_between_link_load_balancer_and_targets(judge, operation):
    allow = {"action": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
    stack = rest_to_alb().also(
        "ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), subnetIds=[Ref("core-a"), Ref("core-b")],
        ingress=[{**allow, "ruleNo": 100}], egress=[{**allow, "ruleNo": 100}],
    )  # fmt: skip
    assert found(judge(stack, operation)) == CLEAN
    shut = stack.change("acl", ingress=[{**allow, "ruleNo": 100, "protocol": "tcp", "fromPort": 1024, "toPort": 65535}])
    assert found(judge(shut, operation)) == only("network-acl-refuses-link", "acl")
