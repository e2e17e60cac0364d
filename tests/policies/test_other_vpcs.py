"""Instances in a peered VPC, registered by address."""

import pytest

from tests.policies.compositions import alarms, balancer, network, rest_api
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.link_stacks import alb_behind_nlb, tcp
from tests.policies.stacks import OPERATIONS, Ref, Stack
from tests.policies.start_stacks import ANYWHERE

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def peered() -> Stack:
    """REST API -> VPC link V1 -> NLB -> two instances in a VPC that a peering connection joins."""
    stack = Stack()
    network(stack)
    stack.add("ec2.Vpc", "far-vpc", cidrBlock="10.30.0.0/16")
    stack.add("ec2.RouteTable", "far-rt", vpcId=Ref("far-vpc"))
    stack.add("ec2.VpcPeeringConnection", "peering", vpcId=Ref("core-vpc"), peerVpcId=Ref("far-vpc"), autoAccept=True)
    for table, cidr in (("core-rt", "10.30.0.0/16"), ("far-rt", "10.20.0.0/16")):
        route = {"destinationCidrBlock": cidr, "vpcPeeringConnectionId": Ref("peering")}
        stack.add("ec2.Route", f"{table}-peer", routeTableId=Ref(table), **route)
    balancer(stack)
    stack = stack.change("edge-sg", egress=[tcp(8080, cidrBlocks=["10.30.0.0/16"])])
    stack.add("ec2.SecurityGroup", "box-sg", vpcId=Ref("far-vpc"), ingress=[tcp(8080)], egress=ANYWHERE)
    for number, zone in enumerate("ab", start=1):
        place = {"vpcId": Ref("far-vpc"), "availabilityZone": f"eu-west-1{zone}"}
        stack.add("ec2.Subnet", f"far-{zone}", cidrBlock=f"10.30.{number}.0/24", **place)
        stack.add("ec2.RouteTableAssociation", f"far-rta-{zone}", routeTableId=Ref("far-rt"),
                  subnetId=Ref(f"far-{zone}"))  # fmt: skip
        machine = {"ami": "ami-0123456789abcdef0", "instanceType": "t4g.small", "subnetId": Ref(f"far-{zone}")}
        stack.add("ec2.Instance", f"box-{zone}", vpcSecurityGroupIds=[Ref("box-sg")], **machine)
        stack.add("lb.TargetGroupAttachment", f"box-{zone}-target", targetGroupArn=Ref("app-tg", "arn"),
                  targetId=Ref(f"box-{zone}", "privateIp"), port=8080, availabilityZone="all")  # fmt: skip
    rest_api(stack)
    alarms(stack)
    return stack


def _found(judge, stack: Stack, operation: str) -> set:
    verdict = judge(stack, operation)
    assert undecided(verdict) == set()
    return mandatory(verdict)


def test_a_peered_vpc(judge, operation):
    assert everything(judge(peered(), operation)) == set()


def test_no_route_to_the_other_vpc(judge, operation):
    assert _found(judge, peered().drop("core-rt-peer"), operation) == {("targets/no-route-to-address", "core-rt")}


def test_no_route_back_from_the_other_vpc(judge, operation):
    assert _found(judge, peered().drop("far-rt-peer"), operation) == {("targets/no-route-to-address", "far-rt")}


def test_a_route_back_by_a_nat_gateway_leads_to_the_internet_only(judge, operation):
    stack = peered().drop("far-rt-peer")
    stack.add("ec2.NatGateway", "nat", subnetId=Ref("far-a"), allocationId="eipalloc-0a")
    route = {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": Ref("nat")}
    stack.add("ec2.Route", "far-out", routeTableId=Ref("far-rt"), **route)
    assert ("targets/no-route-to-address", "far-rt") in _found(judge, stack, operation)


@pytest.mark.parametrize("back", [["10.0.0.0/8"], ["10.20.1.0/25", "10.20.1.128/25", "10.20.2.0/24"]])
def test_routes_back_that_are_wider_or_narrower(judge, operation, back):
    stack = peered().drop("far-rt-peer")
    for number, cidr in enumerate(back):
        route = {"destinationCidrBlock": cidr, "vpcPeeringConnectionId": Ref("peering")}
        stack.add("ec2.Route", f"back-{number}", routeTableId=Ref("far-rt"), **route)
    assert everything(judge(stack, operation)) == set()


def test_a_peering_connection_leads_to_no_third_vpc(judge, operation):
    """Peering is not transitive: what a hub is joined to is out of reach behind it."""
    stack = peered()
    stack.add("ec2.Vpc", "hub-vpc", cidrBlock="10.40.0.0/16")
    stack.add("ec2.VpcPeeringConnection", "hub", vpcId=Ref("core-vpc"), peerVpcId=Ref("hub-vpc"), autoAccept=True)
    stack = stack.change("core-rt-peer", vpcPeeringConnectionId=Ref("hub"))
    assert _found(judge, stack, operation) == {("targets/no-route-to-address", "core-rt")}


def test_a_target_of_the_other_vpc_without_the_zone_all(judge, operation):
    stack = peered().change("box-a-target", availabilityZone=None).change("box-b-target", availabilityZone=None)
    found = {("targets/zone-not-all", f"box-{zone}-target") for zone in "ab"}
    assert _found(judge, stack, operation) == found


def test_the_balancers_group_across_the_peering(judge, operation):
    stack = peered().change("box-sg", ingress=[tcp(8080, securityGroups=[Ref("edge-sg")])])
    assert _found(judge, stack, operation) == set()


@pytest.mark.parametrize(
    ("support", "attachment", "fault"),
    [("enable", None, False), (None, None, True), ("enable", "disable", True)],
)
def test_the_balancers_group_across_a_transit_gateway(judge, operation, support, attachment, fault):
    """A rule may name a group of the other side only where gateway and attachments support that."""
    stack = peered().drop("peering").change("box-sg", ingress=[tcp(8080, securityGroups=[Ref("edge-sg")])])
    stack.add("ec2transitgateway.TransitGateway", "hub", securityGroupReferencingSupport=support)
    for side in ("core", "far"):
        subnets = [Ref(f"{side}-{zone}") for zone in "ab"]
        place = {"transitGatewayId": Ref("hub"), "vpcId": Ref(f"{side}-vpc"), "subnetIds": subnets}
        stack.add("ec2transitgateway.VpcAttachment", f"{side}-hub", securityGroupReferencingSupport=attachment, **place)
        route = {"destinationCidrBlock": "10.0.0.0/8", "transitGatewayId": Ref("hub"), "vpcPeeringConnectionId": None}
        stack = stack.change(f"{side}-rt-peer", **route)
    expected = {("target-sources/no-ingress-for-requests", "box-sg")} if fault else set()
    assert _found(judge, stack, operation) == expected


@pytest.mark.parametrize("where", [{"port": 9999}, {"healthCheck": {"protocol": "HTTP", "port": "9999"}}])
def test_a_port_on_which_the_inner_balancer_does_not_listen_is_one_finding(judge, operation, where):
    stack = alb_behind_nlb().change("alb-tg", **where)
    stack = stack.change("alb-target", **{key: value for key, value in where.items() if key == "port"})
    fault = "alb-port-without-listener" if "port" in where else "alb-health-check"
    assert {name for name, _ in _found(judge, stack, operation)} == {f"load-balancer/{fault}"}
