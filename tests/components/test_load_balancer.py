"""The load balancer lets PrivateLink in, and reaches its targets for requests and for health checks."""

from typing import Any

import pytest
from pulumi import ResourceOptions

from components.backends.admission import admit
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.settings.containers import HealthSettings, TargetSettings
from components.settings.reading import parse
from components.shapes import Subnet, Subnets
from components.stack import PrivateApi
from tests.engine import ROOT, Recording, raw_settings, record

SUBNETS = Subnets(
    vpc_id="vpc-1",
    by_zone={
        "eu-west-1a": Subnet(id="subnet-a", cidr="10.0.1.0/24"),
        "eu-west-1b": Subnet(id="subnet-b", cidr="10.0.2.0/24"),
    },
)


def balancer(args: dict[str, Any], **health: Any) -> LoadBalancer:
    targets = TargetSettings(port=8080, health=HealthSettings(**health))
    given: dict[str, Any] = {"subnets": SUBNETS, "listener_port": 80, "target_type": "ip", "targets": targets, **args}
    return LoadBalancer("one", LoadBalancerArgs(**given))


def recorded(args: dict[str, Any] | None = None, **health: Any) -> Recording:
    def program() -> None:
        made = balancer(args or {}, **health)
        admit("one", made.intake, "sg-targets", ResourceOptions())

    return record(program)


def ports(recording: Recording, type_: str, group: str) -> set[tuple[int, str]]:
    """The ports and peers of a group's rules."""
    return {
        (
            int(each.inputs["fromPort"]),
            each.inputs.get("cidrIpv4") or each.inputs.get("referencedSecurityGroupId"),
        )
        for each in recording.all(type_)
        if each.inputs["securityGroupId"] == group
    }


def test_privatelink_traffic_is_not_judged_by_the_group() -> None:
    inputs = recorded().one("LoadBalancer", "one-nlb").inputs
    assert inputs["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "off"
    assert inputs["internal"] is True
    assert inputs["securityGroups"] == ["one-nlb-id"]
    assert inputs["enableCrossZoneLoadBalancing"] is True


@pytest.mark.parametrize(("port", "protocol"), [(None, "HTTPS"), (9000, "HTTP")])
def test_tls_that_targets_end_passes_and_health_checks_on_its_port_speak_it(port: int | None, protocol: str) -> None:
    raw, region = raw_settings(ROOT / "examples" / "Pulumi.hybrid.yaml")
    raw["backends"]["mainframe"]["health"] = {"path": "/status", **({"port": port} if port else {})}
    settings = parse(raw, region)
    made = record(lambda: PrivateApi("dev", settings))
    assert made.one("Listener").inputs["protocol"] == "TCP"
    assert made.one("TargetGroup").inputs["healthCheck"]["protocol"] == protocol
    assert (
        made.one("aws:apigateway/integration:Integration")
        .inputs["uri"]
        .startswith("https://mainframe.example.com:443/")
    )


@pytest.mark.parametrize(
    ("health", "expected"), [({"path": "/h"}, {8080}), ({"path": "/h", "port": 9000}, {8080, 9000})]
)
def test_requests_and_health_checks_reach_the_targets(health: Any, expected: set[int]) -> None:
    made = recorded(**health)
    assert {port for port, _ in ports(made, "SecurityGroupEgressRule", "one-nlb-id")} == expected
    sources = {"one-nlb-id", "10.0.1.0/24", "10.0.2.0/24"}
    wanted = {(port, source) for port in expected for source in sources}
    assert ports(made, "SecurityGroupIngressRule", "sg-targets") == wanted


def test_without_a_path_the_health_check_opens_a_connection() -> None:
    check = recorded().one("TargetGroup").inputs["healthCheck"]
    assert check["protocol"] == "TCP"
    assert check["port"] == "traffic-port"


def test_a_certificate_makes_the_listener_end_tls() -> None:
    inputs = (
        recorded({"certificate": "arn:aws:acm:eu-west-1:1:certificate/1", "listener_port": 443}).one("Listener").inputs
    )
    assert inputs["protocol"] == "TLS"
    assert inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13")


def test_attributes_that_a_balancer_as_target_cannot_have_are_left_alone() -> None:
    inputs = recorded({"target_type": "alb"}).one("TargetGroup").inputs
    assert "preserveClientIp" not in inputs
    assert "deregistrationDelay" not in inputs
