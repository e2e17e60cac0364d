"""One VPC: what may stand in two, and what is joined all the same."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.link_stacks import http_to_alb, scaling_group
from tests.policies.stacks import OPERATIONS, Ref, Stack
from tests.policies.start_stacks import ANYWHERE

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

ALL = [{"protocol": "tcp", "fromPort": 1, "toPort": 65535, "cidrBlocks": ["10.0.0.0/8"]}]
CARRIED = ("load-balancer/in-two-vpcs", "edge")


def far(stack: Stack) -> Stack:
    """The same stack with another VPC before it, its subnets and a group."""
    other = Stack()
    other.add("ec2.Vpc", "far-vpc", cidrBlock="10.99.0.0/16")
    for number, zone in enumerate("ab", 1):
        place = {"cidrBlock": f"10.99.{number}.0/24", "availabilityZone": f"eu-west-1{zone}"}
        other.add("ec2.Subnet", f"far-{zone}", vpcId=Ref("far-vpc"), **place)
    other.add("ec2.SecurityGroup", "far-sg", vpcId=Ref("far-vpc"), ingress=ALL, egress=ANYWHERE)
    stack.definitions = {**other.definitions, **stack.definitions}
    return stack


def found(judge, stack: Stack, operation: str) -> tuple[set, set]:
    verdict = judge(stack, operation)
    return mandatory(verdict), undecided(verdict)


def test_a_group_that_is_associated_with_the_other_vpc(judge, operation):
    stack = far(fargate_behind_nlb()).change("edge", securityGroups=[Ref("far-sg")])
    assert found(judge, stack, operation)[0] == {CARRIED}
    place = {"securityGroupId": Ref("far-sg"), "vpcId": Ref("core-vpc")}
    assert found(judge, stack.also("vpc.SecurityGroupVpcAssociation", "both", **place), operation) == (set(), set())


def test_a_group_that_names_no_vpc_is_of_the_default_one(judge, operation):
    stack = fargate_behind_nlb().change("edge-sg", vpcId=None)
    assert found(judge, stack, operation) == ({CARRIED}, set())
    place = {"securityGroupId": Ref("edge-sg"), "vpcId": Ref("core-vpc")}
    assert found(judge, stack.also("vpc.SecurityGroupVpcAssociation", "both", **place), operation) == (set(), set())
    default = fargate_behind_nlb()
    default.definitions["core-vpc"].token = "aws:ec2/defaultVpc:DefaultVpc"
    del default.definitions["core-vpc"].inputs["cidrBlock"]
    assert CARRIED not in found(judge, default.change("edge-sg", vpcId=None), operation)[0]


@pytest.mark.parametrize(("vpc", "expected"), [("vpc-1", set()), ("vpc-2", {("targets/in-two-vpcs", "app")})])
def test_vpcs_outside_the_stack_are_told_apart_by_their_ids(judge, operation, vpc, expected):
    stack = fargate_behind_nlb()
    for label, definition in stack.definitions.items():
        if "vpcId" in definition.inputs and not definition.token.endswith("VpcEndpoint"):
            stack = stack.change(label, vpcId="vpc-1")
    assert found(judge, stack.change("app-sg", vpcId=vpc), operation)[0] == expected


def test_a_group_outside_the_stack_may_be_of_any_vpc(judge, operation):
    stack = far(fargate_behind_nlb()).change("edge", securityGroups=["sg-0123456789abcdef0"])
    assert CARRIED not in found(judge, stack, operation)[0]


def test_subnets_of_two_vpcs(judge, operation):
    stack = far(fargate_behind_nlb()).change("edge", subnets=[Ref("core-a"), Ref("far-b")])
    assert CARRIED in found(judge, stack, operation)[0]


def test_subnets_of_vpcs_that_only_their_ids_tell_apart(judge, operation):
    """Subnets that are made in VPCs outside the stack: literal against literal tells, literal against made does not."""
    stack = fargate_behind_nlb()
    for label, vpc in (("core-a", "vpc-0aaaaaaaaaaaaaaaa"), ("core-b", "vpc-0bbbbbbbbbbbbbbbb")):
        stack = stack.change(label, vpcId=vpc)
    assert CARRIED in found(judge, stack, operation)[0]
    assert CARRIED not in found(judge, stack.change("core-b", vpcId="vpc-0aaaaaaaaaaaaaaaa"), operation)[0]
    assert CARRIED not in found(judge, stack.change("core-b", vpcId=Ref("core-vpc")), operation)[0]


def test_a_fleet_with_the_group_of_another_vpc(judge, operation):
    stack = far(scaling_group("targetGroupArns")).change("machine", vpcSecurityGroupIds=[Ref("far-sg")])
    assert ("targets/in-two-vpcs", "fleet") in found(judge, stack, operation)[0]


def test_two_vpcs_in_a_stack_without_an_api_are_none_of_our_business(judge, operation):
    stack = far(fargate_behind_nlb())
    kept = [label for label, each in stack.definitions.items() if each.token.startswith("aws:ec2/")]
    stack.definitions = {label: stack.definitions[label] for label in kept}
    stack.add("lb.LoadBalancer", "edge", subnets=[Ref("core-a"), Ref("core-b")], securityGroups=[Ref("far-sg")])
    assert found(judge, stack, operation) == (set(), set())


def by_cloud_map(stack: Stack) -> Stack:
    """The same stack, whose API finds its tasks by Cloud Map."""
    stack.add("servicediscovery.PrivateDnsNamespace", "names", vpc=Ref("core-vpc"))
    records = {"namespaceId": Ref("names"), "dnsRecords": [{"ttl": 10, "type": "SRV"}]}
    stack.add("servicediscovery.Service", "orders-name", dnsConfig=records)
    registry = {"registryArn": Ref("orders-name", "arn"), "containerName": "app", "containerPort": 8080}
    stack = stack.change("app", serviceRegistries=registry, loadBalancers=None)
    return stack.change("shop-int", integrationUri=Ref("orders-name", "arn"))


@pytest.mark.parametrize("called", [lambda stack: stack, by_cloud_map], ids=["load balancer", "tasks"])
def test_a_link_in_a_peered_vpc(judge, operation, called):
    stack = far(called(http_to_alb()))
    stack = stack.change("link-two", subnetIds=[Ref("far-a"), Ref("far-b")], securityGroupIds=[Ref("far-sg")])
    stack = stack.change("edge-sg", ingress=ALL).change("app-sg", ingress=ALL)
    assert found(judge, stack, operation) == ({("target-sources/no-route-from-link", "link-two")}, set())
    stack.add("ec2.VpcPeeringConnection", "joined", vpcId=Ref("core-vpc"), peerVpcId=Ref("far-vpc"), autoAccept=True)
    stack.add("ec2.RouteTable", "far-rt", vpcId=Ref("far-vpc"))
    route = {"destinationCidrBlock": "10.20.0.0/16", "vpcPeeringConnectionId": Ref("joined")}
    stack.add("ec2.Route", "far-to-core", routeTableId=Ref("far-rt"), **route)
    for zone in "ab":
        place = {"routeTableId": Ref("far-rt"), "subnetId": Ref(f"far-{zone}")}
        stack.add("ec2.RouteTableAssociation", f"far-rta-{zone}", **place)
    assert found(judge, stack, operation) == (set(), set())
