"""Components in somebody else's program: without a stack file, with names of any length, twice."""

import pytest

from components.api.access import Keys, KeysArgs
from components.endpoints import Endpoints, EndpointsArgs
from components.settings.network import VpcSettings
from components.shapes import Place
from tests.components.alone import chain
from tests.engine import Recording, record

# The longest names that AWS takes, for types that Pulumi names after their logical name, a hyphen and seven digits.
LIMITS = {
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:rds/instance:Instance": 63,
    "aws:iam/role:Role": 64,
    "aws:lambda/function:Function": 64,
    "aws:scheduler/schedule:Schedule": 64,
    "aws:iam/rolePolicy:RolePolicy": 128,
    "aws:iam/instanceProfile:InstanceProfile": 128,
    "aws:ec2/launchTemplate:LaunchTemplate": 128,
    "aws:wafv2/webAcl:WebAcl": 128,
    "aws:apigateway/authorizer:Authorizer": 128,
    "aws:apigatewayv2/api:Api": 128,
    "aws:apigatewayv2/authorizer:Authorizer": 128,
    "aws:apigatewayv2/vpcLink:VpcLink": 128,
    "aws:ec2/securityGroup:SecurityGroup": 255,
    "aws:ecs/cluster:Cluster": 255,
    "aws:ecs/service:Service": 255,
    "aws:autoscaling/group:Group": 255,
    "aws:rds/subnetGroup:SubnetGroup": 255,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
    "aws:cloudwatch/logGroup:LogGroup": 512,
}


def recorded(*names: str, preview: bool = False) -> Recording:
    def program() -> None:
        for name in names:
            chain(name)

    return record(program, preview=preview)


def test_two_of_each_do_not_collide() -> None:
    both = recorded("one", "two")
    urns = [each.urn for each in both.resources]
    assert len(urns) == len(set(urns))


def test_a_preview_registers_what_an_update_registers() -> None:
    assert recorded("one", preview=True).names == recorded("one").names


def test_names_stay_within_the_limits_of_aws() -> None:
    long = recorded("anamewithouthyphens" * 10)  # a hyphen at the cut would make names shorter than they may be
    for each in long.resources:
        if each.type in LIMITS:
            called = each.inputs.get("name") or f"{each.name}-0123456"
            assert len(called) <= LIMITS[each.type], f"{each.type} {called}"


def test_long_names_that_begin_alike_stay_different() -> None:
    prefix = "a-component-with-a-very-long-name-" * 6
    both = recorded(f"{prefix}one", f"{prefix}two")
    urns = [each.urn for each in both.resources]
    assert len(urns) == len(set(urns))


def test_key_values_are_secret_from_end_to_end() -> None:
    both = recorded("one")
    assert "value" in both.one("ApiKey").secret_outputs
    assert "value" in both.one("Parameter").secret_inputs
    assert both.one("Parameter").inputs["type"] == "SecureString"


def test_a_key_that_is_given_is_secret() -> None:
    value = "a-value-that-nobody-may-read"
    args = KeysArgs(consumers={"web": ["1"]}, values={"web/1": value})
    made = record(lambda: Keys("one", args))
    assert made.one("ApiKey").secret_inputs == {"value"}


def test_a_private_api_without_callers_is_told_who_is_missing() -> None:
    def program() -> None:
        place = Place(vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={}, route_table_ids={})
        endpoints = Endpoints("one", EndpointsArgs(region="eu-west-1", place=place))
        with pytest.raises(ValueError, match=r"one has no execute-api endpoint\..*Remedy: name the callers"):
            endpoints.execute_api.id  # noqa: B018

    record(program)


def test_a_tier_that_is_not_there_is_told_with_those_that_are() -> None:
    place = Place(vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={"application": {}}, route_table_ids={})
    with pytest.raises(ValueError, match=r"no subnets of the tier 'database'\. Allowed: application\. Remedy: "):
        place.tier("database")


def test_settings_made_by_hand_tell_what_is_wrong_with_them() -> None:
    with pytest.raises(
        ValueError, match=r"too small.*Allowed: /16 to /23\. Remedy: choose a prefix length of 23 or less\."
    ):
        VpcSettings(cidr="10.0.0.0/26", zones=("eu-west-1a",))
