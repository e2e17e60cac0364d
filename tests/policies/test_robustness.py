"""Robustness: what works today and breaks with the next zone, release or change; and near misses that do not."""

import json

import pytest

from tests.policies.compositions import fargate_behind_nlb, trust
from tests.policies.findings import advisory, mandatory
from tests.policies.native_compositions import native
from tests.policies.stacks import OPERATIONS, PREVIEW, All, Ref, Stack, document, joined, listed

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_VPC = Ref("core-vpc")


@pytest.fixture
def found(judge, operation):
    """What `robustness` says of a stack."""
    return lambda stack: advisory(judge(stack, operation), "robustness")


def test_a_sound_stack(found):
    assert found(fargate_behind_nlb()) == set()


# Zones


def test_a_service_whose_subnets_are_in_one_zone(found):
    stack = fargate_behind_nlb().also(
        "ec2.Subnet", "core-a2", vpcId=_VPC, cidrBlock="10.20.3.0/24", availabilityZone="eu-west-1a"
    )
    network = {"subnets": [Ref("core-a"), Ref("core-a2")], "securityGroups": [Ref("app-sg")]}
    assert found(stack.change("app", networkConfiguration=network)) == {("robustness/one-zone", "app")}


def test_zones_that_are_not_known_are_not_judged(found, operation):
    stack = fargate_behind_nlb()
    for label in ("core-a", "core-b"):
        stack = stack.change(label, availabilityZone=Ref("core-vpc", made=lambda _: "eu-west-1a"))
    # Of the load balancer it is no advice then: AWS refuses it.
    assert found(stack) == (set() if operation == PREVIEW else {("robustness/one-zone", "app")})


def _third_zone(stack: Stack) -> Stack:
    stack = stack.also("ec2.Subnet", "core-c", vpcId=_VPC, cidrBlock="10.20.3.0/24", availabilityZone="eu-west-1c")
    return stack.change("edge", subnets=[Ref("core-a"), Ref("core-b"), Ref("core-c")])


def test_a_target_group_may_switch_cross_zone_on_by_itself(found):
    stack = _third_zone(fargate_behind_nlb()).change("edge", enableCrossZoneLoadBalancing=None)
    assert found(stack) == set()
    stack = stack.change("app-tg", loadBalancingCrossZoneEnabled="true")
    assert found(stack) == {("robustness/zone-without-targets", "edge")}


# Sources


