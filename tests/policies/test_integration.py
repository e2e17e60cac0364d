"""Integrations: links, load balancers, ports, schemes, TLS names and stage variables."""

import copy
import json
from typing import Any

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.link_stacks import (
    SOUND,
    YAML_BODY,
    alb_behind_nlb,
    body,
    forward,
    from_body,
    http_to_alb,
    http_to_nlb,
    link_v2,
    openapi_of_outputs,
    rest_to_alb,
    rest_to_nlb,
    stage_variables,
    tcp,
)
from tests.policies.native_compositions import native
from tests.policies.stacks import OPERATIONS, PREVIEW, UPDATE, Ref, Stack, joined, listed
from tests.policies.start_stacks import authorizer

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_NLB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/shared/50dc6c495c0c9188"
_ALB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/50dc6c495c0c9188"
_LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2"
_NAMESPACE = "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-0123456789abcdef"


def found(verdict: Any) -> tuple[set, set]:
    """Mandatory and undecided findings."""
    return mandatory(verdict), undecided(verdict)


def only(fault: str, name: str) -> tuple[set, set]:
    """One mandatory finding, nothing undecided."""
    return {(f"integration/{fault}", name)}, set()


def integrated(stack: Stack | None = None, **inputs: Any) -> Stack:
    """The sound stack with other properties of its integration."""
    return (stack or fargate_behind_nlb()).change("list-orders-int", **inputs)


@pytest.mark.parametrize("name", SOUND)
def test_sound_stacks_have_no_finding(judge, operation, name):
    assert everything(judge(SOUND[name](), operation)) == set()


# Links


@pytest.mark.parametrize(
    "value",
    [
        Ref("edge", "arn"),
        Ref("app-tg", "arn"),
        "arn:aws:apigateway:eu-west-1::/vpclinks/abc123",
        "stageVariables.link",
        "$stageVariable.link",
    ],
)
def test_a_link_that_does_not_exist(judge, operation, value):
    assert found(judge(integrated(connectionId=value), operation)) == only("no-such-link", "list-orders-int")


def test_the_name_of_a_link_is_not_its_id(judge, operation):
    stack = integrated(connectionId="main").change("link", name="main")
    assert found(judge(stack, operation)) == only("no-such-link", "list-orders-int")


def test_a_link_of_another_stack_is_told_as_undecided(judge, operation):
    assert found(judge(integrated(connectionId="abc123"), operation)) == (
        set(),
        {("integration/load-balancer-outside", "list-orders-int")},
    )


def test_a_listener_on_a_load_balancer_of_another_stack_is_followed(judge, operation):
    stack = fargate_behind_nlb().change("link", targetArn=_NLB).change("front", loadBalancerArn=_NLB).drop("unhealthy")
    assert found(judge(stack, operation)) == (set(), set())
    assert found(judge(stack.change("front", protocol="TLS", certificateArn="arn:aws:acm:x"), operation)) == only(
        "scheme-against-listener", "list-orders-int"
    )


@pytest.mark.parametrize(
    "target", [_ALB, "edge-1.elb.eu-west-1.amazonaws.com", Ref("app-tg", "arn"), Ref("front", "arn")]
)
def test_a_link_v1_to_something_else_than_an_nlb(judge, operation, target):
    stack = fargate_behind_nlb().change("link", targetArn=target)
    assert found(judge(stack, operation)) == only("link-not-to-network-load-balancer", "link")


def test_an_endpoint_service_beside_a_link_v1(judge, operation):
    stack = fargate_behind_nlb().also(
        "ec2.VpcEndpointService", "offer", networkLoadBalancerArns=[Ref("edge", "arn")], acceptanceRequired=False
    )
    assert found(judge(stack, operation)) == only("load-balancer-shared", "link")


def test_an_endpoint_service_beside_a_link_v2(judge, operation):
    stack = rest_to_nlb().also(
        "ec2.VpcEndpointService", "offer", networkLoadBalancerArns=[Ref("edge", "arn")], acceptanceRequired=False
    )
    assert found(judge(stack, operation)) == (set(), set())


