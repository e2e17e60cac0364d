"""Targets: what is registered, whether it fits the target group, and whether tasks can start."""

import json

import pytest

from tests.policies.compositions import fargate_behind_nlb, trust
from tests.policies.findings import advisory, everything, mandatory, undecided
from tests.policies.link_stacks import SOUND, blue_green, http_to_alb, instances, rest_to_alb, scaling_group, weighted
from tests.policies.stacks import OPERATIONS, Ref, Stack, document
from tests.policies.start_stacks import (
    ANYWHERE,
    container_instances,
    containers,
    in_vpc_elsewhere,
    on_premises,
    secret,
    with_nat,
)

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def found(judge, stack: Stack, operation: str) -> set:
    """Mandatory findings of a stack in which everything can be decided."""
    verdict = judge(stack, operation)
    assert undecided(verdict) == set()
    return mandatory(verdict)


# Registration


@pytest.mark.parametrize("name", SOUND)
def test_sound_stacks_have_no_finding(judge, operation, name):
    assert everything(judge(SOUND[name](), operation)) == set()


def test_a_service_that_the_program_no_longer_makes(judge, operation):
    assert found(judge, http_to_alb().drop("app"), operation) == {("targets/nothing-registered", "app-tg")}


@pytest.mark.parametrize("how", ["Attachment", "TrafficSourceAttachment"])
def test_a_scaling_group_that_nothing_attaches(judge, operation, how):
    stack = scaling_group(how).drop("fleet-target")
    assert found(judge, stack, operation) == {("targets/nothing-registered", "app-tg")}


def test_instances_that_nothing_attaches(judge, operation):
    stack = instances().drop("box-a-target", "box-b-target")
    assert found(judge, stack, operation) == {("targets/nothing-registered", "app-tg")}


def _weights(stack: Stack, first: int, second: int) -> Stack:
    groups = [{"arn": Ref("app-tg", "arn"), "weight": first}, {"arn": Ref("stock-tg", "arn"), "weight": second}]
    return stack.change("front", defaultActions=[{"type": "forward", "forward": {"targetGroups": groups}}])


def test_an_empty_group_with_weight_zero_gets_no_requests(judge, operation):
    stack = _weights(weighted().drop("stock"), 100, 0)
    assert found(judge, stack, operation) == set()


def test_an_empty_group_with_a_weight(judge, operation):
    stack = _weights(weighted().drop("stock"), 90, 10)
    assert ("targets/nothing-registered", "stock-tg") in found(judge, stack, operation)


def test_the_other_group_of_a_deployment_outside_the_stack(judge, operation):
    stack = blue_green().drop("release-group")
    groups = [{"arn": Ref("app-tg", "arn"), "weight": 50}, {"arn": Ref("green-tg", "arn"), "weight": 50}]
    stack = stack.change("front", defaultActions=[{"type": "forward", "forward": {"targetGroups": groups}}])
    assert ("targets/nothing-registered", "green-tg") not in mandatory(judge(stack, operation))


_FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:elsewhere"


@pytest.mark.parametrize("identity", [_FUNCTION, f"{_FUNCTION}:live", Ref("shop", "arn")])
def test_a_function_as_target_is_asked_for_neither_port_nor_group(judge, operation, identity):
    stack = rest_to_alb().drop("app").change("app-tg", targetType="lambda", port=None, protocol=None, vpcId=None)
    stack.add("iam.Role", "shop-role", assumeRolePolicy=trust("lambda.amazonaws.com"))
    stack.add("lambda.Function", "shop", role=Ref("shop-role", "arn"), runtime="python3.13", handler="shop.handler")
    stack.add("lambda.Permission", "shop-called", function=Ref("shop", "name"), action="lambda:InvokeFunction",
              principal="elasticloadbalancing.amazonaws.com")  # fmt: skip
    stack.add("lb.TargetGroupAttachment", "shop-target", targetGroupArn=Ref("app-tg", "arn"), targetId=identity)
    assert found(judge, stack, operation) == set()
    own = isinstance(identity, Ref)
    lacking = stack.change("shop-called", principal="apigateway.amazonaws.com")
    fault = {("targets/no-function-permission", "shop-target")} if own else set()
    assert found(judge, lacking, operation) == fault
    throttled = stack.change("shop", reservedConcurrentExecutions=0)
    assert found(judge, throttled, operation) == ({("targets/never-runs", "shop")} if own else set())
    shared = lacking.also("cloudformation.Stack", "more", parameters={"Function": Ref("shop", "arn")})
    assert undecided(judge(shared, operation)) == fault


