"""Components in somebody else's program: without settings, with names of any length, twice."""

from typing import Any

from components.api.access import Keys, Plan
from components.api.authorizer import KeyAuthorizer
from components.api.firewall import Firewall
from components.api.http_api import HttpApi
from components.api.rest_api import RestApi
from components.api.vpc_link import VpcLink, VpcLinkV2
from components.backends.fargate import Fargate
from components.backends.instances import Instances
from components.database import Database
from components.endpoints import Endpoints
from components.load_balancer import LoadBalancer
from components.network import Network
from components.probe import Probe
from tests.engine import Recording, record

ZONES = ["eu-west-1a", "eu-west-1b"]
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


def chain(name: str) -> None:
    """Everything once, as a program without settings would write it."""
    place = Network(
        name, {"cidr": "10.0.0.0/16", "zones": ZONES, "tiers": ["application", "balancer", "database"]}
    ).place
    endpoints = Endpoints(
        name, {"region": "eu-west-1", "place": place, "services": ["logs", "ssm"], "callers": ["10.0.0.0/16"]}
    )
    database = Database(
        name,
        {
            "vpc_id": place.vpc_id,
            "subnets": place.subnets["database"],
            "version": "17",
            "type": "db.t4g.micro",
            "storage": 20,
        },
    )
    balancer = LoadBalancer(
        name,
        {
            "vpc_id": place.vpc_id,
            "subnets": place.subnets["balancer"],
            "listener_port": 80,
            "target_type": "ip",
            "target_port": 8080,
            "health": {"path": "/health", "port": 8081},
        },
    )
    where: Any = {"region": "eu-west-1", "vpc_id": place.vpc_id, "subnets": place.subnets["application"]}
    Fargate(name, {**where, "intake": balancer.intake, "image": "nginx", "database": database})
    Instances(
        f"{name}-ec2",
        {
            **where,
            "intake": balancer.intake,
            "image": "ami-0123456789abcdef0",
            "type": "t3.small",
            "user_data": "#!/bin/sh\n",
            "scaling": {"minimum": 1, "maximum": 2, "cpu": 50},
            "database": database,
        },
    )
    link = VpcLink(name, {"front": balancer.front, "host": "a.example.com"})
    second = VpcLinkV2(
        name,
        {
            "front": balancer.front,
            "host": "a.example.com",
            "vpc_id": place.vpc_id,
            "subnets": place.subnets["balancer"],
        },
    )
    keys = Keys(name, {"consumers": {"web": ["1"]}, "parameters": f"/{name}/keys"})
    decision = KeyAuthorizer(name, {"parameters": keys.parameters}).decision
    throttle: Any = {"rate": 10, "burst": 20}
    api = RestApi(
        name,
        {
            "stage": "v1",
            "throttle": throttle,
            "routes": {"GET /a": {"upstream": link.upstream, "key": True}},
            "authorizer": decision,
        },
    )
    Plan(name, {"api_id": api.api_id, "stage": api.stage_name, "keys": keys.key_ids})
    Firewall(name, {"stage_arn": api.stage_arn, "rate": 100, "managed": []})
    HttpApi(
        name,
        {
            "stage": "$default",
            "throttle": throttle,
            "routes": {"GET /a": {"upstream": second.upstream}},
            "authorizer": {"issuer": "https://login.example.com", "audience": ["a"]},
        },
    )
    Probe(
        name,
        {
            "url": api.invoke_url,
            "path": "/a",
            "key": keys.parameters["web/1"],
            "place": {
                "vpc_id": place.vpc_id,
                "subnets": place.subnets["application"],
                "endpoint_groups": list(endpoints.group_ids.items()),
            },
        },
    )


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
    long = recorded("a-component-with-a-very-long-name-" * 6)
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
    made = record(lambda: Keys("one", {"consumers": {"web": ["1"]}, "values": {"web/1": value}}))
    assert made.one("ApiKey").secret_inputs == {"value"}