def test_the_balancers_group_is_enough_where_its_rules_count(found):
    anyone = {"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}
    stack = fargate_behind_nlb().drop("app-from-vpc").change("edge-sg", ingress=[anyone])
    assert found(stack.change("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="on")) == set()


# Private APIs


def _private(**statement) -> Stack:
    """The sound stack with a private API, an endpoint in its VPC, and a policy of one statement."""
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    stack = fargate_behind_nlb().change("orders", endpointConfiguration={"types": "PRIVATE"})
    stack.add(
        "ec2.VpcEndpoint",
        "door",
        vpcId=_VPC,
        serviceName="com.amazonaws.eu-west-1.execute-api",
        vpcEndpointType="Interface",
        privateDnsEnabled=True,
        subnetIds=[Ref("core-a"), Ref("core-b")],
        securityGroupIds=[Ref("core-services-sg")],
    )
    written = document({"Version": "2012-10-17", "Statement": [{**everyone, **statement}]})
    stack.add("apigateway.RestApiPolicy", "callers", restApiId=Ref("orders"), policy=written)
    triggers = {"redeploy": document([Ref("list-orders"), Ref("list-orders-int"), Ref("orders-r"), Ref("callers")])}
    stack = stack.change("release", triggers=triggers)
    stack.definitions["release"].depends_on = (*stack.definitions["release"].depends_on, "callers")
    return stack


_ONLY_DOOR = {"StringEquals": {"aws:SourceVpce": Ref("door")}}


def test_a_sound_private_api(found):
    assert found(_private(Condition=_ONLY_DOOR)) == set()


def test_neither_private_dns_nor_endpoint_ids(found):
    stack = _private(Condition=_ONLY_DOOR).change("door", privateDnsEnabled=None)
    assert found(stack) == {("robustness/no-private-dns-and-no-endpoint-ids", "door")}
    named = stack.change("orders", endpointConfiguration={"types": "PRIVATE", "vpcEndpointIds": [Ref("door")]})
    assert found(named) == set()


def _zone(name="execute-api.eu-west-1.amazonaws.com", **inputs):
    """The API whose endpoint has no private DNS, with a private zone that leads to it."""
    stack = _private(Condition=_ONLY_DOOR).change("door", privateDnsEnabled=None)
    stack.add("route53.Zone", "names", **{"vpcs": [{"vpcId": Ref("core-vpc")}], **inputs})
    alias = {"name": Ref("door", "dnsEntries"), "zoneId": Ref("door", "dnsEntries"), "evaluateTargetHealth": False}
    stack.add("route53.Record", "any-api", zoneId=Ref("names"), type="A", aliases=[alias])
    stack.definitions["names"].inputs["name"] = name
    stack.definitions["any-api"].inputs["name"] = f"*.{name}"
    return stack


_NO_NAME = ("robustness/no-private-dns-and-no-endpoint-ids", "door")


def test_a_private_zone_in_the_place_of_private_dns(found):
    assert found(_zone()) == set()
    associated = _zone(vpcs=None)
    assert found(associated) == {_NO_NAME}
    associated.add("route53.ZoneAssociation", "names-core", zoneId=Ref("names"), vpcId=Ref("core-vpc"))
    assert found(associated) == set()
    for other in (_zone("orders.example.com"), _zone("ssm.eu-west-1.amazonaws.com"), _zone().drop("any-api")):
        assert found(other) == {_NO_NAME}


def test_an_api_that_is_called_by_its_own_name_only(judge, operation):
    strict = _zone().change("orders", endpointAccessMode="STRICT")
    assert mandatory(judge(strict, operation)) == set()
    closed = {("endpoint-access/strict-without-private-dns", "orders")}
    assert mandatory(judge(strict.drop("any-api"), operation)) == closed


def test_zones_that_others_may_have(judge, operation):
    elsewhere = _zone().drop("any-api", "names")
    elsewhere.add("route53.ZoneAssociation", "hub", zoneId="Z0123456789ABCDEFGHIJ", vpcId=Ref("core-vpc"))
    assert advisory(judge(elsewhere, operation), "robustness") == set()
    assert advisory(judge(elsewhere, operation), "undecided") == {_NO_NAME}


def test_a_policy_without_a_condition(found):
    assert found(_private()) == {("robustness/policy-without-condition", "callers")}
    assert found(_private(Principal={"AWS": ["*"]})) == {("robustness/policy-without-condition", "callers")}


def test_a_policy_that_denies_others_needs_no_condition_beside(found):
    allow = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}
    deny = {**allow, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}
    written = json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]})
    assert found(_private().change("callers", policy=written)) == set()


def test_a_policy_for_one_account_needs_no_condition(found):
    assert found(_private(Principal={"AWS": "arn:aws:iam::111122223333:root"})) == set()


def test_a_public_apis_policy_is_not_asked(found):
    assert found(_private().change("orders", endpointConfiguration={"types": "REGIONAL"})) == set()


# Path parameters

_MAPPED = {"integration.request.path.proxy": "method.request.path.proxy"}


def _greedy(parameters: dict | None, declared: dict | None, uri: object = "http://orders.example.com/{proxy}") -> Stack:
    stack = (
        fargate_behind_nlb().change("orders-r", pathPart="{proxy+}").change("list-orders", requestParameters=declared)
    )
    return stack.change("list-orders-int", uri=uri, requestParameters=parameters)


def test_a_greedy_path_with_its_mapping(found):
    assert found(_greedy(_MAPPED, {"method.request.path.proxy": True})) == set()
    uri = joined("http://", Ref("edge", "dnsName"), "/{proxy}")
    assert found(_greedy(_MAPPED, {"method.request.path.proxy": True}, uri)) == set()


@pytest.mark.parametrize(
    "uri", ["http://orders.example.com/{proxy}", joined("http://", Ref("edge", "dnsName"), "/{proxy}")]
)
@pytest.mark.parametrize(
    ("parameters", "declared"),
    [
        (None, {"method.request.path.proxy": True}),
        (None, None),
        ({"integration.request.header.from": "'orders'"}, {"method.request.path.proxy": True}),
    ],
)
def test_a_greedy_path_without_its_mapping(found, uri, parameters, declared):
    assert found(_greedy(parameters, declared, uri)) == {("robustness/path-parameter-not-mapped", "list-orders-int")}


