"""Target groups: what AWS takes where nothing is set, and which ports health checks ask."""

import pytest

from private_api_guard.model.balancing.target_group import TargetGroup, TargetGroups
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import Value, known, not_known
from private_api_guard.model.verdict import Verdict, closed, opened, unknown
from tests.policies.model.made import made

REQUESTS: Value[tuple[int, int]] = known((8080, 8080))


def group(**inputs: object) -> TargetGroup:
    """The one target group of a stack."""
    [found] = TargetGroups(Stack([made("lb/targetGroup:TargetGroup", "app-tg", **inputs)])).by_key.values()
    return found


@pytest.mark.parametrize(("kind", "expected"), [(None, "instance"), ("ip", "ip"), (UNKNOWN, "not known")])
def test_kind(kind, expected):
    assert str(group(targetType=kind).kind) == expected


@pytest.mark.parametrize(
    ("check", "requests", "ports"),
    [
        (None, REQUESTS, (8080, 8080)),
        ({}, REQUESTS, (8080, 8080)),
        ({"port": "traffic-port"}, REQUESTS, (8080, 8080)),
        ({"port": ""}, REQUESTS, (8080, 8080)),
        ({"port": "8081"}, REQUESTS, (8081, 8081)),
        ({"port": 8081.0}, REQUESTS, (8081, 8081)),
        ({"port": UNKNOWN}, REQUESTS, None),
        ({"port": "many"}, REQUESTS, None),
        (UNKNOWN, REQUESTS, None),
        (None, not_known("app", "port"), None),
        ({"port": "8081"}, not_known("app", "port"), (8081, 8081)),
    ],
)
def test_ports_of_health_checks(check, requests, ports):
    assert group(healthCheck=check).health.ports(requests).known == ports


@pytest.mark.parametrize(
    ("check", "given", "protocol", "path"),
    [
        (None, False, "not set", "not set"),
        ({"protocol": "http", "path": "/healthz"}, True, "HTTP", "/healthz"),
        ({"path": ""}, True, "not set", "not set"),
        (UNKNOWN, True, "not known", "not known"),
    ],
)
def test_what_the_program_says_of_health_checks(check, given, protocol, path):
    health = group(healthCheck=check).health
    assert (health.given, str(health.protocol), str(health.path)) == (given, protocol, path)


@pytest.mark.parametrize(
    ("flag", "balancer", "expected"),
    [
        (None, opened(), "open"),
        (None, closed(), "closed"),
        (None, unknown("edge"), "unknown"),
        ("use_load_balancer_configuration", opened(), "open"),
        ("true", closed(), "open"),
        (True, closed(), "open"),
        ("false", opened(), "closed"),
        (UNKNOWN, opened(), "unknown"),
    ],
)
def test_cross_zone_is_the_load_balancers_unless_the_group_says_otherwise(
    flag: object, balancer: Verdict, expected: str
):
    assert group(loadBalancingCrossZoneEnabled=flag).cross_zone(balancer).state.value == expected


@pytest.mark.parametrize(("kind", "version"), [(None, 4), ("ipv4", 4), ("ipv6", 6), (UNKNOWN, 4)])
def test_ip_version(kind, version):
    assert group(ipAddressType=kind).version == version


def test_of_one_outside_the_stack_nothing_is_known():
    found = TargetGroups(Stack([])).get("arn:far")
    assert found.name == "arn:far"
    assert all(
        value.unknown for value in (found.kind, found.protocol, found.port, found.health.port, found.health.protocol)
    )
    assert found.cross_zone(opened()).unknown