# Load balancers of links V2


@pytest.mark.parametrize("target", [Ref("front", "arn"), _LISTENER, Ref("app-tg", "arn")])
def test_an_integration_target_that_is_not_a_load_balancer(judge, operation, target):
    stack = integrated(rest_to_alb(), integrationTarget=target)
    assert found(judge(stack, operation)) == only("target-not-a-load-balancer", "list-orders-int")


def test_a_target_of_another_stack_is_told_as_undecided(judge, operation):
    stack = integrated(rest_to_alb(), integrationTarget=_ALB)
    assert found(judge(stack, operation)) == (set(), {("integration/load-balancer-outside", "list-orders-int")})


# HTTP APIs


@pytest.mark.parametrize(
    "uri",
    [
        Ref("edge", "arn"),
        Ref("app-tg", "arn"),
        joined("http://", Ref("edge", "dnsName"), "/"),
        "http://orders.example.com/",
        _ALB,
    ],
)
def test_an_http_api_whose_uri_is_not_a_listener(judge, operation, uri):
    stack = http_to_alb().change("shop-int", integrationUri=uri)
    assert found(judge(stack, operation)) == only("uri-not-a-listener", "shop-int")


def test_an_http_api_behind_a_cloud_map_service(judge, operation):
    stack = http_to_alb().change("shop-int", integrationUri=_NAMESPACE)
    assert found(judge(stack, operation)) == (set(), set())


def test_an_http_api_behind_a_cloud_map_service_of_the_stack(judge, operation):
    stack = http_to_alb()
    stack.add("servicediscovery.PrivateDnsNamespace", "names", vpc=Ref("core-vpc"))
    stack.add("servicediscovery.Service", "orders-name", dnsConfig={
        "namespaceId": Ref("names"), "dnsRecords": [{"ttl": 10, "type": "SRV"}],
    })  # fmt: skip
    for label in ("app", "shop-int", "shop-route"):
        stack.definitions[label] = stack.definitions.pop(label)
    stack = stack.change("shop-int", integrationUri=Ref("orders-name", "arn"))
    stack = stack.change("link-sg", egress=[tcp(8080)])
    registry = {"registryArn": Ref("orders-name", "arn"), "containerName": "app", "containerPort": 8080}
    by_tasks = stack.change("app", serviceRegistries=registry)
    assert found(judge(by_tasks, operation)) == (set(), set())
    by_hand = stack.also("servicediscovery.Instance", "there", serviceId=Ref("orders-name"), instanceId="there",
                         attributes={"AWS_INSTANCE_IPV4": "10.20.1.7", "AWS_INSTANCE_PORT": "8080"})  # fmt: skip
    assert found(judge(by_hand, operation)) == (set(), set())
    by_function = stack.also("ssm.Parameter", "told", type="String", value=Ref("orders-name", "arn"))
    assert found(judge(by_function, operation)) == (set(), set())
    assert mandatory(judge(stack, operation)) == {("targets/nothing-in-cloud-map", "shop-int")}


def test_a_listener_of_another_stack_is_told_as_undecided(judge, operation):
    stack = http_to_alb().change("shop-int", integrationUri=_LISTENER)
    assert found(judge(stack, operation)) == (set(), {("integration/load-balancer-outside", "shop-int")})


def test_an_http_api_with_a_listener_and_no_link(judge, operation):
    stack = http_to_alb().change("shop-int", connectionType=None, connectionId=None)
    assert found(judge(stack, operation)) == only("private-host-without-link", "shop-int")


def test_an_http_api_without_a_link_id(judge, operation):
    stack = http_to_alb().change("shop-int", connectionId=None)
    assert found(judge(stack, operation)) == only("link-without-id", "shop-int")