def test_a_binding_of_kubernetes_registers_targets(judge, operation):
    stack = fargate_behind_nlb().drop("app")
    stack.add(
        "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding", "binding", spec={"targetGroupARN": Ref("app-tg", "arn")}
    )
    assert found(judge, stack, operation) == set()


# Kinds of targets


def test_a_group_without_a_type_takes_instances(judge, operation):
    stack = fargate_behind_nlb().change("app-tg", targetType=None)
    assert ("targets/instance-type-for-awsvpc", "app-tg") in found(judge, stack, operation)


# The service and its task definition


def test_a_port_that_the_container_does_not_map(judge, operation):
    stack = fargate_behind_nlb().change("task", containerDefinitions=containers(9090))
    assert found(judge, stack, operation) == {("targets/port-not-in-task-definition", "app")}


def test_definitions_made_from_outputs_are_presumed_to_map_the_port(judge, operation):
    content = json.loads(containers())
    content[0]["environment"] = [{"name": "TABLE", "value": Ref("app-logs", "arn")}]
    stack = fargate_behind_nlb().change("task", containerDefinitions=document(content))
    assert found(judge, stack, operation) == set()


def test_a_service_that_waits_for_another_listener_only(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("lb.TargetGroup", "other-tg", port=9, protocol="TCP", targetType="ip", vpcId=Ref("core-vpc"))
    action = [{"type": "forward", "targetGroupArn": Ref("other-tg", "arn")}]
    stack.add("lb.Listener", "other", loadBalancerArn=Ref("edge", "arn"), port=9, protocol="TCP", defaultActions=action)
    stack.definitions["app"].depends_on = ("other",)
    assert ("robustness/service-before-listener", "app") in advisory(judge(stack, operation), "robustness")


# The way to image, logs and secrets


@pytest.mark.parametrize("dropped", ["core-ecr.api", "core-ecr.dkr"])
def test_a_missing_endpoint(judge, operation, dropped):
    assert found(judge, fargate_behind_nlb().drop(dropped), operation) == {("targets/no-way-to-image", "app")}


def test_several_missing_endpoints_are_one_finding(judge, operation):
    stack = fargate_behind_nlb().drop("core-ecr.api", "core-ecr.dkr", "core-logs")
    assert found(judge, stack, operation) == {("targets/no-way-to-image", "app")}


def test_a_nat_gateway_is_a_way_to_everything(judge, operation):
    assert found(judge, with_nat(fargate_behind_nlb()), operation) == set()


def test_a_public_image_through_a_nat_gateway(judge, operation):
    stack = with_nat(fargate_behind_nlb()).change("task", containerDefinitions=containers(image="nginx:1.27"))
    assert found(judge, stack, operation) == set()


@pytest.mark.parametrize("image", ["nginx:1.27", "public.ecr.aws/nginx/nginx:1.27", "docker.io/library/nginx", "a/b"])
def test_a_public_image_without_a_way_out(judge, operation, image):
    stack = fargate_behind_nlb().change("task", containerDefinitions=containers(image=image))
    assert found(judge, stack, operation) == {("targets/public-image-without-way-out", "app")}


def test_a_nat_gateway_whose_subnet_leads_nowhere(judge, operation):
    stack = with_nat(fargate_behind_nlb()).drop("public-out")
    assert found(judge, stack, operation) == {("targets/no-way-to-image", "app")}


def test_an_internet_gateway_helps_only_tasks_with_public_addresses(judge, operation):
    stack = with_nat(fargate_behind_nlb()).drop("out", "nat", "nat-ip")
    route = {"routeTableId": Ref("core-rt"), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": Ref("igw")}
    stack.add("ec2.Route", "out", **route)
    assert found(judge, stack, operation) == {("targets/no-way-to-image", "app")}
    configuration = {**stack.definitions["app"].inputs["networkConfiguration"], "assignPublicIp": True}
    assert found(judge, stack.change("app", networkConfiguration=configuration), operation) == set()


def test_a_transit_gateway_is_a_way_out(judge, operation):
    stack = fargate_behind_nlb().drop("core-ecr.api", "core-ecr.dkr", "core-logs", "core-s3")
    gateway = {"transitGatewayId": "tgw-0123456789abcdef0", "destinationCidrBlock": "0.0.0.0/0"}
    stack.add("ec2.Route", "out", routeTableId=Ref("core-rt"), **gateway)
    assert found(judge, stack, operation) == set()


@pytest.mark.parametrize(
    ("given", "works"),
    [({}, False), ({"sourceDestCheck": False}, True), ({"iamInstanceProfile": "nat"}, True)],
)
def test_a_nat_instance(judge, operation, given, works):
    """An instance drops what is not for itself, unless the check is off; with rights it may switch it off itself."""
    stack = with_nat(fargate_behind_nlb()).drop("out", "nat", "nat-ip")
    stack.add(
        "ec2.Instance", "nat", ami="ami-0123456789abcdef0", instanceType="t4g.nano", subnetId=Ref("public"), **given
    )
    route = {"destinationCidrBlock": "0.0.0.0/0", "networkInterfaceId": Ref("nat", "primaryNetworkInterfaceId")}
    stack.add("ec2.Route", "out", routeTableId=Ref("core-rt"), **route)
    assert found(judge, stack, operation) == (set() if works else {("targets/no-way-to-image", "app")})


def test_a_peering_connection_is_no_way_out(judge, operation):
    """Packets that come by peering are for the peered VPC itself; its gateways are not for others."""
    stack = with_nat(fargate_behind_nlb())
    stack.add("ec2.VpcPeeringConnection", "hub", vpcId=Ref("core-vpc"), peerVpcId="vpc-0a1b2c3d", autoAccept=True)
    stack = stack.change("out", natGatewayId=None, vpcPeeringConnectionId=Ref("hub"))
    assert found(judge, stack, operation) == {("targets/no-way-to-image", "app")}


@pytest.mark.parametrize("gateway", [Ref("hub"), "tgw-0123456789abcdef0"])
@pytest.mark.parametrize(("zones", "works"), [("ab", True), ("a", True), ("c", False)])
def test_a_transit_gateway_takes_what_comes_from_its_zones(judge, operation, gateway, zones, works):
    """Where only some subnets have a way out, it is another policy's advice."""
    stack = fargate_behind_nlb().drop("core-ecr.api", "core-ecr.dkr", "core-logs", "core-s3")
    stack.add("ec2transitgateway.TransitGateway", "hub")
    stack.add("ec2.Subnet", "core-c", vpcId=Ref("core-vpc"), cidrBlock="10.20.3.0/24", availabilityZone="eu-west-1c")
    place = {"vpcId": Ref("core-vpc"), "subnetIds": [Ref(f"core-{zone}") for zone in zones]}
    stack.add("ec2transitgateway.VpcAttachment", "core-hub", transitGatewayId=gateway, **place)
    route = {"transitGatewayId": gateway, "destinationCidrBlock": "0.0.0.0/0"}
    stack.add("ec2.Route", "out", routeTableId=Ref("core-rt"), **route, depends_on=("core-hub",))
    assert found(judge, stack, operation) == (set() if works else {("targets/no-way-to-image", "app")})


def test_an_endpoint_without_private_dns(judge, operation):
    stack = fargate_behind_nlb().change("core-ecr.dkr", privateDnsEnabled=None)
    assert found(judge, stack, operation) == {("targets/endpoint-not-usable", "core-ecr.dkr")}


def test_a_gateway_endpoint_on_another_route_table(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("ec2.RouteTable", "spare-rt", vpcId=Ref("core-vpc"))
    stack = stack.change("core-s3", routeTableIds=[Ref("spare-rt")])
    assert found(judge, stack, operation) == {("targets/endpoint-not-usable", "core-s3")}


def test_a_gateway_endpoint_put_on_the_table_by_an_association(judge, operation):
    stack = fargate_behind_nlb().change("core-s3", routeTableIds=None)
    stack.add(
        "ec2.VpcEndpointRouteTableAssociation", "s3-rt", vpcEndpointId=Ref("core-s3"), routeTableId=Ref("core-rt")
    )
    assert found(judge, stack, operation) == set()


def test_endpoints_that_name_the_tasks_group(judge, operation):
    named = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "securityGroups": [Ref("app-sg")]}]
    stack = fargate_behind_nlb()
    order = list(stack.definitions)
    order.insert(order.index("core-services-sg"), order.pop(order.index("app-sg")))
    stack.definitions = {label: stack.definitions[label] for label in order}
    assert found(judge, stack.change("core-services-sg", ingress=named), operation) == set()


def _egress(*rules: dict) -> Stack:
    stack = fargate_behind_nlb()
    https = {"protocol": "tcp", "fromPort": 443, "toPort": 443}
    return stack.change("app-sg", egress=[{**https, **rule} for rule in rules])


@pytest.mark.parametrize(
    ("egress", "faults"),
    [
        ([], {("targets/no-egress-of-tasks", "app-sg")}),
        ([{"protocol": "tcp", "fromPort": 8443, "toPort": 8443, "cidrBlocks": ["0.0.0.0/0"]}],
         {("targets/no-egress-of-tasks", "app-sg")}),
        ([{"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": ["pl-6da54004"]}], set()),
        ([{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.20.0.0/16"]}], set()),
    ],
)  # fmt: skip
def test_tasks_in_a_vpc_that_is_not_in_the_stack_have_egress_of_their_own(judge, operation, egress, faults):
    stack = in_vpc_elsewhere(fargate_behind_nlb())
    assert found(judge, stack.change("app-sg", egress=egress), operation) == faults


def test_tasks_that_reach_the_endpoints_but_not_s3(judge, operation):
    stack = _egress({"cidrBlocks": ["10.20.0.0/16"]})
    assert found(judge, stack, operation) == {("targets/no-egress-of-tasks", "app-sg")}


@pytest.mark.parametrize(
    "more",
    [
        {"prefixListIds": [Ref("core-s3", "prefixListId")]},
        {"prefixListIds": ["pl-6da54004"]},
        {"cidrBlocks": ["0.0.0.0/1", "128.0.0.0/1"]},
    ],
)
def test_tasks_that_reach_the_endpoints_and_s3(judge, operation, more):
    assert found(judge, _egress({"cidrBlocks": ["10.20.0.0/16"]}, more), operation) == set()


def test_a_private_dns_endpoint_is_taken_although_there_is_a_nat_gateway(judge, operation):
    narrow = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.20.200.0/24"]}]
    stack = with_nat(fargate_behind_nlb()).change("core-services-sg", ingress=narrow)
    endpoint = fargate_behind_nlb().definitions["core-logs"]
    stack.add("ec2.VpcEndpoint", "core-logs", **endpoint.inputs)
    assert found(judge, stack, operation) == {("targets/endpoint-refuses-tasks", "core-services-sg")}


def test_a_network_acl_between_tasks_and_endpoints(judge, operation):
    rule = {"action": "allow", "protocol": "tcp", "cidrBlock": "10.20.0.0/16"}
    stack = fargate_behind_nlb()
    listed = [
        {**rule, "ruleNo": 1, "fromPort": 8080, "toPort": 8080},
        {**rule, "ruleNo": 2, "fromPort": 1024, "toPort": 65535},
    ]
    given = {"ingress": listed, "egress": listed, "subnetIds": [Ref("core-a"), Ref("core-b")]}
    stack.add("ec2.NetworkAcl", "acl", vpcId=Ref("core-vpc"), **given)
    assert found(judge, stack, operation) == {("targets/network-acl-refuses-start", "acl")}


def _rules(*spans: tuple[int, int, str]) -> list[dict]:
    return [
        {"ruleNo": number, "action": "allow", "protocol": "tcp", "fromPort": low, "toPort": high, "cidrBlock": cidr}
        for number, (low, high, cidr) in enumerate(spans, 1)
    ]


INSIDE, ANY = "10.20.0.0/16", "0.0.0.0/0"
REFUSES = {("targets/network-acl-refuses-start", "acl")}


@pytest.mark.parametrize(
    ("ingress", "egress", "expected"),
    [
        ([(443, 65535, INSIDE), (32768, 60999, ANY)], [(443, 443, ANY), (1024, 65535, INSIDE)], set()),
        ([(0, 65535, INSIDE)], [(0, 65535, ANY)], REFUSES),
        ([(0, 65535, INSIDE), (32768, 50000, ANY)], [(0, 65535, ANY)], REFUSES),
        ([(0, 65535, ANY)], [(0, 65535, INSIDE)], REFUSES),
    ],
)
@pytest.mark.parametrize("way", [lambda stack: stack, with_nat])
def test_a_network_acl_on_the_way_to_public_addresses(judge, operation, way, ingress, egress, expected):
    given = {"vpcId": Ref("core-vpc"), "subnetIds": [Ref("core-a"), Ref("core-b")]}
    stack = way(fargate_behind_nlb())
    stack.add("ec2.NetworkAcl", "acl", ingress=_rules(*ingress), egress=_rules(*egress), **given)
    assert found(judge, stack, operation) == expected


@pytest.mark.parametrize(
    ("ingress", "egress", "expected"),
    [
        ([(443, 443, INSIDE), (1024, 65535, ANY)], [(443, 443, ANY), (32768, 60999, INSIDE)], set()),
        ([(443, 443, INSIDE), (32768, 60999, ANY)], [(443, 443, ANY), (32768, 60999, INSIDE)], REFUSES),
        ([(1024, 65535, ANY)], [(443, 443, ANY), (32768, 60999, INSIDE)], REFUSES),
        ([(443, 443, INSIDE), (1024, 65535, ANY)], [(443, 443, ANY)], REFUSES),
    ],
)
def test_a_network_acl_of_the_nat_gateways_subnet(judge, operation, ingress, egress, expected):
    stack = with_nat(fargate_behind_nlb())
    given = {"vpcId": Ref("core-vpc"), "subnetIds": [Ref("public")]}
    stack.add("ec2.NetworkAcl", "acl", ingress=_rules(*ingress), egress=_rules(*egress), **given)
    assert found(judge, stack, operation) == expected


def test_container_instances_without_a_way_to_ecs(judge, operation):
    stack = container_instances().drop("core-ecs", "core-ecs-agent", "core-ecs-telemetry")
    assert found(judge, stack, operation) == {("targets/no-way-to-ecs", "app")}
    assert found(judge, with_nat(stack), operation) == set()


def test_a_network_that_the_stack_leaves_to_others_is_presumed_to_work(judge, operation):
    stack = fargate_behind_nlb().drop(
        "core-ecr.api", "core-ecr.dkr", "core-logs", "core-s3", "core-rta-a", "core-rta-b", "core-rt"
    )
    assert found(judge, stack, operation) == set()


# The execution role


def test_a_public_image_without_logs_needs_no_execution_role(judge, operation):
    stack = with_nat(fargate_behind_nlb()).change(
        "task", executionRoleArn=None, containerDefinitions=containers(image="nginx:1.27")
    )
    assert found(judge, stack, operation) == set()


def test_a_secret_that_the_task_may_read(judge, operation):
    assert found(judge, secret(), operation) == set()


def test_a_secret_that_the_execution_role_may_not_read(judge, operation):
    verdict = judge(secret().drop("read-login"), operation)
    missing = {("targets/execution-role-without-rights", "pull")}
    # In a preview the definition is not known: what feeds it may be a plain value of the container's environment.
    assert (undecided(verdict), mandatory(verdict)) == (
        (missing, set()) if operation == "preview" else (set(), missing)
    )


# Addresses


def test_an_address_behind_a_transit_gateway(judge, operation):
    assert everything(judge(on_premises(), operation)) == set()


def test_an_address_of_the_vpc_itself_needs_neither(judge, operation):
    assert found(judge, on_premises("10.20.1.7", route=False, zone=None), operation) == set()


def test_a_private_address_sent_to_the_internet(judge, operation):
    stack = on_premises(route=False)
    stack.add("ec2.InternetGateway", "igw", vpcId=Ref("core-vpc"))
    route = {"routeTableId": Ref("core-rt"), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": Ref("igw")}
    stack.add("ec2.Route", "out", **route)
    assert found(judge, stack, operation) == {("targets/no-route-to-address", "core-rt")}


def test_routes_that_a_vpn_gateway_propagates_are_presumed(judge, operation):
    stack = on_premises(route=False)
    stack.add("ec2.VpnGateway", "vgw", vpcId=Ref("core-vpc"))
    stack.add("ec2.VpnGatewayRoutePropagation", "learned", routeTableId=Ref("core-rt"), vpnGatewayId=Ref("vgw"))
    assert found(judge, stack, operation) == set()


def test_egress_is_asked_of_the_balancer_also_for_addresses(judge, operation):
    stack = on_premises().change("edge-sg", egress=[{**ANYWHERE[0], "cidrBlocks": ["10.20.0.0/16"]}])
    assert found(judge, stack, operation) == {("target-sources/no-egress-for-requests", "edge-sg")}
