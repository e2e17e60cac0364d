"""Load balancers: listeners, certificates, protocols, ALBs as targets, and availability zones."""

from typing import Any

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.link_stacks import (
    alb_behind_nlb,
    forward,
    http_to_alb,
    instances,
    rest_to_alb,
    rest_to_nlb,
    scaling_group,
    several_services,
    tcp,
    weighted,
)
from tests.policies.stacks import OPERATIONS, Ref, Stack, listed

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"


def found(verdict: Any) -> tuple[set, set]:
    """Mandatory and undecided findings."""
    return mandatory(verdict), undecided(verdict)


def only(fault: str, name: str) -> tuple[set, set]:
    """One mandatory finding, nothing undecided."""
    return {(f"load-balancer/{fault}", name)}, set()


CLEAN: tuple[set, set] = (set(), set())
_OF_UDP = ("load-balancer/client-address-of-udp", "app-tg")


# Listeners


@pytest.mark.parametrize("make", [fargate_behind_nlb, rest_to_alb, rest_to_nlb])
def test_no_listener(judge, operation, make):
    assert only("no-listener", "edge")[0] <= mandatory(judge(make().drop("front"), operation))


def test_no_listener_on_the_load_balancer_of_an_unused_link(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("lb.LoadBalancer", "spare", internal=True, loadBalancerType="network", subnets=[Ref("core-a")])
    assert ("load-balancer/no-listener", "spare") not in mandatory(judge(stack, operation))
    stack.add("apigateway.VpcLink", "spare-link", targetArn=Ref("spare", "arn"))
    assert found(judge(stack, operation)) == only("no-listener", "spare")


def test_no_listener_on_an_alb_behind_an_nlb(judge, operation):
    stack = alb_behind_nlb().drop("front")
    assert only("no-listener", "edge")[0] <= mandatory(judge(stack, operation))


@pytest.mark.parametrize("certificate", [None, ""])
@pytest.mark.parametrize(("make", "protocol"), [(rest_to_nlb, "TLS"), (rest_to_alb, "HTTPS")])
def test_tls_without_a_certificate(judge, operation, make, protocol, certificate):
    stack = make().change("front", protocol=protocol, port=443, certificateArn=certificate)
    stack = stack.change("edge-sg", ingress=[tcp(443)]).change("link-sg", egress=[tcp(443)])
    stack = stack.change("list-orders-int", uri="https://orders.example.com/orders")
    assert found(judge(stack, operation)) == only("no-certificate", "front")
    extra = stack.also("lb.ListenerCertificate", "more", listenerArn=Ref("front", "arn"), certificateArn=_CERTIFICATE)
    assert found(judge(extra, operation)) == only("no-certificate", "front")
    assert found(judge(stack.change("front", certificateArn=_CERTIFICATE), operation)) == CLEAN


def test_a_certificate_that_the_stack_makes(judge, operation):
    stack = rest_to_alb()
    stack.add("acm.Certificate", "cert", domainName="orders.example.com", validationMethod="DNS")
    stack.add("acm.CertificateValidation", "issued", certificateArn=Ref("cert", "arn"))
    stack = stack.change("front", protocol="HTTPS", port=443, certificateArn=Ref("issued", "certificateArn"))
    stack = stack.change("edge-sg", ingress=[tcp(443)]).change("link-sg", egress=[tcp(443)])
    for label in ("front", "app"):
        stack.definitions[label] = stack.definitions.pop(label)
    assert found(judge(stack.change("list-orders-int", uri="https://orders.example.com/"), operation)) == CLEAN


@pytest.mark.parametrize(("make", "protocol"), [(rest_to_nlb, "HTTP"), (rest_to_alb, "TCP")])
def test_a_listener_of_the_other_kind(judge, operation, make, protocol):
    stack = make().change("front", protocol=protocol)
    assert found(judge(stack, operation)) == only("listener-protocol", "front")


@pytest.mark.parametrize("action", [{"type": "forward"}, {"type": "forward", "forward": {"targetGroups": []}}])
def test_a_listener_that_forwards_to_nothing(judge, operation, action):
    stack = rest_to_alb().change("front", defaultActions=[action])
    assert only("forwards-to-nothing", "front")[0] <= mandatory(judge(stack, operation))


def test_a_rule_that_forwards_to_nothing(judge, operation):
    stack = rest_to_alb().also(
        "lb.ListenerRule", "rule", listenerArn=Ref("front", "arn"), actions=[{"type": "forward"}],
        conditions=[{"pathPattern": {"values": ["/x"]}}],
    )  # fmt: skip
    assert found(judge(stack, operation)) == only("forwards-to-nothing", "rule")


def test_weights_that_are_all_zero(judge, operation):
    groups = [{"arn": Ref("app-tg", "arn"), "weight": 0}, {"arn": Ref("stock-tg", "arn"), "weight": 0}]
    stack = weighted().change("front", defaultActions=[{"type": "forward", "forward": {"targetGroups": groups}}])
    assert found(judge(stack, operation)) == only("forwards-to-nothing", "front")


def test_rules_and_answers_of_a_network_load_balancer(judge, operation):
    rule = rest_to_nlb().also(
        "lb.ListenerRule", "rule", listenerArn=Ref("front", "arn"), actions=[forward("app-tg")],
        conditions=[{"pathPattern": {"values": ["/x"]}}],
    )  # fmt: skip
    assert found(judge(rule, operation)) == only("action-of-application-load-balancer", "rule")
    answer = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "404"}}
    stack = rest_to_nlb().change("front", defaultActions=[answer])
    assert only("action-of-application-load-balancer", "front")[0] <= mandatory(judge(stack, operation))


