"""Access to private APIs: endpoint, groups, DNS, resource policies, names."""

import json

import pytest

from tests.policies.findings import everything, mandatory, undecided
from tests.policies.private_stacks import (
    before,
    named,
    other_network,
    policy,
    private_api,
    statement,
    through,
    with_policy,
)
from tests.policies.stacks import OPERATIONS, PREVIEW, UPDATE, Ref, Stack, document, listed

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

REFUSED = ("endpoint-access/resource-policy-refuses-callers", "callers")


def _deny(operator: str, key: str, value: object) -> dict:
    return policy(statement(), statement("Deny", {operator: {key: value}}))


@pytest.mark.parametrize("stack", [private_api(), named()], ids=["plain", "named"])
def test_sound_stacks_have_no_finding(judge, operation, stack):
    assert everything(judge(stack, operation)) == set()


# Resource policy


@pytest.mark.parametrize(
    "content",
    [
        policy(through("door")),
        policy(statement(condition={"StringEquals": {"aws:sourceVpce": [Ref("door"), "vpce-0000000000000000f"]}})),
        policy(statement(condition={"ForAnyValue:StringEquals": {"aws:SourceVpce": [Ref("door")]}})),
        policy(statement(condition={"StringEqualsIfExists": {"aws:SourceVpce": Ref("door")}})),
        policy(statement(condition={"StringEquals": {"aws:SourceVpc": Ref("core-vpc")}})),
        policy(statement(condition={"StringLike": {"aws:SourceVpc": ["vpc-*"]}})),
        _deny("StringNotEquals", "aws:SourceVpce", Ref("door")),
        _deny("StringNotEquals", "aws:SourceVpc", [Ref("core-vpc")]),
        policy(
            statement(), statement("Deny", {"StringNotEquals": {"aws:SourceVpce": Ref("door")}}, Principal={"AWS": "*"})
        ),
        policy(statement(), statement("Deny", {"NotIpAddress": {"aws:VpcSourceIp": ["10.20.1.0/24"]}})),
        policy(statement(condition={"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}})),
        policy(statement(condition={"Bool": {"aws:SecureTransport": True}})),
        policy(statement(Action="execute-api:*", condition={"StringEquals": {"aws:SourceVpce": Ref("door")}})),
        policy(statement(Resource="execute-api:/live/GET/*", condition={"Null": {"aws:SourceVpce": "false"}})),
        policy(dict(through("door"), Resource=["arn:aws:execute-api:*:*:*/*/GET/orders"])),
        policy(dict(through("door"), Resource="*", NotAction="s3:*", Action=None)),
        policy(statement(Resource=["arn:aws:execute-api:*:*:*/live/GET/orders"])),
    ],
)
def test_policies_that_let_callers_in(judge, operation, content):
    verdict = judge(with_policy(content), operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_a_policy_with_the_apis_own_arn(judge, operation):
    stack = with_policy(policy(dict(through("door"), Resource=Ref("orders", "executionArn", lambda arn: f"{arn}/*"))))
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    "content",
    [
        policy(through("core-ecr.api")),
        policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}})),
        policy(statement(condition={"StringEquals": {"aws:SourceVpc": ["vpc-0123456789abcdef0"]}})),
        _deny("StringNotEquals", "aws:SourceVpce", "vpce-0123456789abcdef0"),
        _deny("StringNotEquals", "aws:SourceVpc", "vpc-0123456789abcdef0"),
        policy(statement(), statement("Deny")),
        policy(statement("Deny", {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}})),
        policy(statement("Deny", {"StringLike": {"aws:SourceVpce": "vpc-*"}})),
        policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-*"}})),
        policy(statement(Action="execute-api:ManageConnections")),
        policy(statement(Principal={"AWS": "arn:aws:iam::123456789012:root"})),
        policy(statement(Resource="execute-api:/test/*")),
        policy(statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:abcdefghij/*")),
        policy(statement(Resource="execute-api:/live/POST/*")),
        policy(statement(condition={"IpAddress": {"aws:SourceIp": ["10.20.0.0/16"]}})),
        policy(statement(condition={"IpAddress": {"aws:VpcSourceIp": ["10.21.0.0/16"]}})),
        policy(statement(), statement("Deny", {"NotIpAddress": {"aws:SourceIp": ["10.20.0.0/16"]}})),
        policy(),
    ],
)
def test_policies_that_refuse_callers(judge, operation, content):
    verdict = judge(with_policy(content), operation)
    assert mandatory(verdict) == {REFUSED}
    assert undecided(verdict) == set()


def test_text_that_is_not_json_admits_nobody(judge, operation):
    assert mandatory(judge(private_api().change("callers", policy='{"Statement": ['), operation)) == {REFUSED}


def test_a_deny_alone_leaves_the_decision_to_a_lambda_authorizer_but_not_to_nobody(judge, operation):
    content = policy(statement("Deny", {"StringNotEquals": {"aws:SourceVpce": Ref("door")}}))
    alone = with_policy(content)
    authorized = alone.change("list-orders", authorization="CUSTOM")
    # What is made from outputs is presumed to admit them; an update tells.
    assert mandatory(judge(alone, operation)) == ({REFUSED} if operation == UPDATE else set())
    found = mandatory(judge(authorized, operation))
    assert not any(fault.startswith("endpoint-access/") for fault, _ in found)


def test_calls_that_iam_signs_need_no_mention(judge, operation):
    content = policy(statement(Principal={"AWS": "arn:aws:iam::123456789012:role/caller"}))
    stack = with_policy(content).change("list-orders", authorization="AWS_IAM")
    assert mandatory(judge(stack, operation)) == set()


def test_a_policy_made_from_nothing_of_the_way_is_undecided_until_it_is_known(judge, operation):
    stack = private_api().change("callers", policy=Ref("access-logs", "arn", lambda _: json.dumps(policy(statement()))))
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert undecided(verdict) == ({REFUSED} if operation == PREVIEW else set())


def test_a_policy_made_from_another_api(judge, operation):
    stack = private_api()
    before(stack, "orders", "apigateway.RestApi", "bills", endpointConfiguration={"types": "REGIONAL"})
    arn = Ref("bills", "executionArn", lambda arn: f"{arn}/*")
    stack = with_policy(policy(dict(through("door"), Resource=arn)), stack)
    assert mandatory(judge(stack, operation)) == {REFUSED}


def test_a_policy_inside_the_api(judge, operation):
    stack = private_api().without_dependency("release", "callers").drop("callers")
    stack = stack.change("release", triggers={"a": Ref("list-orders")})
    inside = stack.change("orders", policy=document(policy(through("door"))))
    assert mandatory(judge(inside, operation)) == set()
    other = stack.change(
        "orders", policy=json.dumps(policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-0"}})))
    )
    assert mandatory(judge(other, operation)) == {("endpoint-access/resource-policy-refuses-callers", "orders")}


def test_a_policy_inside_an_openapi_body(judge, operation):
    def stack(content: dict) -> Stack:
        body = {
            "openapi": "3.0.1",
            "paths": {
                "/ping": {"get": {"x-amazon-apigateway-integration": {"type": "mock", "responses": {"default": {}}}}}
            },
            "x-amazon-apigateway-policy": content,
        }
        made = private_api().without_dependency("release", "callers").drop("callers", "list-orders", "list-orders-int")
        made = made.drop("gold", "partner", "partner-gold", "orders-r")
        return made.change("release", triggers={"a": json.dumps(body)}).change("orders", body=json.dumps(body))

    assert mandatory(judge(stack(policy(statement())), operation)) == set()
    wrong = policy(statement(condition={"StringEquals": {"aws:SourceVpc": "vpc-0"}}))
    assert mandatory(judge(stack(wrong), operation)) == {("endpoint-access/resource-policy-refuses-callers", "orders")}


def test_without_named_endpoints_one_that_is_admitted_is_enough(judge, operation):
    stack = other_network(private_api()).change("orders", endpointConfiguration={"types": "PRIVATE"})
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    "condition",
    [{"StringEquals": {"aws:SourceVpce": Ref("far-door")}}, {"StringEquals": {"aws:SourceVpc": [Ref("far-vpc")]}}],
)
def test_an_api_of_another_vpcs_endpoint(judge, operation, condition):
    stack = with_policy(policy(statement(condition=condition)), other_network(private_api()))
    verdict = judge(stack, operation)
    assert mandatory(verdict) == {REFUSED}
    assert undecided(verdict) == set()


def test_apis_of_several_networks_each_by_its_own_endpoint(judge, operation):
    stack = other_network(private_api())
    stack.add("apigateway.RestApi", "far", endpointConfiguration={"types": "PRIVATE"})
    stack.add(
        "apigateway.RestApiPolicy", "far-callers", restApiId=Ref("far"), policy=document(policy(through("far-door")))
    )
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()
    assert mandatory(judge(stack.drop("far-callers"), operation)) == {("endpoint-access/no-resource-policy", "far")}


@pytest.mark.parametrize("whole", [False, True])
def test_every_endpoint_that_the_api_names_has_to_be_admitted(judge, operation, whole):
    ids = listed(Ref("door"), Ref("far-door")) if whole else [Ref("door"), Ref("far-door")]
    stack = other_network(private_api())
    stack = stack.change("orders", endpointConfiguration={"types": "PRIVATE", "vpcEndpointIds": ids})
    both = policy(statement(condition={"StringEquals": {"aws:SourceVpce": [Ref("door"), Ref("far-door")]}}))
    assert mandatory(judge(with_policy(both, stack), operation)) == set()
    # A list that is unknown as a whole may hold only one of those it is made from.
    assert mandatory(judge(stack, operation)) == (set() if whole and operation == PREVIEW else {REFUSED})


def test_endpoints_outside_the_stack_are_not_judged(judge, operation):
    stack = private_api().change(
        "orders", endpointConfiguration={"types": "PRIVATE", "vpcEndpointIds": ["vpce-0aaaaaaaaaaaaaaaa"]}
    )
    fits = policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-0aaaaaaaaaaaaaaaa"}}))
    verdict = judge(with_policy(fits, stack).drop("door", "door-sg"), operation)
    assert mandatory(verdict) | undecided(verdict) == set()
    other = policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-0bbbbbbbbbbbbbbbb"}}))
    assert mandatory(judge(with_policy(other, stack).drop("door", "door-sg"), operation)) == {REFUSED}


def test_a_policy_made_by_way_of_other_resources(judge, operation):
    for source, found in (("door", set()), ("core-logs", {REFUSED})):
        stack = private_api()
        before(stack, "orders", "ssm.Parameter", "noted", type="String", value=Ref(source))
        condition = {"StringEquals": {"aws:SourceVpce": Ref("noted", "value")}}
        verdict = judge(with_policy(policy(statement(condition=condition)), stack), operation)
        assert mandatory(verdict) == found
        assert undecided(verdict) == set()


# The deployment


def test_triggers_made_from_the_policy_are_a_dependency(judge, operation):
    assert mandatory(judge(private_api().without_dependency("release", "callers"), operation)) == set()


# The endpoint


@pytest.mark.parametrize(
    "ingress",
    [
        None,
        [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}],
        [{"protocol": "udp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}],
        [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "ipv6CidrBlocks": ["::/0"]}],
    ],
)
def test_a_group_that_admits_nobody_on_443(judge, operation, ingress):
    verdict = judge(private_api().change("door-sg", ingress=ingress), operation)
    assert mandatory(verdict) == {("endpoint-access/endpoint-group-without-443", "door-sg")}
    assert undecided(verdict) == set()


@pytest.mark.parametrize(
    "rule",
    [
        {"cidrIpv4": "10.0.0.0/8", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443},
        {"referencedSecurityGroupId": Ref("app-sg"), "ipProtocol": "tcp", "fromPort": 0, "toPort": 65535},
        {"cidrIpv4": Ref("core-vpc", "cidrBlock"), "ipProtocol": "-1"},
    ],
)
def test_a_rule_resource_that_admits_somebody(judge, operation, rule):
    stack = private_api().change("door-sg", ingress=None)
    stack = stack.also("vpc.SecurityGroupIngressRule", "in", securityGroupId=Ref("door-sg"), **rule)
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_without_groups_the_endpoint_has_the_vpcs_default_group(judge, operation):
    verdict = judge(private_api().change("door", securityGroupIds=None), operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_the_default_group_by_its_id(judge, operation):
    stack = private_api().change("door", securityGroupIds=[Ref("core-vpc", "defaultSecurityGroupId")])
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_a_default_group_without_rules(judge, operation):
    stack = private_api().change("door", securityGroupIds=None)
    stack = stack.also("ec2.DefaultSecurityGroup", "shut", vpcId=Ref("core-vpc"))
    assert mandatory(judge(stack, operation)) == {("endpoint-access/endpoint-group-without-443", "shut")}


def test_an_endpoint_that_only_a_name_uses(judge, operation):
    stack = other_network(named()).change("name-access", accessAssociationSource=Ref("far-door"))
    stack = stack.change("name", policy=document(policy(through("far-door")))).change("far-door-sg", ingress=None)
    assert mandatory(judge(stack, operation)) == {("endpoint-access/endpoint-group-without-443", "far-door-sg")}


def test_a_second_group_that_admits_is_enough(judge, operation):
    stack = private_api().change("door-sg", ingress=None)
    stack = stack.change("door", securityGroupIds=[Ref("door-sg"), Ref("core-services-sg")])
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"enableDnsHostnames": False}, True),
        ({"enableDnsHostnames": None}, True),
        ({"enableDnsSupport": False}, True),
        ({"enableDnsSupport": None}, False),
    ],
)
def test_dns_of_the_vpc(judge, operation, changed, found):
    verdict = judge(private_api().change("core-vpc", **changed), operation)
    assert mandatory(verdict) == ({("endpoint-access/vpc-dns-off", "core-vpc")} if found else set())


def test_dns_off_does_not_matter_without_private_dns(judge, operation):
    stack = private_api().change("core-vpc", enableDnsHostnames=None)
    for label in ("door", "core-ecr.api", "core-ecr.dkr", "core-logs"):
        stack = stack.change(label, privateDnsEnabled=False)
    found = mandatory(judge(stack, operation))
    assert not any(fault.startswith("endpoint-access/") for fault, _ in found)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"vpcEndpointType": None, "privateDnsEnabled": None}, "endpoint-not-an-interface"),
        ({"subnetIds": None}, "endpoint-without-subnets"),
    ],
)
def test_endpoints_that_can_not_work(judge, operation, changed, fault):
    assert mandatory(judge(private_api().change("door", **changed), operation)) == {
        (f"endpoint-access/{fault}", "door")
    }


def test_subnets_by_configuration_or_association(judge, operation):
    stack = private_api().change("door", subnetIds=None)
    configured = stack.change("door", subnetConfigurations=[{"subnetId": Ref("core-a"), "ipv4": "10.20.1.9"}])
    associated = stack.also(
        "ec2.VpcEndpointSubnetAssociation", "in-a", vpcEndpointId=Ref("door"), subnetId=Ref("core-a")
    )
    for each in (configured, associated):
        assert mandatory(judge(each, operation)) == set()


# The endpoint's policy


def _own_arn(rest: str = "/*") -> Ref:
    return Ref("orders", "executionArn", lambda arn: f"{arn}{rest}")


@pytest.mark.parametrize(
    "content",
    [
        policy(statement(Resource="*", Action="*")),
        policy(statement(Resource=_own_arn())),
        policy(statement(Resource="*", condition={"StringEquals": {"aws:SourceVpc": Ref("core-vpc")}})),
        policy(statement(Resource="*", Principal={"AWS": "123456789012"})),
    ],
)
def test_endpoint_policies_that_let_calls_through(judge, operation, content):
    stack = private_api().also(
        "ec2.VpcEndpointPolicy", "door-policy", vpcEndpointId=Ref("door"), policy=document(content)
    )
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    "content",
    [
        policy(statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:abcdefghij/*")),
        policy(statement("Deny", Resource="*")),
        policy(statement(Resource="*", Action="s3:*")),
    ],
)
def test_endpoint_policies_that_shut_callers_out(judge, operation, content):
    separate = private_api().also(
        "ec2.VpcEndpointPolicy", "door-policy", vpcEndpointId=Ref("door"), policy=document(content)
    )
    fault = "endpoint-access/endpoint-policy-refuses-calls"
    assert mandatory(judge(separate, operation)) == {(fault, "door-policy")}
    assert mandatory(judge(private_api().change("door", policy=document(content)), operation)) == {(fault, "door")}


def test_an_endpoint_policy_for_roles_shuts_callers_of_a_lambda_authorizer_out(judge, operation):
    content = policy(statement(Resource="*", Principal={"AWS": "arn:aws:iam::123456789012:role/caller"}))
    stack = private_api().change("door", policy=document(content)).change("list-orders", authorization="CUSTOM")
    found = mandatory(judge(stack, operation))
    assert ("endpoint-access/endpoint-policy-refuses-calls", "door") in found


def test_an_endpoint_policy_of_another_api(judge, operation):
    stack = private_api()
    before(stack, "orders", "apigateway.RestApi", "bills", endpointConfiguration={"types": "REGIONAL"})
    arn = Ref("bills", "executionArn", lambda arn: f"{arn}/*")
    stack = stack.also(
        "ec2.VpcEndpointPolicy",
        "door-policy",
        vpcEndpointId=Ref("door"),
        policy=document(policy(statement(Resource=arn))),
    )
    assert mandatory(judge(stack, operation)) == {("endpoint-access/endpoint-policy-refuses-calls", "door-policy")}


# Private domain names


@pytest.mark.parametrize(
    "content",
    [
        policy(through("core-logs")),
        policy(statement("Deny")),
        policy(statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-0"}})),
        policy(statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:/domainnames/bills.internal.example.com+*")),
    ],
)  # fmt: skip
def test_a_policy_of_a_name_that_refuses_the_endpoint(judge, operation, content):
    verdict = judge(named().change("name", policy=document(content)), operation)
    assert mandatory(verdict) == {("endpoint-access/domain-policy-refuses-callers", "name")}


@pytest.mark.parametrize(
    "content",
    [
        _deny("StringNotEquals", "aws:SourceVpce", Ref("door")),
        policy(statement(Resource="arn:aws:execute-api:*:*:/domainnames/orders.internal.example.com+*")),
        policy(statement(condition={"StringEquals": {"aws:SourceVpc": Ref("core-vpc")}})),
    ],
)
def test_policies_of_a_name_that_let_callers_in(judge, operation, content):
    verdict = judge(named().change("name", policy=document(content)), operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_names_and_apis_of_different_kinds(judge, operation):
    public = named().drop("name-access").change("name", endpointConfiguration={"types": "REGIONAL"}, policy=None)
    fault = "endpoint-access/domain-of-another-kind"
    assert mandatory(judge(public.change("name-mapping", domainNameId=None), operation)) == {(fault, "name-mapping")}
    open_api = named().change("orders", endpointConfiguration={"types": "REGIONAL"})
    open_api = open_api.change("callers", policy=document(policy(statement())))
    assert mandatory(judge(open_api, operation)) == {(fault, "name-mapping")}


# The path


@pytest.mark.parametrize(
    ("stack", "closed"),
    [
        (named(), set()),
        (private_api().change("door-sg", ingress=None), {("endpoint", "door")}),
        (with_policy(policy(statement("Deny"))), {("policy", "orders")}),
        (named().drop("name-access"), {("domain", "name")}),
    ],
    ids=["sound", "endpoint", "policy", "domain"],
)
def test_the_path_says_which_hop_is_closed(judge, operation, stack, closed):
    (judgement,) = judge(stack, operation).judgements
    (path,) = judgement.paths
    kinds = [hop.kind for hop in path.hops]
    assert kinds.index("client") < kinds.index("endpoint") < kinds.index("policy") < kinds.index("integration")
    assert {(hop.kind, hop.name) for hop in path.hops if hop.state == "closed"} == closed
    assert path.state == ("closed" if closed else "open")
