"""What a provider takes for another input, and what forces a replacement."""

import pytest

from preflight.protocol.wire import ASSET, SIGNATURE, UNKNOWN
from preflight.provider.difference import difference
from preflight.provider.replaces import replaces_of
from preflight.provider.schema import schema_of

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INSTANCE = "aws:ec2/instance:Instance"
NETWORK = {"loadBalancerType": "network"}
PARAMETER = "aws:ssm/parameter:Parameter"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@pytest.mark.parametrize(
    ("type_", "old", "new"),
    [
        (BALANCER, {"subnets": ["a", "b"]}, {"subnets": ["b", "a"]}),
        (BALANCER, {"internal": True}, {"internal": "true"}),
        (BALANCER, {"idleTimeout": 60}, {"idleTimeout": "60"}),
        (BALANCER, {"tags": {}}, {}),
        (BALANCER, {"securityGroups": ["sg-1"]}, {}),  # AWS keeps what it has
        (GROUP, {"ingress": [{"fromPort": 1}, {"fromPort": 2}]}, {"ingress": [{"fromPort": 2}, {"fromPort": 1}]}),
        (GROUP, {"ingress": [{"fromPort": 1, "__defaults": []}]}, {"ingress": [{"fromPort": 1, "self": None}]}),
        ("aws:iam/role:Role", {"assumeRolePolicy": '{"a": 1, "b": 2}'}, {"assumeRolePolicy": '{"b":2,"a":1}'}),
        (PARAMETER, {"value": UNKNOWN}, {"value": "what nobody could read before"}),
        (
            "aws:lambda/function:Function",
            {"code": {SIGNATURE: ASSET, "path": "/there/a.zip", "hash": "1"}},
            {"code": {SIGNATURE: ASSET, "path": "a.zip", "hash": "1"}},
        ),
    ],
)
def test_what_is_the_same(type_: str, old: dict, new: dict) -> None:
    assert difference(type_, schema_of(type_), old, new).paths == ()


@pytest.mark.parametrize(
    ("type_", "old", "new", "forcing"),
    [
        (BALANCER, {"name": "a"}, {"name": "b"}, ("name",)),
        (BALANCER, {"idleTimeout": 60}, {"idleTimeout": 61}, ()),
        (BALANCER, {"internal": True}, {"internal": UNKNOWN}, ("internal",)),
        (BALANCER, NETWORK | {"securityGroups": ["a"]}, NETWORK | {"securityGroups": []}, ("securityGroups",)),
        (BALANCER, NETWORK | {"securityGroups": ["a"]}, NETWORK | {"securityGroups": ["b"]}, ()),
        (BALANCER, {"securityGroups": ["a"]}, {"securityGroups": []}, ()),
        (BALANCER, NETWORK | {"subnets": ["a", "b"]}, NETWORK | {"subnets": ["a", "c"]}, ("subnets",)),
        (BALANCER, NETWORK | {"subnets": ["a"]}, NETWORK | {"subnets": ["a", "c"]}, ()),
        (BALANCER, NETWORK | {"subnets": ["a"]}, NETWORK | {"subnets": ["c", "d"]}, ()),
        (BALANCER, NETWORK | {"subnets": ["a"]}, NETWORK | {"subnets": [UNKNOWN]}, ()),
        (BALANCER, {"region": "eu-west-1"}, {"region": "eu-west-2"}, ("region",)),
        (PARAMETER, {"tier": "Advanced"}, {"tier": "Standard"}, ("tier",)),
        (PARAMETER, {"tier": "Standard"}, {"tier": "Advanced"}, ()),
        ("aws:ec2/vpc:Vpc", {"instanceTenancy": "default"}, {"instanceTenancy": "dedicated"}, ("instanceTenancy",)),
        ("aws:ec2/vpc:Vpc", {"instanceTenancy": "dedicated"}, {"instanceTenancy": "default"}, ()),
        (INSTANCE, {"userData": "a"}, {"userData": "b"}, ()),
        (
            INSTANCE,
            {"userData": "a"},
            {"userData": "b", "userDataReplaceOnChange": True},
            ("userData",),
        ),
        (INSTANCE, {"rootBlockDevice": {"volumeSize": 1}}, {"rootBlockDevice": {"volumeSize": 2}}, ()),
        (
            INSTANCE,
            {"rootBlockDevice": {"encrypted": False}},
            {"rootBlockDevice": {"encrypted": True}},
            ("rootBlockDevice.encrypted",),
        ),
        (INSTANCE, {}, {"rootBlockDevice": {"volumeSize": 2}}, ("rootBlockDevice",)),
        (
            INSTANCE,
            {"ebsBlockDevices": [{"volumeSize": 1}]},
            {"ebsBlockDevices": [{"volumeSize": 1}, {"volumeSize": 2}]},
            ("ebsBlockDevices",),
        ),
        (RULE, {"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv4": "10.1.0.0/16"}, ()),
        ("aws:apigateway/deployment:Deployment", {"triggers": {"a": "1"}}, {"triggers": {"a": "2"}}, ("triggers",)),
        (
            RULE,
            {"cidrIpv4": "10.0.0.0/8"},
            {"referencedSecurityGroupId": "sg-1"},
            ("cidrIpv4", "referencedSecurityGroupId"),
        ),
    ],
)
def test_what_forces(type_: str, old: dict, new: dict, forcing: tuple[str, ...]) -> None:
    found = difference(type_, schema_of(type_), old, new)
    assert found.forcing == forcing
    assert found.known
    assert found.paths


def test_what_goes_first_is_an_attachment_or_has_a_name_that_somebody_gave() -> None:
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    assert difference(attachment, schema_of(attachment), {"role": "a"}, {"role": "b"}).deletes_first
    database = "aws:rds/instance:Instance"
    for defaults, first in (([], True), (["identifier"], False)):
        old = {"identifier": "db", "engine": "mysql", "__defaults": defaults}
        found = difference(database, schema_of(database), old, {**old, "engine": "postgres"})
        assert (found.deletes_first, found.named) == (first, "identifier" if first else "")


def test_the_two_names_of_a_type_are_one() -> None:
    assert replaces_of("aws:alb/loadBalancer:LoadBalancer") == replaces_of(BALANCER)