def test_a_listener_of_an_alb_without_a_protocol_speaks_http(judge, operation):
    stack = rest_to_alb().change("front", protocol=None, port=443)
    stack = stack.change("edge-sg", ingress=[tcp(443)]).change("link-sg", egress=[tcp(443)])
    plain = stack.change("list-orders-int", uri="http://orders.example.com:443/orders")
    assert found(judge(plain, operation)) == CLEAN
    encrypted = stack.change("list-orders-int", uri="https://orders.example.com/orders")
    assert found(judge(encrypted, operation)) == (
        {("integration/scheme-against-listener", "list-orders-int")},
        set(),
    )


# Target groups


@pytest.mark.parametrize("protocol", ["HTTP", "HTTPS"])
@pytest.mark.parametrize("make", [fargate_behind_nlb, rest_to_nlb])
def test_an_http_target_group_on_an_nlb(judge, operation, make, protocol):
    stack = make().change("app-tg", protocol=protocol)
    assert found(judge(stack, operation)) == only("http-target-group-on-network-load-balancer", "app-tg")


@pytest.mark.parametrize("protocol", ["TCP", "TLS", "UDP"])
def test_a_target_group_of_an_nlb_on_an_alb(judge, operation, protocol):
    stack = rest_to_alb().change("app-tg", protocol=protocol)
    assert found(judge(stack, operation)) == only("protocols", "app-tg")


@pytest.mark.parametrize(
    ("protocol", "refused"),
    [
        ("TCP", set()),
        ("TCP_UDP", {_OF_UDP}),
        ("TLS", {("load-balancer/protocols", "front")}),
        ("UDP", {("load-balancer/protocols", "front"), _OF_UDP}),
    ],
)
def test_target_groups_of_a_tcp_listener(judge, operation, protocol, refused):
    stack = fargate_behind_nlb().change("app-tg", protocol=protocol, preserveClientIp="false")
    assert found(judge(stack, operation)) == (refused, set())


@pytest.mark.parametrize(("protocol", "fits"), [("TCP", True), ("TLS", True), ("UDP", False)])
def test_target_groups_of_a_tls_listener(judge, operation, protocol, fits):
    checked = {"protocol": "HTTPS" if protocol == "TLS" else "HTTP", "path": "/healthz"}
    stack = fargate_behind_nlb().change("app-tg", protocol=protocol, healthCheck=checked)
    stack = stack.change("front", protocol="TLS", port=443, certificateArn=_CERTIFICATE)
    stack = stack.change("list-orders-int", uri="https://orders.example.com/orders")
    assert found(judge(stack, operation)) == (CLEAN if fits else only("protocols", "front"))


