"""What is registered in a target group, by every way of registering it."""

import json

import pytest

from private_api_guard.model.balancing.registrations import DYNAMIC_PORTS, kind_of
from private_api_guard.model.balancing.target import Target, TargetKind
from private_api_guard.model.balancing.target_group import TargetGroups
from private_api_guard.model.balancing.targets import Targets, targets
from private_api_guard.model.network.network import Networks
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:shop"
ALB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/inner/50dc6c495c0c9188"
GROUP = made("lb/targetGroup:TargetGroup", "app-tg", port=8080)
SECOND = made("lb/targetGroup:TargetGroup", "second-tg", port=8081)
SUBNET = made("ec2/subnet:Subnet", "a", outputs={"id": "subnet-a"})
OWN, ADDED = (made("ec2/securityGroup:SecurityGroup", name, outputs={"id": f"sg-{name}"}) for name in ("own", "added"))


def registered(*resources: Resource) -> Targets:
    """The targets of a stack."""
    stack = Stack([GROUP, SECOND, SUBNET, OWN, ADDED, *resources])
    networks = Networks(stack)
    return targets(stack, networks)


def of(group: Resource, *resources: Resource) -> tuple[Target, ...]:
    """The targets of one group of a stack."""
    return registered(*resources).of(TargetGroups(Stack([group])).get(group.urn))


def names(group: Resource, *resources: Resource) -> list[str]:
    """The names of the targets of one group."""
    return [target.name for target in of(group, *resources)]


def attachment(*owners: Resource, feeds: tuple[Resource, ...] = (), **inputs: object) -> Resource:
    """An attachment to target groups that are not known yet."""
    return made(
        "lb/targetGroupAttachment:TargetGroupAttachment",
        "entry",
        targetGroupArn=UNKNOWN,
        feeds={"targetGroupArn": owners, "targetId": feeds},
        **inputs,
    )


# Attachments


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ("i-0123456789abcdef0", TargetKind.INSTANCE),
        ("10.20.0.5", TargetKind.ADDRESS),
        ("2001:db8::5", TargetKind.ADDRESS),
        (ALB, TargetKind.LOAD_BALANCER),
        (ALB.replace("arn:aws:", "arn:aws-cn:"), TargetKind.LOAD_BALANCER),
        (LAMBDA, TargetKind.FUNCTION),
        (f"{LAMBDA}:live", TargetKind.FUNCTION),
        (LAMBDA.replace("arn:aws:", "arn:aws-us-gov:"), TargetKind.FUNCTION),
        ("arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/far/0123456789abcdef", TargetKind.ADDRESS),
        ("elsewhere.example.com", TargetKind.ADDRESS),
    ],
)
def test_what_a_target_outside_the_stack_is(identity, kind):
    assert kind_of(identity) is kind
    [target] = of(GROUP, attachment(GROUP, targetId=identity))
    assert (target.kind, target.key, target.certain) == (kind, identity, True)
    assert target.address.known is None or str(target.address).startswith(identity)
    assert (target.address.known is not None) == (identity in {"10.20.0.5", "2001:db8::5"})


@pytest.mark.parametrize(
    ("made_resource", "kind"),
    [
        (made("ec2/instance:Instance", "box", outputs={"id": "i-0aa"}), TargetKind.INSTANCE),
        (made("ec2/networkInterface:NetworkInterface", "box", outputs={"id": "eni-0aa"}), TargetKind.INSTANCE),
        (made("lb/loadBalancer:LoadBalancer", "box"), TargetKind.LOAD_BALANCER),
        (made("lambda/function:Function", "box"), TargetKind.FUNCTION),
    ],
)
def test_what_a_target_of_the_stack_is(made_resource, kind):
    [target] = of(GROUP, made_resource, attachment(GROUP, targetId=UNKNOWN, feeds=(made_resource,)))
    assert (target.kind, target.name, target.certain, target.sources) == (kind, "box", True, (made_resource,))