def test_an_http_api_that_speaks_plain_text_to_an_https_listener(judge, operation):
    stack = http_to_alb().change("front", protocol="HTTPS", certificateArn="arn:aws:acm:eu-west-1:1:certificate/a")
    assert found(judge(stack, operation)) == only("scheme-against-listener", "shop-int")
    named = stack.change("shop-int", tlsConfig={"serverNameToVerify": "orders.example.com"})
    assert found(judge(named, operation)) == (set(), set())
    wrong = stack.change("shop-int", tlsConfig={"serverNameToVerify": "internal-edge-1.eu-west-1.elb.amazonaws.com"})
    assert found(judge(wrong, operation)) == only("tls-name", "shop-int")


# Hosts


@pytest.mark.parametrize(
    "uri",
    [
        "http://10.20.1.5:8080/orders",
        "http://100.64.3.2/",
        "http://orders.internal/",
        "https://orders.svc.local:8443/x",
        "http://internal-edge-123.eu-west-1.elb.amazonaws.com/orders",
        "http://orders/",
        joined("http://", Ref("edge", "dnsName"), "/orders"),
        joined("http://", Ref("edge", "dnsName"), ":8080/orders"),
    ],
)
def test_a_private_host_without_a_link(judge, operation, uri):
    stack = integrated(connectionType=None, connectionId=None, uri=uri)
    assert found(judge(stack, operation)) == only("private-host-without-link", "list-orders-int")


@pytest.mark.parametrize(
    "uri", ["http://orders.example.com/", "https://8.8.8.8:8443/", "http://edge-1.elb.eu-west-1.amazonaws.com/"]
)
def test_a_public_host_without_a_link(judge, operation, uri):
    stack = integrated(connectionType="INTERNET", connectionId=None, uri=uri)
    assert found(judge(stack, operation)) == (set(), set())


def test_a_public_load_balancer_without_a_link(judge, operation):
    stack = integrated(connectionType=None, connectionId=None, uri=joined("http://", Ref("edge", "dnsName"), "/"))
    assert mandatory(judge(stack.change("edge", internal=False), operation)) == set()