@pytest.mark.parametrize(
    ("make", "protocol", "fits"),
    [
        (rest_to_alb, "HTTP", True),
        (rest_to_alb, "TCP", False),
        (rest_to_nlb, "TCP", True),
        (rest_to_nlb, "TLS", False),
    ],
)
def test_protocols_of_health_checks(judge, operation, make, protocol, fits):
    stack = make().change("app-tg", healthCheck={"protocol": protocol})
    assert found(judge(stack, operation)) == (CLEAN if fits else only("protocols", "app-tg"))


@pytest.mark.parametrize(
    ("listener", "group", "health", "agree"),
    [
        ("TCP", "TCP", {"protocol": "HTTPS"}, True),
        ("TLS", "TCP", {"protocol": "HTTP"}, True),
        ("TLS", "TCP", {"protocol": "HTTPS"}, False),
        ("TLS", "TCP", {"protocol": "HTTPS", "port": "9443"}, True),
        ("TLS", "TLS", {"protocol": "HTTP"}, False),
        ("TLS", "TLS", {"protocol": "HTTP", "port": "8080"}, False),
        ("TLS", "TLS", {"protocol": "HTTP", "matcher": "200-499"}, True),
        ("TLS", "TLS", {"protocol": "TCP"}, True),
        ("TLS", "TLS", None, True),
    ],
)
def test_health_checks_speak_what_requests_do(judge, operation, listener, group, health, agree):
    stack = fargate_behind_nlb().change("app-tg", protocol=group, healthCheck=health)
    stack = stack.change("front", protocol=listener, port=443, certificateArn=_CERTIFICATE)
    stack = stack.change("list-orders-int", uri="https://orders.example.com/orders")
    other = {("load-balancer/health-check-of-other-transport", "app-tg")}
    assert (mandatory(judge(stack, operation)) & other == set()) == agree


@pytest.mark.parametrize(
    ("kind", "protocol", "enabled", "fits"),
    [
        ("source_ip", "TCP", True, True), ("lb_cookie", "TCP", True, False), ("lb_cookie", "TCP", False, True),
        ("lb_cookie", "TCP", None, False),
    ],
)  # fmt: skip
def test_kinds_of_stickiness(judge, operation, kind, protocol, enabled, fits):
    sticky = {"type": kind} | ({} if enabled is None else {"enabled": enabled})
    stack = fargate_behind_nlb().change("app-tg", protocol=protocol, stickiness=sticky)
    assert found(judge(stack, operation)) == (CLEAN if fits else only("stickiness-of-other-protocol", "app-tg"))


def test_a_rule_for_grpc_beside_one_for_http(judge, operation):
    stack = http_to_alb().also(
        "lb.TargetGroup", "grpc-tg", port=9000, protocol="HTTP", protocolVersion="GRPC", targetType="ip",
        vpcId=Ref("core-vpc"),
    )  # fmt: skip
    rule = {"listenerArn": Ref("front", "arn"), "priority": 5, "actions": [forward("grpc-tg")]}
    header = {"httpHeader": {"httpHeaderName": "content-type", "values": ["application/grpc*"]}}
    stack = stack.also("lb.ListenerRule", "grpc", **rule, conditions=[header])
    verdict = judge(stack, operation)
    assert "load-balancer/http-version" not in {fault for fault, _ in mandatory(verdict)}
    stack = stack.change("app-tg", protocolVersion="HTTP2")
    faults = {each for each in mandatory(judge(stack, operation)) if each[0] == "load-balancer/http-version"}
    assert faults == {("load-balancer/http-version", "app-tg"), ("load-balancer/http-version", "grpc-tg")}