@pytest.mark.parametrize("how", ["privateIp", "privateIps", "output"])
def test_an_address_of_the_stack_means_the_instance_that_has_it(how):
    inputs = {"privateIp": {"privateIp": "10.20.0.5"}, "privateIps": {"privateIps": ["10.20.0.4", "10.20.0.5"]}}
    computed = {"privateIp": "10.20.0.5"} if how == "output" else {}
    box = made("ec2/instance:Instance", "box", outputs=computed, **inputs.get(how, {}))
    assert names(GROUP, box, attachment(GROUP, targetId="10.20.0.5")) == ["box"]
    assert names(GROUP, box, attachment(GROUP, targetId="10.20.0.6")) == ["10.20.0.6/32"]


def test_an_address_that_two_have_is_an_address():
    boxes = [made("ec2/instance:Instance", name, privateIp="10.20.0.5") for name in ("one", "two")]
    [target] = of(GROUP, *boxes, attachment(GROUP, targetId="10.20.0.5"))
    assert target.kind is TargetKind.ADDRESS


@pytest.mark.parametrize(
    ("port", "ports"), [(None, (8080, 8080)), (9090, (9090, 9090)), ("9090", (9090, 9090)), (UNKNOWN, None)]
)
def test_the_port_of_an_attachment_counts_before_the_groups(port, ports):
    [target] = of(GROUP, attachment(GROUP, targetId="10.20.0.5", port=port))
    assert target.ports.known == ports


@pytest.mark.parametrize(("zone", "told"), [(None, "not set"), ("all", "all"), (UNKNOWN, "not known")])
def test_the_zone_of_an_attachment(zone, told):
    [target] = of(GROUP, attachment(GROUP, targetId="10.20.0.5", availabilityZone=zone))
    assert str(target.zone) == told


def test_which_of_two_is_registered_is_not_known():
    boxes = [made("ec2/instance:Instance", name) for name in ("one", "two")]
    found = of(GROUP, *boxes, attachment(GROUP, targetId=UNKNOWN, feeds=(*boxes,)))
    assert [(target.name, target.certain) for target in found] == [("one", False), ("two", False)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("lambda", TargetKind.FUNCTION), ("ip", TargetKind.ADDRESS), (UNKNOWN, TargetKind.ADDRESS)],
)
def test_what_a_group_of_type_lambda_gets_is_a_function(kind, expected):
    group = made("lb/targetGroup:TargetGroup", "app-tg", targetType=kind)
    [target] = of(group, attachment(GROUP, targetId=UNKNOWN))
    assert (target.kind, target.certain) == (expected, False)


# The join


def test_a_target_of_which_the_group_is_not_known_is_adrift():
    found = registered(attachment(targetId="10.20.0.5"))
    assert (found.by_group, [target.name for target in found.adrift]) == ({}, ["10.20.0.5/32"])


def test_a_target_of_one_of_two_groups_is_certain_in_neither():
    found = registered(attachment(GROUP, SECOND, targetId="10.20.0.5"))
    assert {key: [target.certain for target in listed] for key, listed in found.by_group.items()} == {
        GROUP.urn: [False],
        SECOND.urn: [False],
    }
    assert found.adrift == ()


# Auto Scaling


def fleet(**inputs: object) -> Resource:
    """An Auto Scaling group."""
    feeds = {"targetGroupArns": (GROUP,), "trafficSources": (GROUP,)}
    return made("autoscaling/group:Group", "fleet", vpcZoneIdentifiers=["subnet-a"], feeds=feeds, **inputs)