def test_a_greedy_path_may_go_into_the_query(found):
    parameters = {"integration.request.querystring.path": "method.request.path.proxy"}
    stack = _greedy(parameters, {"method.request.path.proxy": True}, "http://orders.example.com/any")
    assert found(stack) == set()


def test_a_parameter_of_the_uri_that_nothing_maps(found):
    stack = fargate_behind_nlb().change("list-orders-int", uri="http://orders.example.com/orders/{id}")
    assert found(stack) == {("robustness/path-parameter-not-mapped", "list-orders-int")}
    plain = fargate_behind_nlb().change("list-orders-int", uri="http://${stageVariables.host}/orders")
    assert found(plain.change("live", variables={"host": "orders.example.com"})) == set()


def test_a_mock_hands_nothing_on(found):
    stack = _greedy(None, None).change("list-orders-int", type="MOCK", uri=None, connectionType=None, connectionId=None)
    assert found(stack) == set()


# Time limits


@pytest.mark.parametrize("timeout", [49, 29001, 300001])
def test_a_timeout_that_is_refused(found, timeout):
    stack = fargate_behind_nlb().change("list-orders-int", timeoutMilliseconds=timeout)
    assert found(stack) == {("robustness/timeout-out-of-range", "list-orders-int")}


@pytest.mark.parametrize("timeout", [50, 29000, None])
def test_a_timeout_that_is_taken(found, timeout):
    assert found(fargate_behind_nlb().change("list-orders-int", timeoutMilliseconds=timeout)) == set()


def test_a_listener_that_gives_up_first(found):
    stack = fargate_behind_nlb().change("list-orders-int", timeoutMilliseconds=120_000)
    assert found(stack.change("front", tcpIdleTimeoutSeconds=60)) == {
        ("robustness/timeout-out-of-range", "list-orders-int"),
        ("robustness/idle-timeout-hides-504", "front"),
    }


