"""What is reachable that should not be, and what only looks like it."""

import json

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import advisory, everything
from tests.policies.private_stacks import named, private_api
from tests.policies.stacks import OPERATIONS, Ref, Stack
from tests.policies.start_stacks import database

_WEB_ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/wall/0f0f0f0f-0000-4000-8000-000000000000"
pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_HTTPS = {"protocol": "tcp", "fromPort": 443, "toPort": 443}
_ALL = {"protocol": "-1", "fromPort": 0, "toPort": 0}


def _exposed(judge, stack: Stack, operation: str) -> set[tuple[str, str]]:
    return advisory(judge(stack, operation), "exposure")


# Load balancers


@pytest.mark.parametrize("internal", [False, None])
def test_an_internet_facing_balancer(judge, operation, internal):
    stack = fargate_behind_nlb().change("edge", internal=internal)
    assert _exposed(judge, stack, operation) == {("exposure/internet-facing-load-balancer", "edge")}


@pytest.mark.parametrize(
    "ingress",
    [
        [{**_ALL, "cidrBlocks": ["0.0.0.0/0"]}],
        [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/1", "128.0.0.0/1"]}],
        [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "ipv6CidrBlocks": ["::/0"]}],
    ],
)
@pytest.mark.parametrize("made", [fargate_behind_nlb, private_api])
def test_a_balancers_group_that_is_open_to_all(judge, operation, made, ingress):
    assert _exposed(judge, made().change("edge-sg", ingress=ingress), operation) == {
        ("exposure/open-load-balancer-group", "edge-sg")
    }


@pytest.mark.parametrize(
    "ingress",
    [
        [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["10.0.0.0/8"]}],
        [{"protocol": "udp", "fromPort": 53, "toPort": 53, "cidrBlocks": ["0.0.0.0/0"]}],
        [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/1"]}],
    ],
)
def test_narrower_groups_are_not_open(judge, operation, ingress):
    assert _exposed(judge, private_api().change("edge-sg", ingress=ingress), operation) == set()


# Methods


def _second(stack: Stack, verb: str = "POST", **protection: object) -> Stack:
    """The same with a second method on the path."""
    integration = dict(stack.definitions["list-orders-int"].inputs)
    stack = stack.also(
        "apigateway.Method",
        "more",
        restApi=Ref("orders"),
        resourceId=Ref("orders-r"),
        httpMethod=verb,
        **{"authorization": "NONE", **protection},
    )
    integration |= {"httpMethod": verb, "integrationHttpMethod": verb}
    return stack.also("apigateway.Integration", "more-int", **integration)


KEYLESS = ("exposure/method-without-key", "more")
OPEN = ("exposure/method-without-authorizer", "more")


def test_a_method_without_key_beside_one_with_a_key(judge, operation):
    stack = _second(fargate_behind_nlb())
    assert _exposed(judge, stack, operation) == {KEYLESS}
    assert _exposed(judge, _second(fargate_behind_nlb(), apiKeyRequired=True), operation) == set()


def test_options_are_sent_without_keys(judge, operation):
    assert _exposed(judge, _second(fargate_behind_nlb(), "OPTIONS"), operation) == set()


def test_a_plan_whose_keys_nobody_asks_for(judge, operation):
    stack = fargate_behind_nlb().change("list-orders", apiKeyRequired=False)
    assert _exposed(judge, stack, operation) == {("exposure/method-without-key", "list-orders")}
    without = stack.drop("gold", "partner-gold", "partner")
    assert _exposed(judge, without, operation) == {("exposure/open-api", "orders")}
    walled = without.also("wafv2.WebAclAssociation", "wall", resourceArn=Ref("live", "arn"), webAclArn=_WEB_ACL)
    assert _exposed(judge, walled, operation) == set()


def test_a_method_without_authorizer_beside_one_with_it(judge, operation):
    guarded = fargate_behind_nlb().change("list-orders", authorization="AWS_IAM")
    assert _exposed(judge, _second(guarded, apiKeyRequired=True), operation) == {OPEN}
    assert _exposed(judge, _second(guarded), operation) == {KEYLESS, OPEN}
    assert _exposed(judge, _second(guarded, apiKeyRequired=True, authorization="AWS_IAM"), operation) == set()


def test_keys_here_and_an_authorizer_there_are_both_protection(judge, operation):
    stack = _second(fargate_behind_nlb(), authorization="AWS_IAM")
    assert _exposed(judge, stack, operation) == set()


def test_methods_of_a_document(judge, operation):
    integration = {"type": "http_proxy", "httpMethod": "GET", "uri": "https://example.com"}
    keyed = {"security": [{"api_key": []}], "x-amazon-apigateway-integration": integration}
    body = {
        "openapi": "3.0.1",
        "components": {"securitySchemes": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
        "paths": {"/a": {"get": keyed}, "/b": {"get": {"x-amazon-apigateway-integration": integration}}},
    }
    stack = fargate_behind_nlb().drop("list-orders", "list-orders-int", "orders-r")
    stack = stack.change("orders", body=json.dumps(body)).change("release", triggers={"a": json.dumps(body)})
    assert _exposed(judge, stack, operation) == {("exposure/method-without-key", "orders")}


# Names


def test_the_default_endpoint_of_a_private_api_is_private(judge, operation):
    assert _exposed(judge, named(), operation) == set()


# Databases


_POSTGRES = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432}
_FROM_APP = {**_POSTGRES, "securityGroups": [Ref("app-sg")]}


def test_a_database_of_the_application_alone(judge, operation):
    assert everything(judge(database(_FROM_APP, publiclyAccessible=False), operation)) == set()


def test_a_public_member_of_a_cluster(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("rds.Cluster", "ring", engine="aurora-postgresql", masterUsername="a", manageMasterUserPassword=True)
    stack.add(
        "rds.ClusterInstance",
        "ring-1",
        clusterIdentifier=Ref("ring"),
        engine="aurora-postgresql",
        instanceClass="db.t4g.medium",
        publiclyAccessible=True,
    )
    assert _exposed(judge, stack, operation) == {("exposure/public-database", "ring-1")}


@pytest.mark.parametrize(
    "rule",
    [
        {**_POSTGRES, "cidrBlocks": ["0.0.0.0/0"]},
        {**_ALL, "cidrBlocks": ["10.20.0.0/16"]},
        {**_POSTGRES, "cidrBlocks": [Ref("core-vpc", "cidrBlock")]},
        {**_POSTGRES, "securityGroups": [Ref("edge-sg")]},
        {**_POSTGRES, "ipv6CidrBlocks": ["::/0"]},
    ],
)
def test_a_database_that_is_open_to_more_than_the_application(judge, operation, rule):
    stack = database(_FROM_APP, rule)
    assert _exposed(judge, stack, operation) == {("exposure/open-database-group", "data-sg")}


@pytest.mark.parametrize(
    "rule",
    [
        {**_POSTGRES, "self": True},
        {**_POSTGRES, "cidrBlocks": ["10.20.1.0/24"]},
        {**_HTTPS, "cidrBlocks": ["0.0.0.0/0"]},
        {**_POSTGRES, "securityGroups": ["sg-0123456789abcdef0"]},
    ],
)
def test_rules_that_open_the_database_to_nobody_else(judge, operation, rule):
    assert _exposed(judge, database(_FROM_APP, rule), operation) == set()