def source(kind: object) -> dict[str, object]:
    """A traffic source of a type."""
    return {"trafficSources": [{"identifier": UNKNOWN, "type": kind}]}


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, []),
        ({"targetGroupArns": [UNKNOWN]}, ["fleet"]),
        (source("elbv2"), ["fleet"]),
        (source(None), ["fleet"]),
        (source(UNKNOWN), ["fleet"]),
        (source("elb"), []),
        (source("vpc-lattice"), []),
        ({"trafficSources": UNKNOWN}, ["fleet"]),
    ],
)
def test_target_groups_that_a_fleet_names(inputs, expected):
    assert names(GROUP, fleet(**inputs)) == expected


@pytest.mark.parametrize(
    ("token", "key", "value"),
    [
        ("autoscaling/attachment:Attachment", "lbTargetGroupArn", UNKNOWN),
        ("autoscaling/trafficSourceAttachment:TrafficSourceAttachment", "trafficSource", {"identifier": UNKNOWN}),
        ("autoscaling/trafficSourceAttachment:TrafficSourceAttachment", "trafficSource", UNKNOWN),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_attachments_of_a_fleet(token, key, value, known):
    one = fleet()
    feeds = {key: (GROUP,), "autoscalingGroupName": (one,) if known else ()}
    entry = made(token, "entry", feeds=feeds, autoscalingGroupName=UNKNOWN, **{key: value})
    [target] = of(GROUP, one, entry)
    assert (target.kind, target.name, target.registration) == (
        TargetKind.SCALING_GROUP,
        "fleet" if known else "entry",
        entry,
    )
    assert target.subnets.unknown != known


# ECS


def service(name: str = "app", kind: str = "ecs/service:Service", **inputs: object) -> Resource:
    """A service that feeds on both target groups."""
    return made(kind, name, feeds={"loadBalancers": (GROUP, SECOND)}, **inputs)


def entry(arn: object = UNKNOWN, port: object = 8080, **more: object) -> dict[str, object]:
    """One entry of `loadBalancers`."""
    return {"targetGroupArn": arn, "containerName": "web", "containerPort": port, **more}


AWSVPC = {"networkConfiguration": {"subnets": ["subnet-a"], "securityGroups": ["sg-own"]}}


@pytest.mark.parametrize("kind", ["ecs/service:Service", "ecs/taskSet:TaskSet"])
@pytest.mark.parametrize(
    ("entries", "first", "second"),
    [
        ([], [], []),
        ([entry()], [("app", False)], [("app", False)]),
        ([entry(), entry(port=8081)], [("app", True)], [("app", True)]),
        ([entry(), entry(port=9090)], [("app", True), ("app", False)], [("app", False)]),
        ([entry(""), {"containerPort": 8080}], [], []),
        (UNKNOWN, [("app", False)], [("app", False)]),
    ],
)
def test_target_groups_that_a_service_names(kind, entries, first, second):
    listed = registered(service(kind=kind, loadBalancers=entries, **AWSVPC)).by_group
    told = [[(each.name, each.certain) for each in listed.get(group.urn, ())] for group in (GROUP, SECOND)]
    assert told == [first, second]


@pytest.mark.parametrize(("port", "ports"), [(9090, (9090, 9090)), (UNKNOWN, None)])
def test_tasks_with_interfaces_of_their_own_are_reached_on_the_containers_port(port, ports):
    one = made(
        "ecs/service:Service", "app", loadBalancers=[entry(port=port)], feeds={"loadBalancers": (GROUP,)}, **AWSVPC
    )
    [target] = of(GROUP, one)
    assert (target.ports.known, target.groups.keys, target.subnets.keys) == (ports, (OWN.urn,), (SUBNET.urn,))


@pytest.mark.parametrize(
    ("mode", "mapping", "ports"),
    [
        ("bridge", {"containerPort": 8080, "hostPort": 80}, (80, 80)),
        ("bridge", {"containerPort": 8080, "hostPort": 0}, DYNAMIC_PORTS),
        ("bridge", {"containerPort": 8080}, DYNAMIC_PORTS),
        ("bridge", {"containerPort": 9090, "hostPort": 80}, None),
        ("host", {"containerPort": 9090}, (8080, 8080)),
        (None, {"containerPort": 8080, "hostPort": 80}, (80, 80)),
    ],
)
def test_ports_of_tasks_that_share_an_instances_network(mode, mapping, ports):
    containers = json.dumps([{"name": "web", "portMappings": [mapping]}])
    definition = made("ecs/taskDefinition:TaskDefinition", "task", networkMode=mode, containerDefinitions=containers)
    feeds = {"loadBalancers": (GROUP,), "taskDefinition": (definition,)}
    one = made("ecs/service:Service", "app", loadBalancers=[entry()], taskDefinition=UNKNOWN, feeds=feeds)
    [target] = of(GROUP, definition, one)
    assert target.ports.known == ports


@pytest.mark.parametrize(
    ("fleets", "subnets"),
    [(0, ("the instances that run app",)), (1, (SUBNET.urn,)), (2, ())],
)
def test_where_tasks_are_that_share_an_instances_network(fleets, subnets):
    hosts = [made("autoscaling/group:Group", f"fleet-{n}", vpcZoneIdentifiers=["subnet-a"]) for n in range(fleets)]
    one = made("ecs/service:Service", "app", loadBalancers=[entry()], feeds={"loadBalancers": (GROUP,)})
    [target] = of(GROUP, *hosts, one)
    assert (target.subnets.keys, target.subnets.unknown) == (subnets, fleets == 2)


def test_the_instances_of_a_services_capacity_provider():
    hosts = [made("autoscaling/group:Group", name, vpcZoneIdentifiers=["subnet-a"]) for name in ("one", "two")]
    provider = made(
        "ecs/capacityProvider:CapacityProvider",
        "machines",
        name="machines",
        autoScalingGroupProvider={"autoScalingGroupArn": UNKNOWN},
        feeds={"autoScalingGroupProvider": (hosts[1],)},
    )
    strategy = [{"capacityProvider": "machines"}]
    one = made(
        "ecs/service:Service",
        "app",
        loadBalancers=[entry()],
        capacityProviderStrategies=strategy,
        feeds={"loadBalancers": (GROUP,)},
    )
    [target] = of(GROUP, *hosts, provider, one)
    assert target.service is not None
    assert target.service.hosts == (hosts[1],)


@pytest.mark.parametrize(
    ("inputs", "second"),
    [
        ({"targetGroupPairInfo": {"targetGroups": [{"name": "app"}, {"name": "second"}]}}, ["app"]),
        ({"targetGroupPairInfo": {"targetGroups": [{"name": "app"}]}}, []),
        ({"targetGroupInfos": [{"name": "second"}]}, ["app"]),
        ({}, []),
    ],
)
def test_a_deployment_moves_a_service_between_two_groups(inputs, second):
    groups = [made("lb/targetGroup:TargetGroup", f"{name}-tg", name=name) for name in ("app", "second")]
    one = made("ecs/service:Service", "app", name="app", loadBalancers=[entry()], feeds={"loadBalancers": (groups[0],)})
    deployment = made(
        "codedeploy/deploymentGroup:DeploymentGroup",
        "deploy",
        ecsService={"serviceName": "app"},
        loadBalancerInfo=inputs,
    )
    stack = Stack([*groups, one, deployment])
    networks = Networks(stack)
    listed = targets(stack, networks).by_group
    assert [[each.name for each in listed.get(group.urn, ())] for group in groups] == [["app"], second]


def test_an_alternate_target_group_gets_the_tasks_as_well():
    arns = [f"arn:{name}" for name in ("first", "other")]
    more = {"advancedConfiguration": {"alternateTargetGroupArn": arns[1]}}
    found = registered(made("ecs/service:Service", "app", loadBalancers=[entry(arns[0], **more)], **AWSVPC))
    assert {key: [target.name for target in listed] for key, listed in found.by_group.items()} == {
        arns[0]: ["app"],
        arns[1]: ["app"],
    }