def _application(idle: int | None) -> Stack:
    """A link V2 to an Application Load Balancer in the place of the NLB."""
    stack = fargate_behind_nlb().drop("link")
    unset = dict.fromkeys(
        ("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "enableCrossZoneLoadBalancing"), None
    )
    stack = stack.change("edge", loadBalancerType="application", idleTimeout=idle, **unset)
    stack = stack.change("app-tg", protocol="HTTP", healthCheck={"path": "/healthz"}).change("front", protocol="HTTP")
    stack.add(
        "apigatewayv2.VpcLink",
        "link",
        subnetIds=[Ref("core-a"), Ref("core-b")],
        securityGroupIds=[Ref("core-services-sg")],
    )
    return stack.change("list-orders-int", connectionId=Ref("link"), integrationTarget=Ref("edge", "arn"))


def test_an_application_load_balancer_that_gives_up_first(found):
    assert found(_application(10)) == {("robustness/idle-timeout-hides-504", "edge")}
    assert found(_application(None)) == set()


def test_a_link_with_one_subnet(found):
    stack = _application(None).change("link", subnetIds=listed(Ref("core-a")))
    assert found(stack) == {("robustness/one-zone", "link")}


# Redeployments


def test_no_triggers(found):
    assert found(fargate_behind_nlb().change("release", triggers=None)) == {("robustness/no-triggers", "release")}
    assert found(fargate_behind_nlb().change("release", triggers={})) == {("robustness/no-triggers", "release")}


@pytest.mark.parametrize("other", [{"variables": {"digest": "0123456789abcdef"}}, {"name": "release-9f86d081884c7d65"}])
def test_other_ways_to_deploy_anew(found, other):
    stack = fargate_behind_nlb().change("release", triggers=None)
    if "name" in other:
        stack.definitions["release"].name = other["name"]
    else:
        stack = stack.change("release", **other)
    assert found(stack) == set()


def test_deployments_of_aws_native_can_have_no_triggers(found):
    assert found(native()) == set()


@pytest.mark.parametrize("listed", [["list-orders", "orders-r"], ["list-orders-int"]])
def test_triggers_that_miss_a_kind(found, listed):
    stack = fargate_behind_nlb().change("release", triggers={"redeploy": document([Ref(each) for each in listed])})
    assert found(stack) == {("robustness/triggers-miss-changes", "release")}


def test_triggers_that_miss_one_of_two_methods(found):
    stack = fargate_behind_nlb()
    for token, label, more in (
        ("apigateway.Method", "make-order", {"authorization": "NONE", "apiKeyRequired": True}),
        ("apigateway.Integration", "make-order-int", {"type": "HTTP_PROXY", "integrationHttpMethod": "POST",
         "uri": "http://orders.example.com/orders", "connectionType": "VPC_LINK", "connectionId": Ref("link")}),
    ):  # fmt: skip
        stack.add(token, label, restApi=Ref("orders"), resourceId=Ref("orders-r"), httpMethod="POST", **more)
    assert found(stack) == {("robustness/triggers-miss-changes", "release")}


def test_triggers_that_miss_the_policy(found):
    stack = _private(Condition=_ONLY_DOOR)
    triggers = {"redeploy": document([Ref("list-orders"), Ref("list-orders-int"), Ref("orders-r")])}
    assert found(stack.change("release", triggers=triggers)) == {("robustness/triggers-miss-changes", "release")}
    # What the policy is made from is as good as the policy.
    triggers = {"redeploy": document([Ref("list-orders"), Ref("list-orders-int"), Ref("orders-r"), Ref("door")])}
    assert found(stack.change("release", triggers=triggers)) == set()


def test_triggers_made_from_a_specification_need_the_link(found):
    stack = fargate_behind_nlb().change("release", triggers={"specification": "9f86d081884c7d65"})
    assert found(stack) == {("robustness/link-not-in-triggers", "release")}
    assert found(stack.change("release", triggers={"specification": document(["9f86d0", Ref("link")])})) == set()


def test_a_link_in_a_stage_variable_needs_no_redeploy(found):
    stack = fargate_behind_nlb().change("release", triggers={"specification": "9f86d081884c7d65"})
    stack = stack.change("list-orders-int", connectionId="${stageVariables.link}")
    assert found(stack.change("live", variables={"link": Ref("link")})) == set()


def _imported(triggers: dict | None, link: object) -> Stack:
    """The API from an OpenAPI document."""
    integration = {"type": "http_proxy", "httpMethod": "GET", "uri": "http://orders.example.com/orders",
                   "connectionType": "VPC_LINK", "connectionId": link}  # fmt: skip
    operation = {"x-amazon-apigateway-integration": integration}
    body = {"openapi": "3.0.1", "info": {"title": "orders"}, "paths": {"/orders": {"get": operation}}}
    stack = fargate_behind_nlb().drop("orders-r", "list-orders", "list-orders-int")
    return stack.change("orders", body=document(body)).change("release", triggers=triggers)


def test_triggers_of_a_document(found):
    assert found(_imported({"body": Ref("orders", "body")}, Ref("link"))) == set()
    assert found(_imported({"body": document(["hash", Ref("link")])}, Ref("link"))) == set()
    assert found(_imported({"body": "9f86d081884c7d65"}, "${stageVariables.link}")) == set()
    assert found(_imported(None, Ref("link"))) == {("robustness/no-triggers", "release")}
    assert found(_imported({"body": "9f86d081884c7d65"}, Ref("link"))) == {
        ("robustness/link-not-in-triggers", "release")
    }


# Authorizers


def _authorized(runtime: str = "python3.13", source: str | None = None, **more) -> Stack:
    stack = fargate_behind_nlb()
    stack.add("iam.Role", "guard-role", assumeRolePolicy=trust("lambda.amazonaws.com"))
    stack.add("lambda.Function", "guard", role=Ref("guard-role", "arn"), runtime=runtime, handler="index.handler")
    stack.add(
        "apigateway.Authorizer",
        "guarding",
        restApi=Ref("orders"),
        type="REQUEST",
        authorizerUri=Ref("guard", "invokeArn"),
        identitySource=source,
        **more,
    )
    stack = stack.change("list-orders", authorization="CUSTOM", authorizerId=Ref("guarding"))
    pieces = ("list-orders", "list-orders-int", "orders-r", "guarding")
    return stack.change("release", triggers={"redeploy": document([Ref(each) for each in pieces])})


@pytest.mark.parametrize("runtime", ["python3.9", "nodejs20.x", "provided.al2"])
def test_a_runtime_past_its_support(found, runtime):
    assert found(_authorized(runtime)) == {("robustness/deprecated-runtime", "guard")}


@pytest.mark.parametrize("runtime", ["python3.14", "nodejs24.x", "provided.al2023", "nodejs14.x"])
def test_a_runtime_in_support_or_past_all_use(found, runtime):
    assert found(_authorized(runtime)) == set()


_SENDS_KEY = {"method.request.header.x-api-key": True}


def test_an_identity_source_that_key_only_callers_do_not_send(found):
    stack = _authorized().change("list-orders", requestParameters=_SENDS_KEY)
    assert found(stack) == {("robustness/identity-source-refuses-keys", "guarding")}


def test_identity_sources_that_callers_send(found):
    assert found(_authorized()) == set()
    both = {**_SENDS_KEY, "method.request.header.Authorization": True}
    assert found(_authorized().change("list-orders", requestParameters=both)) == set()
    by_key = _authorized(source="method.request.header.x-api-key")
    assert found(by_key.change("list-orders", requestParameters=_SENDS_KEY)) == set()
    uncached = _authorized(authorizerResultTtlInSeconds=0)
    assert found(uncached.change("list-orders", requestParameters=_SENDS_KEY)) == set()


# Target groups


def _addresses(address: object, **group) -> Stack:
    stack = fargate_behind_nlb().drop("app").change("app-tg", **group)
    stack.add("lb.TargetGroupAttachment", "far", targetGroupArn=Ref("app-tg", "arn"), targetId=address, port=8080,
              availabilityZone="all")  # fmt: skip
    return stack


def test_client_addresses_kept_for_targets_outside_the_vpc(found):
    assert found(_addresses("192.168.7.9", preserveClientIp="true")) == {
        ("robustness/client-ip-kept-outside-vpc", "app-tg")
    }
    assert found(_addresses("192.168.7.9")) == set()
    assert found(_addresses("10.20.1.9", preserveClientIp="true")) == set()


def test_client_addresses_kept_where_only_the_attachment_tells_that_targets_are_outside(found):
    stack = _addresses("192.168.7.9", preserveClientIp="true").change("core-vpc", cidrBlock=None, ipv4IpamPoolId="pool")
    kept = ("robustness/client-ip-kept-outside-vpc", "app-tg")
    assert kept in found(stack)
    assert kept not in found(stack.change("far", availabilityZone=None))


def test_client_addresses_kept_for_targets_in_a_peered_vpc(found):
    stack = _addresses("10.30.1.9", preserveClientIp="true")
    stack.add("ec2.Vpc", "far-vpc", cidrBlock="10.30.0.0/16")
    assert found(stack) == {("robustness/client-ip-kept-outside-vpc", "app-tg")}
    stack.add("ec2.VpcPeeringConnection", "peering", vpcId=_VPC, peerVpcId=Ref("far-vpc"), autoAccept=True)
    assert found(stack) == set()
    kept = {("robustness/client-ip-kept-outside-vpc", "app-tg")}
    stack = stack.change("far-vpc", cidrBlock="10.40.0.0/16")
    assert found(stack) == kept
    second = {"vpcId": Ref("far-vpc"), "cidrBlock": "10.30.0.0/16"}
    assert found(stack.also("ec2.VpcIpv4CidrBlockAssociation", "far-second", **second)) == set()


def test_addresses_of_an_application_load_balancers_nodes(found):
    stack = _addresses(Ref("inner", "arnSuffix", made=lambda _: "10.20.1.77"))
    stack.add("lb.LoadBalancer", "inner", internal=True, subnets=[Ref("core-a"), Ref("core-b")])
    assert found(stack) == {("robustness/alb-node-addresses", "app-tg")}


def test_an_application_load_balancer_as_target(found):
    stack = _addresses(Ref("inner", "arn"), targetType="alb")
    stack.add("lb.LoadBalancer", "inner", internal=True, subnets=[Ref("core-a"), Ref("core-b")])
    assert "robustness/alb-node-addresses" not in {fault for fault, _ in found(stack)}


def test_values_made_of_several_outputs_are_no_reason_to_doubt(found):
    stack = fargate_behind_nlb()
    pieces = tuple(Ref(each) for each in ("list-orders", "list-orders-int", "orders-r"))
    assert found(stack.change("release", triggers={"all": All(pieces, lambda *ids: "-".join(ids))})) == set()


# Health checks


@pytest.mark.parametrize(("timeout", "slow"), [(30, False), (31, True), (None, False)])
def test_a_check_that_waits_longer_than_until_the_next_one(found, timeout, slow):
    check = {"protocol": "TCP", "interval": 30, "timeout": timeout}
    told = found(fargate_behind_nlb().change("app-tg", healthCheck=check))
    assert told == ({("robustness/health-check-set-to-fail", "app-tg")} if slow else set())
