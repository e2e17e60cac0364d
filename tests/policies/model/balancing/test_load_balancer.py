"""Load balancers: their kind, their ports and their zones."""

import pytest

from private_api_guard.model.balancing.load_balancer import LoadBalancer, LoadBalancers
from private_api_guard.model.network.network import Networks
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

BALANCER, LISTENER = "lb/loadBalancer:LoadBalancer", "lb/listener:Listener"
OPEN, CLOSED, UNDECIDED = "open", "closed", "unknown"
EDGE, OTHER = made(BALANCER, "edge", loadBalancerType="network"), made(BALANCER, "other", loadBalancerType="network")
ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/{}/far/50dc6c495c0c9188"


def joined(*resources: Resource) -> LoadBalancers:
    """The load balancers of a stack of some resources."""
    stack = Stack(resources)
    networks = Networks(stack)
    return LoadBalancers(stack, networks)


def alone(**inputs: object) -> LoadBalancer:
    """A load balancer without listeners."""
    edge = made(BALANCER, "edge", **inputs)
    return joined(edge).get(edge.urn)


def listener(name: str, port: object, *owners: Resource, arn: object = UNKNOWN) -> Resource:
    """A listener that is made from some load balancers."""
    return made(LISTENER, name, loadBalancerArn=arn, port=port, feeds={"loadBalancerArn": owners})


@pytest.mark.parametrize(
    ("inputs", "network", "cross_zone"),
    [
        ({}, CLOSED, OPEN),
        ({"loadBalancerType": "application"}, CLOSED, OPEN),
        ({"loadBalancerType": "application", "enableCrossZoneLoadBalancing": False}, CLOSED, OPEN),
        ({"loadBalancerType": "network"}, OPEN, CLOSED),
        ({"loadBalancerType": "network", "enableCrossZoneLoadBalancing": False}, OPEN, CLOSED),
        ({"loadBalancerType": "network", "enableCrossZoneLoadBalancing": True}, OPEN, OPEN),
        ({"loadBalancerType": "network", "enableCrossZoneLoadBalancing": "true"}, OPEN, OPEN),
        ({"loadBalancerType": "network", "enableCrossZoneLoadBalancing": UNKNOWN}, OPEN, UNDECIDED),
        ({"loadBalancerType": "gateway"}, CLOSED, CLOSED),
        ({"loadBalancerType": UNKNOWN}, UNDECIDED, UNDECIDED),
        ({"loadBalancerType": UNKNOWN, "enableCrossZoneLoadBalancing": True}, UNDECIDED, OPEN),
    ],
)
def test_kind_and_zones(inputs, network, cross_zone):
    found = alone(**inputs)
    assert (found.network.state.value, found.cross_zone.state.value) == (network, cross_zone)


@pytest.mark.parametrize(
    ("part", "kind", "cross_zone"),
    [("net", "network", UNDECIDED), ("app", "application", OPEN), ("gwy", "not known", UNDECIDED)],
)
def test_the_arn_of_one_outside_the_stack_tells_its_kind(part, kind, cross_zone):
    found = joined().get(ARN.format(part))
    assert (str(found.kind), found.cross_zone.state.value, found.resource) == (kind, cross_zone, None)


@pytest.mark.parametrize(
    ("listeners", "port", "answer"),
    [
        ([], 80, CLOSED),
        ([listener("front", 80, EDGE)], 80, OPEN),
        ([listener("front", 80.0, EDGE)], 80, OPEN),
        ([listener("front", "80", EDGE)], 80, OPEN),
        ([listener("front", 80, EDGE)], 81, CLOSED),
        ([listener("front", 80, OTHER)], 80, CLOSED),
        ([listener("front", UNKNOWN, EDGE)], 80, UNDECIDED),
        ([listener("front", None, EDGE)], 80, UNDECIDED),
        ([listener("front", 81, EDGE), listener("back", UNKNOWN, EDGE)], 81, OPEN),
        ([listener("front", 81, EDGE), listener("back", UNKNOWN, EDGE)], 80, UNDECIDED),
        ([listener("front", 81, EDGE), listener("back", 80, EDGE, OTHER)], 80, UNDECIDED),
        ([listener("front", 80, EDGE), listener("back", 81, EDGE, OTHER)], 80, OPEN),
        ([listener("front", 80)], 80, UNDECIDED),
        ([listener("front", 80, arn="elsewhere")], 80, CLOSED),
    ],
)
def test_whether_a_listener_waits_on_a_port(listeners, port, answer):
    found = joined(EDGE, OTHER, *listeners).get(EDGE.urn)
    assert found.listens(port).state.value == answer
    assert (found.at(port) is not None) == (answer == OPEN)


def test_an_undecided_port_names_the_property_that_would_tell():
    found = joined(EDGE, OTHER, listener("front", UNKNOWN, EDGE), listener("back", 80, EDGE, OTHER)).get(EDGE.urn)
    assert found.listens(80).where == "front.port"
    found = joined(EDGE, OTHER, listener("back", 80, EDGE, OTHER)).get(EDGE.urn)
    assert found.listens(80).where == "back.loadBalancerArn"


@pytest.mark.parametrize(("port", "answer"), [(80, OPEN), (443, UNDECIDED)])
def test_one_outside_the_stack_may_have_other_listeners(port, answer):
    arn = ARN.format("net")
    assert joined(listener("front", 80, arn=arn)).get(arn).listens(port).state.value == answer


@pytest.mark.parametrize("first", ["adrift", "by_key"])
def test_a_listener_adrift_may_be_any_load_balancers_whoever_asks_first(first):
    found = joined(EDGE, OTHER, listener("front", 80))
    getattr(found, first)
    assert [each.name for each in found.adrift] == ["front (HTTP 80)"]
    assert [len(each.candidates) for each in found.by_key.values()] == [1, 1]
    assert [each.listeners for each in found.by_key.values()] == [(), ()]


@pytest.mark.parametrize(
    ("addresses", "places"),
    [
        (["10.0.0.5", "10.0.1.5"], ["node 10.0.0.5/32", "node 10.0.1.5/32"]),
        (["10.0.0.5", UNKNOWN], ["subnet a (10.0.0.0/24)", "subnet b (10.0.1.0/24)"]),
        (["10.0.0.5", None], ["subnet a (10.0.0.0/24)", "subnet b (10.0.1.0/24)"]),
        (["10.0.0.5", "ten"], ["subnet a (10.0.0.0/24)", "subnet b (10.0.1.0/24)"]),
    ],
)
def test_nodes_have_the_addresses_that_the_program_fixes(addresses, places):
    subnets = [
        made("ec2/subnet:Subnet", name, cidrBlock=cidr, outputs={"id": f"subnet-{name}"})
        for name, cidr in (("a", "10.0.0.0/24"), ("b", "10.0.1.0/24"))
    ]
    mappings = [
        {"subnetId": f"subnet-{name}", "privateIpv4Address": address}
        for name, address in zip("ab", addresses, strict=True)
    ]
    edge = made(BALANCER, "edge", loadBalancerType="network", subnetMappings=mappings)
    assert [str(place) for place in joined(edge, *subnets).get(edge.urn).places] == places