@pytest.mark.parametrize(
    ("conditions", "status", "passes"),
    [
        ([{"pathPattern": {"values": ["/healthz"]}}], "404", True),
        ([{"pathPattern": {"values": ["/orders*"]}}], "404", False),
        ([{"pathPattern": {"values": ["/orders*"]}}], "200", True),
        ([{"hostHeader": {"values": ["*.example.com"]}}], "404", False),
        ([{"hostHeader": {"values": ["*"]}}], "404", True),
    ],
)
def test_a_health_check_is_answered_by_a_rule(judge, operation, conditions, status, passes):
    refuse = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": status}}
    stack = alb_behind_nlb().change("front", defaultActions=[refuse]).also(
        "lb.ListenerRule", "rule", listenerArn=Ref("front", "arn"), priority=5, actions=[forward("app-tg")],
        conditions=conditions,
    )  # fmt: skip
    check = {("load-balancer/alb-health-check", "alb-tg")}
    assert (mandatory(judge(stack, operation)) & check == set()) == passes


def test_target_groups_of_load_balancers_that_no_api_uses(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("lb.LoadBalancer", "web", internal=True, subnets=[Ref("core-a"), Ref("core-b")],
              securityGroups=[Ref("edge-sg")])  # fmt: skip
    stack.add("lb.TargetGroup", "web-tg", port=80, protocol="TCP", targetType="ip", vpcId=Ref("core-vpc"))
    stack.add("lb.Listener", "web-front", loadBalancerArn=Ref("web", "arn"), port=80, protocol="HTTP",
              defaultActions=[forward("web-tg")])  # fmt: skip
    assert only("protocols", "web-tg")[0] <= mandatory(judge(stack, operation))


# An ALB as target


@pytest.mark.parametrize("protocol", ["HTTP", "TLS"])
def test_an_alb_target_group_that_is_not_tcp(judge, operation, protocol):
    stack = alb_behind_nlb().change("alb-tg", protocol=protocol)
    assert found(judge(stack, operation)) == only("alb-target-group-protocol", "alb-tg")


def test_an_alb_target_group_behind_a_tls_listener(judge, operation):
    stack = alb_behind_nlb().change("outer-front", protocol="TLS", port=443, certificateArn=_CERTIFICATE)
    stack = stack.change("list-orders-int", uri="https://orders.example.com/orders")
    assert found(judge(stack, operation)) == only("alb-target-group-protocol", "outer-front")


def test_an_alb_target_group_whose_port_has_no_listener(judge, operation):
    stack = alb_behind_nlb().change("alb-tg", port=80).change("alb-target", port=None)
    assert only("alb-port-without-listener", "alb-tg")[0] == {
        each for each in mandatory(judge(stack, operation)) if each[0].startswith("load-balancer/")
    }


@pytest.mark.parametrize(
    ("health", "fits"),
    [
        ({"protocol": "HTTP", "port": "8080"}, True),
        ({"path": "/healthz"}, True),
        (None, True),
        ({"protocol": "HTTPS", "path": "/healthz"}, False),
        ({"protocol": "TCP"}, False),
        ({"protocol": "HTTP", "port": "9090"}, False),
    ],
)
def test_health_checks_of_an_alb(judge, operation, health, fits):
    stack = alb_behind_nlb().change("alb-tg", healthCheck=health)
    expected = set() if fits else only("alb-health-check", "alb-tg")[0]
    assert {each for each in mandatory(judge(stack, operation)) if each[0].startswith("load-balancer/")} == expected


@pytest.mark.parametrize(("matcher", "fits"), [("200-499", True), ("200,400", True), ("200-399", False), (None, False)])
def test_health_checks_of_an_https_listener_by_plain_text(judge, operation, matcher, fits):
    health = {"protocol": "HTTP", "path": "/healthz", **({"matcher": matcher} if matcher else {})}
    stack = alb_behind_nlb().change("alb-tg", healthCheck=health)
    stack = stack.change("front", protocol="HTTPS", certificateArn=_CERTIFICATE)
    stack = stack.change("list-orders-int", uri="https://orders.example.com:80/orders")
    assert found(judge(stack, operation)) == (CLEAN if fits else only("alb-health-check", "alb-tg"))


# Zones


def _narrow(stack: Stack, **more: Any) -> Stack:
    """Targets in one zone only, and nodes that stay in their zone."""
    network = {"subnets": [Ref("core-a")], "securityGroups": [Ref("app-sg")]}
    return stack.change("app", networkConfiguration=network).change("edge", enableCrossZoneLoadBalancing=None, **more)


@pytest.mark.parametrize("make", [fargate_behind_nlb, rest_to_nlb])
def test_a_zone_without_targets(judge, operation, make):
    assert found(judge(_narrow(make()), operation)) == only("zone-without-targets", "edge")


def test_zones_that_cross_zone_covers(judge, operation):
    stack = _narrow(fargate_behind_nlb())
    assert mandatory(judge(stack.change("edge", enableCrossZoneLoadBalancing=True), operation)) == set()
    assert mandatory(judge(stack.change("app-tg", loadBalancingCrossZoneEnabled="true"), operation)) == set()
    off = stack.change("edge", enableCrossZoneLoadBalancing=True)
    off = off.change("app-tg", loadBalancingCrossZoneEnabled="false")
    assert found(judge(off, operation)) == only("zone-without-targets", "edge")


def test_targets_in_every_zone(judge, operation):
    stack = fargate_behind_nlb().change("edge", enableCrossZoneLoadBalancing=None)
    assert mandatory(judge(stack, operation)) == set()


def test_targets_in_other_subnets_of_the_same_zones(judge, operation):
    stack = _two_tiers().change("edge", enableCrossZoneLoadBalancing=None)
    assert mandatory(judge(stack, operation)) == set()
    assert found(judge(stack.change("tier-b", availabilityZone="eu-west-1c"), operation)) == only(
        "zone-without-targets", "edge"
    )


def _two_tiers() -> Stack:
    """The load balancer in subnets of its own, in the zones of the tasks' subnets."""
    stack = fargate_behind_nlb()
    tiers = Stack()
    for zone, cidr in (("a", "10.20.11.0/24"), ("b", "10.20.12.0/24")):
        tiers.add(
            "ec2.Subnet", f"tier-{zone}", vpcId=Ref("core-vpc"), cidrBlock=cidr, availabilityZone=f"eu-west-1{zone}"
        )
    vpc = {"core-vpc": stack.definitions["core-vpc"]}
    stack.definitions = {**vpc, **tiers.definitions, **stack.definitions}
    return stack.change("edge", subnets=[Ref("tier-a"), Ref("tier-b")])


@pytest.mark.parametrize(
    ("nodes", "targets", "lacks"),
    [
        (["a"], ["b", "c"], True),
        (["a", "b"], ["c"], True),
        (["a", "b"], ["a", "b"], False),
        (["a"], ["a"], False),
    ],
)
def test_zones_of_lists_that_are_one_value_are_tried_in_all_ways(judge, operation, nodes, targets, lacks):
    stack = fargate_behind_nlb().change("edge", enableCrossZoneLoadBalancing=None)
    stack.add("ec2.Subnet", "core-c", vpcId=Ref("core-vpc"), cidrBlock="10.20.3.0/24", availabilityZone="eu-west-1c")
    stack.add("ec2.RouteTableAssociation", "core-rta-c", routeTableId=Ref("core-rt"), subnetId=Ref("core-c"))
    chosen = {"subnets": listed(*(Ref(f"core-{each}") for each in targets)), "securityGroups": [Ref("app-sg")]}
    stack = stack.change("edge", subnets=listed(*(Ref(f"core-{each}") for each in nodes)))
    told = found(judge(stack.change("app", networkConfiguration=chosen), operation))
    assert told == (only("targets-in-other-zones", "edge") if lacks else CLEAN)


@pytest.mark.parametrize("across", [True, None])
def test_targets_in_zones_without_a_node(judge, operation, across):
    node = {"subnets": [Ref("core-a")], "enableCrossZoneLoadBalancing": across}
    fleet = scaling_group("targetGroupArns").change("edge", **node)
    assert mandatory(judge(fleet, operation)) == set()
    fleet = fleet.change("fleet", vpcZoneIdentifiers=[Ref("core-b")])
    tasks = {"subnets": [Ref("core-b")], "securityGroups": [Ref("app-sg")]}
    service = rest_to_nlb().change("edge", **node).change("app", networkConfiguration=tasks)
    for stack in (fleet, service):
        assert found(judge(stack, operation)) == only("targets-in-other-zones", "edge")


def test_addresses_behind_an_application_load_balancer_may_be_in_any_zone(judge, operation):
    """Such a balancer treats addresses as those of all zones, unless its target group has cross-zone switched off."""
    network = {"subnets": [Ref("core-c")], "securityGroups": [Ref("app-sg")]}
    stack = http_to_alb().also("ec2.Subnet", "core-c", vpcId=Ref("core-vpc"), cidrBlock="10.20.3.0/24",
                               availabilityZone="eu-west-1c")  # fmt: skip
    stack = stack.also("ec2.RouteTableAssociation", "core-rta-c", routeTableId=Ref("core-rt"), subnetId=Ref("core-c"))
    assert mandatory(judge(stack.change("app", networkConfiguration=network), operation)) == set()


def test_zones_that_aws_chooses_are_not_judged(judge, operation):
    stack = (
        _narrow(fargate_behind_nlb()).change("core-a", availabilityZone=None).change("core-b", availabilityZone=None)
    )
    if operation == "preview":
        assert found(judge(stack, operation)) == CLEAN


@pytest.mark.parametrize("how", ["targetGroupArns", "Attachment"])
def test_zones_of_an_auto_scaling_group(judge, operation, how):
    stack = scaling_group(how).change("edge", enableCrossZoneLoadBalancing=False)
    assert mandatory(judge(stack, operation)) == set()
    narrow = stack.change("fleet", vpcZoneIdentifiers=[Ref("core-b")])
    assert found(judge(narrow, operation)) == only("zone-without-targets", "edge")


@pytest.mark.parametrize("kind", ["instance", "ip"])
def test_zones_of_instances(judge, operation, kind):
    stack = instances(kind).change("edge", enableCrossZoneLoadBalancing=False)
    assert mandatory(judge(stack, operation)) == set()
    assert found(judge(stack.drop("box-b-target"), operation)) == only("zone-without-targets", "edge")


@pytest.mark.parametrize(
    ("region", "zone", "served"),
    [("us-east-1", "use1-az3", False), ("us-east-1", "use1-az4", True), ("ca-central-1", "cac1-az4", False)],
)
@pytest.mark.parametrize("make", [rest_to_alb, http_to_alb])
def test_a_link_in_a_zone_without_the_service(judge, operation, make, region, zone, served):
    stack = make().change("core-b", availabilityZone=None, availabilityZoneId=zone)
    stack.region = region
    stack = stack.change("core-a", availabilityZone=f"{region}a")
    verdict = judge(stack, operation)
    found_zones = {each for each in mandatory(verdict) if "zone" in each[0]}
    assert found_zones == (set() if served else only("link-zone-without-service", "link-two")[0])


# Unknowns


def test_values_that_a_preview_knows_as_a_whole_only(judge, operation):
    stack = several_services()
    stack = stack.change("edge", subnets=listed(Ref("core-a"), Ref("core-b")), securityGroups=listed(Ref("edge-sg")))
    assert found(judge(stack, operation)) == CLEAN


@pytest.mark.parametrize(
    "group",
    [Ref("elsewhere", "arn"), "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shared/1c78871c15"],
)
def test_target_groups_of_another_stack_are_told_as_undecided(judge, operation, group):
    stack = rest_to_alb().change("front", defaultActions=[{"type": "forward", "targetGroupArn": group}])
    stack = stack.drop("unhealthy")
    assert ("load-balancer/target-group-outside", "front") in undecided(judge(stack, operation))
