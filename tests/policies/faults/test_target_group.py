"""Which target groups a listener may forward to, and what an Application Load Balancer as a target needs."""

import pytest

from private_api_guard.faults import target_group
from private_api_guard.faults.fault import Judge
from private_api_guard.model.model import Model
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made


def listener(name: str, owner: Resource, port: object, protocol: object, *groups: Resource) -> Resource:
    """A listener that forwards to target groups."""
    return made(
        "lb/listener:Listener",
        name,
        loadBalancerArn=UNKNOWN,
        port=port,
        protocol=protocol,
        defaultActions=[{"type": "forward", "targetGroupArn": UNKNOWN}] if groups else [],
        feeds={"loadBalancerArn": (owner,), "defaultActions": groups},
    )


def balancer(name: str, kind: object) -> Resource:
    """A load balancer."""
    return made("lb/loadBalancer:LoadBalancer", name, loadBalancerType=kind)


def found(edge: Resource, *resources: Resource) -> set[str]:
    """Faults of the target groups behind a load balancer; those not decided begin with a question mark."""
    model, judge = Model(Stack([edge, *resources])), Judge()
    target_group.check(model, model.balancers.get(edge.urn), judge)
    return {("?" if each.undecided else "") + each.fault.id.partition("/")[2] for each in judge.findings}


FITTING = {
    "TCP": {"TCP", "TCP_UDP"},
    "TLS": {"TCP", "TLS"},
    "UDP": {"UDP", "TCP_UDP"},
    "TCP_UDP": {"TCP_UDP"},
}


@pytest.mark.parametrize("group", ["TCP", "TLS", "UDP", "TCP_UDP", "HTTP", "HTTPS"])
@pytest.mark.parametrize("spoken", FITTING)
def test_groups_of_a_network_load_balancer(spoken, group):
    edge, app = balancer("edge", "network"), made("lb/targetGroup:TargetGroup", "app-tg", protocol=group)
    wrong = "http-target-group-on-network-load-balancer" if group in ("HTTP", "HTTPS") else "protocols"
    expected = set() if group in FITTING[spoken] else {wrong}
    assert found(edge, app, listener("front", edge, 80, spoken, app)) == expected


@pytest.mark.parametrize("group", ["TCP", "TLS", "UDP", "TCP_UDP", "HTTP", "HTTPS"])
@pytest.mark.parametrize("spoken", ["HTTP", "HTTPS"])
def test_groups_of_an_application_load_balancer(spoken, group):
    edge, app = balancer("edge", "application"), made("lb/targetGroup:TargetGroup", "app-tg", protocol=group)
    expected = set() if group in ("HTTP", "HTTPS") else {"protocols"}
    assert found(edge, app, listener("front", edge, 80, spoken, app)) == expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("network", {"lambda-on-network-load-balancer"}), ("application", set())]
)
def test_groups_of_functions(kind, expected):
    edge, app = balancer("edge", kind), made("lb/targetGroup:TargetGroup", "app-tg", targetType="lambda")
    assert found(edge, app, listener("front", edge, 80, "TCP", app)) == expected


@pytest.mark.parametrize(
    ("kind", "group", "check", "expected"),
    [
        ("network", "TCP", "HTTP", set()),
        ("network", "TCP", "HTTPS", set()),
        ("network", "TCP", "tcp", set()),
        ("network", "TCP", "UDP", {"protocols"}),
        ("application", "HTTP", "TCP", {"protocols"}),
        ("application", "HTTP", "HTTPS", set()),
        ("application", "HTTP", None, set()),
        ("application", "HTTP", UNKNOWN, set()),
    ],
)
def test_protocols_of_health_checks(kind, group, check, expected):
    app = made("lb/targetGroup:TargetGroup", "app-tg", protocol=group, healthCheck={"protocol": check})
    edge = balancer("edge", kind)
    spoken = {"network": "TCP", "application": "HTTP"}[kind]
    assert found(edge, app, listener("front", edge, 80, spoken, app)) == expected


# An Application Load Balancer as target