def test_a_record_of_a_private_zone_without_a_link(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("route53.Zone", "zone", vpcs=[{"vpcId": Ref("core-vpc")}])
    stack.add("route53.Record", "name", zoneId=Ref("zone"), type="CNAME", ttl=60, records=[Ref("edge", "dnsName")])
    stack = stack.change("zone", name="corp.example.com").change("name", name="orders")
    stack = integrated(stack, connectionType=None, connectionId=None, uri="http://orders.corp.example.com/")
    assert found(judge(stack, operation)) == only("private-host-without-link", "list-orders-int")
    public = stack.change("zone", vpcs=None)
    assert found(judge(public, operation)) == (set(), set())


def test_mock_integrations_need_nothing_to_call(judge, operation):
    stack = integrated(connectionType=None, connectionId=None, uri=None, type="MOCK", integrationHttpMethod=None).drop(
        "link"
    )
    assert found(judge(stack, operation)) == only("no-integration-response", "list-orders-int")


# URIs


@pytest.mark.parametrize("uri", [None, "orders.example.com/orders", "tcp://orders.example.com"])
def test_a_uri_that_is_no_url(judge, operation, uri):
    assert found(judge(integrated(uri=uri), operation)) == only("invalid-uri", "list-orders-int")


@pytest.mark.parametrize("port", [81, 1023, 70000])
def test_a_port_that_api_gateway_does_not_call(judge, operation, port):
    stack = integrated(uri=f"http://orders.example.com:{port}/orders")
    assert found(judge(stack, operation)) == only("port-not-allowed", "list-orders-int")


def test_an_integration_whose_type_nobody_can_know(judge, operation):
    stack = integrated(type=Ref("elsewhere"), connectionType=None, connectionId=None, uri="arn:aws:apigateway:x")
    assert mandatory(judge(stack, operation)) == set()


def test_a_scheme_whose_port_has_no_listener(judge, operation):
    stack = integrated(rest_to_alb(), uri="https://orders.example.com/orders")
    assert found(judge(stack, operation)) == only("port-without-listener", "edge")


def test_a_second_listener_serves_another_port(judge, operation):
    stack = integrated(uri="http://orders.example.com:8080/orders").also(
        "lb.Listener", "side-door", loadBalancerArn=Ref("edge", "arn"), port=8080, protocol="TCP",
        defaultActions=[forward("app-tg")],
    )  # fmt: skip
    assert found(judge(stack, operation)) == (set(), set())


def test_a_uri_made_from_the_load_balancers_name(judge, operation):
    stack = integrated(uri=joined("http://", Ref("edge", "dnsName"), "/orders"))
    verdict = judge(stack, operation)
    assert found(verdict) == (set(), set())
    presumed = {line for judgement in verdict.judgements for line in judgement.presumptions}
    assert any("made from outputs" in line for line in presumed) == (operation == PREVIEW)


def test_a_uri_made_from_the_load_balancers_name_means_its_only_listener(judge, operation):
    stack = integrated(uri=joined("http://", Ref("edge", "dnsName"), ":8080/orders")).change("front", port=8080)
    assert found(judge(stack, operation)) == (set(), set())


def test_a_uri_made_from_the_load_balancers_name_with_listeners_on_other_ports(judge, operation):
    stack = integrated(uri=joined("http://", Ref("edge", "dnsName"), ":8080/orders")).change("front", port=8080)
    stack = stack.also(
        "lb.Listener", "side-door", loadBalancerArn=Ref("edge", "arn"), port=9090, protocol="TCP",
        defaultActions=[forward("app-tg")],
    )  # fmt: skip
    expected = {PREVIEW: {("integration/port-without-listener", "list-orders-int")}, UPDATE: set()}[operation]
    assert found(judge(stack, operation)) == (set(), expected)


def test_without_any_listener_only_the_load_balancer_is_reported(judge, operation):
    stack = fargate_behind_nlb().drop("front")
    assert {each for each in mandatory(judge(stack, operation)) if not each[0].startswith("targets/")} == {
        ("load-balancer/no-listener", "edge")
    }


def test_a_uri_made_from_a_listeners_port(judge, operation):
    uri = joined("http://", Ref("edge", "dnsName"), ":", Ref("front", "port"), "/orders")
    stack = integrated(uri=uri).change("front", port=8080)
    assert found(judge(stack, operation)) == (set(), set())


# Schemes and TLS


def _tls(**listener: Any) -> Stack:
    """NLB with a TLS listener on 443, called by https."""
    stack = fargate_behind_nlb().change("front", **{
        "port": 443, "protocol": "TLS", "certificateArn": "arn:aws:acm:eu-west-1:1:certificate/a", **listener,
    })  # fmt: skip
    return integrated(stack, uri="https://orders.example.com/orders")


def test_https_to_a_tls_listener(judge, operation):
    assert found(judge(_tls(), operation)) == (set(), set())


@pytest.mark.parametrize("port", ["traffic-port", "8080"])
def test_https_to_plain_targets_behind_tcp(judge, operation, port):
    health = {"protocol": "HTTP", "path": "/healthz", "port": port}
    stack = _tls(protocol="TCP", certificateArn=None).change("app-tg", healthCheck=health)
    assert found(judge(stack, operation)) == only("scheme-against-listener", "list-orders-int")


@pytest.mark.parametrize(
    "health",
    [{"protocol": "HTTPS", "path": "/healthz"}, {"protocol": "TCP"}],
)
def test_https_to_targets_behind_tcp_that_may_speak_tls(judge, operation, health):
    stack = _tls(protocol="TCP", certificateArn=None).change("app-tg", healthCheck=health)
    assert found(judge(stack, operation)) == (set(), set())


def test_http_to_a_tls_listener(judge, operation):
    stack = integrated(_tls(), uri="http://orders.example.com:443/orders")
    assert found(judge(stack, operation)) == only("scheme-against-listener", "list-orders-int")


def test_http_to_targets_behind_tcp_that_speak_tls(judge, operation):
    stack = fargate_behind_nlb().change("app-tg", healthCheck={"protocol": "HTTPS", "path": "/healthz"})
    assert found(judge(stack, operation)) == only("scheme-against-listener", "list-orders-int")


def test_https_through_an_nlb_to_an_alb_that_speaks_http(judge, operation):
    stack = integrated(alb_behind_nlb(), uri="https://orders.example.com:80/orders")
    assert found(judge(stack, operation)) == only("scheme-against-listener", "list-orders-int")


@pytest.mark.parametrize("checked", [None, {"insecureSkipVerification": True}])
@pytest.mark.parametrize(
    "uri", ["https://edge-1.elb.eu-west-1.amazonaws.com/x", joined("https://", Ref("edge", "dnsName"), "/x")]
)
def test_a_name_that_no_certificate_can_have(judge, operation, uri, checked):
    stack = integrated(_tls(), uri=uri, tlsConfig=checked)
    assert found(judge(stack, operation)) == only("tls-name", "list-orders-int")


def test_an_address_that_no_certificate_can_have(judge, operation):
    stack = integrated(_tls(), uri="https://10.20.1.5/x")
    assert found(judge(stack, operation)) == only("tls-name", "list-orders-int")


@pytest.mark.parametrize(
    ("name", "works"),
    [
        ("orders.example.com", True),
        ("*.example.com", True),
        ("api.example.com", False),
        ("*.orders.example.com", False),
    ],
)
def test_the_certificates_name(judge, operation, name, works):
    stack = _tls()
    stack.add("acm.Certificate", "cert", domainName=name, validationMethod="DNS")
    stack.add("acm.CertificateValidation", "valid", certificateArn=Ref("cert", "arn"))
    stack = stack.change("front", certificateArn=Ref("valid", "certificateArn"))
    for label in ("front", "app"):
        stack.definitions[label] = stack.definitions.pop(label)
    expected = (set(), set()) if works else only("certificate-of-other-name", "list-orders-int")
    assert found(judge(stack, operation)) == expected


# Stage variables


@pytest.mark.parametrize("variables", [None, {"host": "orders.example.com"}, {"link": Ref("link")}])
def test_a_stage_variable_that_the_stage_lacks(judge, operation, variables):
    stack = stage_variables().change("live", variables=variables)
    assert found(judge(stack, operation)) == only("stage-variable-missing", "live")


@pytest.mark.parametrize(("variables", "lacks"), [(None, True), ({"function": "orders-live"}, False)])
def test_a_stage_variable_that_names_a_function(judge, operation, variables, lacks):
    path = "lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.function}"
    stack = integrated(type="AWS_PROXY", uri=f"arn:aws:apigateway:eu-west-1:{path}/invocations").drop("link")
    stack = integrated(stack, integrationHttpMethod="POST", connectionType=None, connectionId=None)
    expected = only("stage-variable-missing", "live") if lacks else (set(), set())
    assert found(judge(stack.change("live", variables=variables), operation)) == expected


def test_one_stage_of_two_lacks_the_variable(judge, operation):
    stack = stage_variables().also(
        "apigateway.Stage", "trial", restApi=Ref("orders"), deployment=Ref("release"), stageName="trial"
    )
    stack = stack.change(
        "gold", apiStages=[{"apiId": Ref("orders"), "stage": name} for name in ("live", "trial")]
    ).waiting("gold", "live", "trial")
    stack.definitions["gold"] = stack.definitions.pop("gold")
    stack.definitions["partner-gold"] = stack.definitions.pop("partner-gold")
    assert found(judge(stack, operation)) == only("stage-variable-missing", "trial")


def test_a_port_in_a_stage_variable(judge, operation):
    stack = integrated(stage_variables(), uri="http://orders.example.com:${stageVariables.port}/orders")
    sound = stack.change("live", variables={"link": Ref("link"), "port": "80"})
    assert found(judge(sound, operation)) == (set(), set())
    wrong = stack.change("live", variables={"link": Ref("link"), "port": "8080"})
    assert found(judge(wrong, operation)) == only("port-without-listener", "edge")


def _two_links() -> Stack:
    """Two links, each in a stage variable of its own: a preview tells what feeds the variables only as a whole."""
    stack = stage_variables()
    link_v2(stack)
    stack = stack.drop("link-two", "link-sg").also(
        "lb.LoadBalancer", "spare", internal=True, loadBalancerType="network", enableCrossZoneLoadBalancing=True,
        subnets=[Ref("core-a"), Ref("core-b")], securityGroups=[Ref("edge-sg")],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
    )  # fmt: skip
    stack.definitions["spare-tg"] = copy.deepcopy(stack.definitions["app-tg"])
    stack.definitions["spare-tg"].name = "spare-tg"
    stack.add("lb.Listener", "spare-front", loadBalancerArn=Ref("spare", "arn"), port=80, protocol="TCP",
              defaultActions=[forward("spare-tg")])  # fmt: skip
    [registered] = stack.definitions["app"].inputs["loadBalancers"]
    both = [registered, {**registered, "targetGroupArn": Ref("spare-tg", "arn")}]
    stack = stack.change("app", loadBalancers=both)
    stack.definitions["app"].depends_on += ("spare-front",)
    stack.add("apigateway.VpcLink", "spare-link", targetArn=Ref("spare", "arn"))
    stack = stack.change(
        "live", variables={"link": Ref("link"), "other": Ref("spare-link"), "host": "orders.example.com"}
    )
    for label in ("app", "live", "gold", "partner-gold"):
        stack.definitions[label] = stack.definitions.pop(label)
    return stack


def test_two_links_in_stage_variables(judge, operation):
    assert found(judge(_two_links(), operation)) == (set(), set())


# Bodies


@pytest.mark.parametrize("put", [False, True])
def test_faults_inside_a_body(judge, operation, put):
    owner = "orders-body" if put else "orders"
    content = body(uri="http://orders.example.com:8080/orders")
    assert found(judge(from_body(json.dumps(content), put=put), operation)) == only("port-without-listener", "edge")
    content = body(connectionType="INTERNET")
    assert found(judge(from_body(json.dumps(content), put=put), operation)) == only("link-not-used", owner)
    content = body(connectionId="")
    assert found(judge(from_body(json.dumps(content), put=put), operation)) == only("link-without-id", owner)


def test_a_stage_variable_of_a_body_that_the_stage_lacks(judge, operation):
    stack = from_body(YAML_BODY).change("live", variables={"host": "orders.example.com"})
    assert found(judge(stack, operation)) == only("stage-variable-missing", "live")


def test_a_body_made_from_outputs(judge, operation):
    verdict = judge(_in_order(from_body(openapi_of_outputs())), operation)
    assert mandatory(verdict) == set()
    expected = {PREVIEW: {("integration/body-not-known", "orders")}, UPDATE: set()}[operation]
    assert undecided(verdict) & {("integration/body-not-known", "orders")} == expected


def _in_order(stack: Stack) -> Stack:
    """The API after the link that its body names."""
    for label in ("orders", "release", "live", "gold", "partner-gold"):
        stack.definitions[label] = stack.definitions.pop(label)
    return stack


# Methods


def test_a_method_without_an_integration(judge, operation):
    stack = fargate_behind_nlb().drop("list-orders-int")
    stack = stack.change("release", triggers={"redeploy": "1"})
    assert {each for each in mandatory(judge(stack, operation)) if each[0].startswith("integration/")} == {
        ("integration/method-without-integration", "list-orders")
    }


def test_a_route_without_an_integration(judge, operation):
    stack = http_to_alb().drop("shop-int").change("shop-route", target=None)
    assert ("integration/method-without-integration", "shop-route") in mandatory(judge(stack, operation))


@pytest.mark.parametrize("kind", ["HTTP", "AWS", "MOCK"])
def test_an_integration_that_is_no_proxy_and_has_no_response(judge, operation, kind):
    stack = integrated(type=kind)
    assert ("integration/no-integration-response", "list-orders-int") in mandatory(judge(stack, operation))
    elsewhere = integrated(type=kind)
    elsewhere.add("command:local:Command", "put-response", create=Ref("orders-r"), depends_on=("list-orders",))
    assert ("integration/no-integration-response", "list-orders-int") in undecided(judge(elsewhere, operation))
    place = {"restApi": Ref("orders"), "resourceId": Ref("orders-r"), "httpMethod": "GET", "statusCode": "200"}
    stack.add("apigateway.MethodResponse", "ok", **place)
    stack.add("apigateway.IntegrationResponse", "ok-int", **place, depends_on=("ok", "list-orders-int"))
    assert "no-integration-response" not in str(mandatory(judge(stack, operation)))


@pytest.mark.parametrize(("responses", "works"), [(None, False), ({"default": {"statusCode": "200"}}, True)])
def test_responses_in_a_body(judge, operation, responses, works):
    content = body(type="http", **({"responses": responses} if responses else {}))
    expected = (set(), set()) if works else only("no-integration-response", "orders")
    assert found(judge(from_body(json.dumps(content)), operation)) == expected


def test_an_integration_that_only_its_method_locates(judge, operation):
    stack = integrated(resourceId=Ref("list-orders", "resourceId"))
    assert found(judge(stack, operation)) == (set(), set())
    wrong = integrated(stack, uri="http://orders.example.com:8080/orders")
    assert found(judge(wrong, operation)) == only("port-without-listener", "edge")


def test_a_link_that_an_apply_chooses_among_two(judge, operation):
    stack = _two_links()
    stack = integrated(stack, connectionId=listed(Ref("link"), Ref("spare-link")))
    all_of = stack.definitions["list-orders-int"].inputs["connectionId"]
    stack.definitions["list-orders-int"].inputs["connectionId"] = type(all_of)(all_of.refs, lambda one, _: one)
    for label in ("list-orders-int", "release", "live", "gold", "partner-gold"):
        stack.definitions[label] = stack.definitions.pop(label)
    assert found(judge(stack, operation)) == (set(), set())


def test_an_integration_without_its_method(judge, operation):
    stack = integrated(httpMethod="POST")
    assert found(judge(stack, operation)) == only("integration-without-method", "list-orders-int")
    lost = integrated(httpMethod="GET").drop("list-orders")
    lost = lost.change("release", triggers={"redeploy": "1"})
    assert ("integration/integration-without-method", "list-orders-int") in mandatory(judge(lost, operation))


# What only outputs of elsewhere tell


@pytest.mark.parametrize("make", [http_to_alb, http_to_nlb])
def test_a_link_that_nobody_can_know(judge, operation, make):
    stack = make().change("shop-int", connectionId=Ref("elsewhere"))
    assert found(judge(stack, operation)) == (set(), {("integration/no-such-link", "shop-int")})


def test_a_link_of_a_rest_api_that_nobody_can_know(judge, operation):
    stack = integrated(connectionId=Ref("elsewhere"))
    assert found(judge(stack, operation)) == (set(), {("integration/no-such-link", "list-orders-int")})


def test_a_load_balancer_that_nobody_can_know(judge, operation):
    stack = fargate_behind_nlb().change("link", targetArn=Ref("elsewhere", "arn"))
    assert found(judge(stack, operation)) == (set(), {("integration/link-not-to-network-load-balancer", "link")})


def test_an_integration_that_nobody_can_know(judge, operation):
    stack = http_to_alb().drop("shop-int").change("shop-route", target=Ref("elsewhere"))
    assert ("integration/method-without-integration", "shop-route") in undecided(judge(stack, operation))


@pytest.mark.parametrize(
    ("declared", "mapped"),
    [
        ({"method.request.header.x-tenant": True}, "method.request.header.X-Tenant"),
        ({"method.request.querystring.id": False}, "method.request.multivaluequerystring.id"),
        (None, "context.identity.sourceIp"),
        (None, "method.request.body.tenant"),
        (None, "'a constant'"),
    ],
)
def test_parameters_that_need_no_other_declaration(judge, operation, declared, mapped):
    stack = fargate_behind_nlb().change("list-orders", requestParameters=declared)
    stack = stack.change("list-orders-int", requestParameters={"integration.request.header.X-Tenant": mapped})
    assert found(judge(stack, operation)) == (set(), set())


@pytest.mark.parametrize("kind", ["path", "header", "querystring"])
def test_a_parameter_that_a_native_method_does_not_declare(judge, operation, kind):
    stack = native()
    given = stack.definitions["list-orders"].inputs["integration"]
    mapped = {"integration.request.header.X-Tenant": f"method.request.{kind}.tenant"}
    stack = stack.change("list-orders", integration={**given, "requestParameters": mapped})
    assert found(judge(stack, operation)) == only("parameter-not-declared", "list-orders")
    declared = {f"method.request.{kind}.tenant": True}
    assert found(judge(stack.change("list-orders", requestParameters=declared), operation)) == (set(), set())


def _function(**permission: Any) -> Stack:
    """The authorizer's function as the integration of the method, with another permission."""
    stack = authorizer().change(
        "list-orders-int",
        type="AWS_PROXY",
        uri=Ref("gate", "invokeArn"),
        integrationHttpMethod="POST",
        connectionType=None,
        connectionId=None,
    )
    given = {"action": "lambda:InvokeFunction", "function": Ref("gate", "name"), **permission}
    stack.add("lambda.Permission", "calls", **{"principal": "apigateway.amazonaws.com", **given})
    return stack


@pytest.mark.parametrize(
    ("owner", "path", "operations"),
    [
        ("orders", "/*", ()),
        ("orders", "/*/*/*", ()),
        ("orders", "/live/GET/orders", ()),
        ("orders", "/*/POST/orders", (UPDATE,)),
        ("orders", "/next/*", (UPDATE,)),
        ("live", "/GET/*", ()),
        ("live", "", (UPDATE,)),
    ],
)
def test_the_source_of_a_permission_on_a_function(judge, operation, owner, path, operations):
    """A source made from outputs is presumed to fit until it is known."""
    stack = _function(sourceArn=joined(Ref(owner, "executionArn"), path))
    lacks = only("no-function-permission", "list-orders-int")
    assert found(judge(stack, operation)) == (lacks if operation in operations else (set(), set()))


@pytest.mark.parametrize("source", [None, "/*/*", "/next/*"])
def test_a_permission_on_a_function_that_a_stage_variable_names(judge, operation, source):
    path = "lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.function}"
    stack = _function(sourceArn=joined(Ref("orders", "executionArn"), source or "")).change("gate", name="check")
    stack = integrated(stack, uri=f"arn:aws:apigateway:eu-west-1:{path}/invocations")
    stack = (stack if source else stack.drop("calls")).change("live", variables={"function": "check"})
    refused = source is None or (source == "/next/*" and operation == UPDATE)
    expected = only("no-function-permission", "list-orders-int") if refused else (set(), set())
    assert found(judge(stack, operation)) == expected


def test_permissions_on_functions_that_others_may_give(judge, operation):
    stack = _function(principal="events.amazonaws.com")
    stack.add("command:local:Command", "permit", create=Ref("gate", "arn"))
    lacks = {("integration/no-function-permission", "list-orders-int")}
    assert found(judge(stack, operation)) == (set(), lacks)
    by_role = _function(principal="events.amazonaws.com").change("list-orders-int", credentials=Ref("gate-role", "arn"))
    assert found(judge(by_role, operation)) == (set(), set())


@pytest.mark.parametrize("share", [None, 0, 10])
def test_a_canary_has_variables_of_its_own(judge, operation, share):
    overrides = {"host": "orders.example.com:8080"}
    canary = {"deploymentId": Ref("release"), "percentTraffic": share, "stageVariableOverrides": overrides}
    stack = stage_variables().change("live", canarySettings=canary)
    expected = only("port-without-listener", "edge") if share else (set(), set())
    assert found(judge(stack, operation)) == expected
    sound = {**canary, "stageVariableOverrides": {"host": "next.example.com", "link": Ref("link")}}
    assert found(judge(stack.change("live", canarySettings=sound), operation)) == (set(), set())