def behind(
    *,
    outer: str = "network",
    spoken: object = "TCP",
    group: object = "TCP",
    port: object = 80,
    inner: object = "application",
    listeners: tuple[tuple[object, object], ...] = ((80, "HTTP"),),
    health: object = None,
) -> set[str]:
    """Faults of a group of type alb with a load balancer as its target."""
    edge, alb = balancer("edge", outer), balancer("inner", inner)
    app = made("lb/targetGroup:TargetGroup", "alb-tg", targetType="alb", protocol=group, port=port, healthCheck=health)
    entry = made(
        "lb/targetGroupAttachment:TargetGroupAttachment",
        "entry",
        targetGroupArn=UNKNOWN,
        targetId=UNKNOWN,
        feeds={"targetGroupArn": (app,), "targetId": (alb,)},
    )
    inside = [listener(f"inner-{number}", alb, *each) for number, each in enumerate(listeners)]
    return found(edge, alb, app, entry, *inside, listener("front", edge, 80, spoken, app))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"outer": "application", "spoken": "HTTP"}, {"alb-target-group-protocol"}),
        ({"spoken": "TLS"}, {"alb-target-group-protocol"}),
        ({"spoken": UNKNOWN}, set()),
        ({"group": "TLS"}, {"alb-target-group-protocol"}),
        ({"group": None}, set()),
        ({"inner": "network"}, {"alb-target-not-an-alb"}),
        ({"inner": "gateway"}, {"alb-target-not-an-alb"}),
        ({"inner": UNKNOWN}, set()),
        ({"port": 81}, {"alb-port-without-listener"}),
        ({"port": UNKNOWN}, set()),
        ({"listeners": ((UNKNOWN, "HTTP"),)}, {"?alb-port-without-listener"}),
        ({"listeners": ((UNKNOWN, "HTTP"), (80, "HTTP"))}, set()),
        ({"listeners": ()}, set()),
        ({"listeners": ((80, "HTTPS"),)}, {"alb-health-check"}),
        ({"listeners": ((80, "HTTPS"),), "health": {"protocol": "HTTPS"}}, set()),
        ({"listeners": ((80, UNKNOWN),)}, set()),
        ({"listeners": ((80, "HTTPS"),), "health": {"matcher": "200-399"}}, {"alb-health-check"}),
        ({"listeners": ((80, "HTTPS"),), "health": {"matcher": "200-499"}}, set()),
        ({"listeners": ((80, "HTTPS"),), "health": {"matcher": "200,400"}}, set()),
        ({"listeners": ((80, "HTTPS"),), "health": {"matcher": "200,401-403"}}, {"alb-health-check"}),
        ({"listeners": ((80, "HTTPS"),), "health": {"matcher": UNKNOWN}}, set()),
        ({"health": {"protocol": "HTTPS"}}, {"alb-health-check"}),
        ({"health": {"protocol": UNKNOWN}}, set()),
        ({"health": {"port": "81"}}, {"alb-health-check"}),
        ({"health": {"port": UNKNOWN}}, set()),
        ({"listeners": ((80, "HTTP"), (81, "HTTP")), "health": {"port": "81"}}, set()),
        ({"listeners": ((80, "HTTP"), (UNKNOWN, "HTTP")), "health": {"port": "81"}}, set()),
    ],
)
def test_an_application_load_balancer_as_target(changed, expected):
    assert behind(**changed) == expected


@pytest.mark.parametrize(
    ("one", "other", "kind", "expected"),
    [
        ("vpc-a", "vpc-a", "ip", set()),
        ("vpc-a", "vpc-b", "ip", {"target-group-in-other-vpc"}),
        ("vpc-a", "vpc-b", "instance", {"target-group-in-other-vpc"}),
        ("vpc-a", UNKNOWN, "ip", set()),
        (UNKNOWN, "vpc-a", "ip", set()),
    ],
)
def test_vpcs(one, other, kind, expected):
    subnet = made("ec2/subnet:Subnet", "a", vpcId=one, outputs={"id": "subnet-a"})
    edge = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", subnets=["subnet-a"])
    app = made("lb/targetGroup:TargetGroup", "app-tg", protocol="TCP", targetType=kind, vpcId=other)
    assert found(edge, subnet, app, listener("front", edge, 80, "TCP", app)) == expected
