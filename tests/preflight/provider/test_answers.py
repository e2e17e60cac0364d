"""Check, preview and create beyond what the recordings show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.protocol import wire
from preflight.protocol.wire import UNKNOWN
from preflight.provider.check import checked, default_tags
from preflight.provider.create import created
from preflight.provider.preview import planned
from preflight.provider.schema import _data, schema_of

TYPES = sorted(_data()["types"])
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def check_of(type_: str, **inputs: object) -> dict:
    return checked(schema_of(type_), f"urn:pulumi:dev::p::{type_}::x", "x", inputs, {"region": "eu-west-1"})


def test_a_balancers_defaults_follow_its_type() -> None:
    application, network = check_of(BALANCER), check_of(BALANCER, loadBalancerType="network")
    assert (application["loadBalancerType"], application["idleTimeout"]) == ("application", 60)
    assert "dnsRecordClientRoutingPolicy" not in application
    assert network["dnsRecordClientRoutingPolicy"] == "any_availability_zone"
    assert "idleTimeout" not in network


@pytest.mark.parametrize("module", ["alb", "elasticloadbalancingv2", "applicationloadbalancing"])
def test_older_names_of_a_type_are_the_same_type(module: str) -> None:
    schema = schema_of(f"aws:{module}/targetGroup:TargetGroup")
    assert schema is not None
    assert check_of(f"aws:{module}/targetGroup:TargetGroup")["deregistrationDelay"] == 300


def test_the_region_of_the_resource_goes_over_the_providers() -> None:
    assert check_of("aws:ec2/vpc:Vpc")["region"] == "eu-west-1"
    assert check_of("aws:ec2/vpc:Vpc", region="us-east-2")["region"] == "us-east-2"
    assert "region" not in check_of("aws:iam/role:Role")


def test_partly_known_values_come_back_as_the_bridge_shows_them() -> None:
    stage = planned(schema_of("aws:apigateway/stage:Stage"), {"variables": {"a": "known", "b": UNKNOWN}})
    assert stage["variables"] == UNKNOWN
    service = planned(
        schema_of("aws:ecs/service:Service"), {"networkConfiguration": {"subnets": ["subnet-1", UNKNOWN]}}
    )
    assert service["networkConfiguration"]["subnets"] == UNKNOWN
    plan = planned(schema_of("aws:apigateway/usagePlan:UsagePlan"), {"apiStages": [{"apiId": UNKNOWN, "stage": "v1"}]})
    assert plan["apiStages"] == [{"apiId": UNKNOWN, "stage": "v1", "throttles": []}]


def test_secrets_stay_secret() -> None:
    outputs = planned(schema_of("aws:ssm/parameter:Parameter"), {"value": wire.secret("s"), "name": "n"})
    assert outputs["value"] == wire.secret("s")


def test_a_region_that_nobody_tells_is_not_known_after_a_create() -> None:
    def made(provider: dict, **inputs: str) -> object:
        return created(schema_of("aws:ec2/vpc:Vpc"), "urn:x", inputs, provider, {})["region"]

    assert (made({}), made({"region": "eu-west-1"}), made({}, region="eu-west-1")) == (
        UNKNOWN,
        "eu-west-1",
        "eu-west-1",
    )


def test_tags_of_the_provider_are_added_after_a_create() -> None:
    provider = {"region": "eu-west-1", "defaultTags": '{"tags": {"team": "edge", "a": "0"}}'}
    schema = schema_of("aws:ec2/vpc:Vpc")
    assert created(schema, "urn:x", {"tags": {"a": "1"}}, provider, {})["tagsAll"] == {"team": "edge", "a": "1"}
    assert default_tags({"defaultTags": "no json"}) == default_tags({"defaultTags": UNKNOWN}) == default_tags({}) == {}


def test_what_is_created_refers_to_what_was_created_before() -> None:
    vpc_id, subnet_id = "vpc-1", "subnet-1"
    world = {subnet_id: {"vpcId": vpc_id, "cidrBlock": "10.1.2.0/24", "availabilityZone": "eu-west-1b"}}
    balancer = created(
        schema_of(BALANCER), "urn:b", check_of(BALANCER, name="b", internal=True, subnets=[subnet_id]), {}, world
    )
    assert balancer["vpcId"] == vpc_id
    assert balancer["arn"].endswith(f"loadbalancer/{balancer['arnSuffix']}")
    assert balancer["dnsName"].startswith("internal-b-")
    listener = created(
        schema_of("aws:lb/listener:Listener"),
        "urn:l",
        {"loadBalancerArn": balancer["arn"], "defaultActions": [{"type": "forward"}], "protocol": "HTTP", "port": 80},
        {},
        world,
    )
    assert listener["arn"].startswith(balancer["arn"].replace(":loadbalancer/", ":listener/"))
    assert listener["defaultActions"][0]["order"] == 1
    instance = created(schema_of("aws:ec2/instance:Instance"), "urn:i", {"subnetId": subnet_id}, {}, world)
    assert instance["privateIp"].startswith("10.1.2.")
    assert instance["availabilityZone"] == "eu-west-1b"


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_can_be_planned_and_created_from_nothing(type_: str) -> None:
    schema = schema_of(type_)
    inputs = {"defaultActions": [], "loadBalancerArn": "arn:x", "listenerArn": "arn:y"} if ":lb/" in type_ else {}
    inputs = {key: value for key, value in inputs.items() if key in schema.kinds} | (
        {"defaultActions": []} if "defaultActions" in schema.kinds else {}
    )
    if "listener" in type_.lower():
        inputs |= {"loadBalancerArn": "arn:x", "listenerArn": "arn:y"}
    inputs = check_of(type_, **inputs)
    outputs = planned(schema, inputs)
    assert outputs["id"] == UNKNOWN
    made = created(schema, f"urn:pulumi:dev::p::{type_}::x", inputs, {"region": "eu-west-1"}, {})
    assert not wire.has_unknown(made)
    assert isinstance(made["id"], str)
    assert made["id"]
    for key in schema.computed & schema.kinds.keys():
        assert key in made


@given(st.sampled_from(TYPES), st.data())
def test_any_subset_of_unknown_inputs_is_answered(type_: str, data: st.DataObject) -> None:
    schema = schema_of(type_)
    keys = data.draw(st.sets(st.sampled_from(sorted(schema.kinds)), max_size=6))
    inputs = checked(schema, f"urn:pulumi:dev::p::{type_}::x", "x", dict.fromkeys(keys, UNKNOWN), {})
    outputs = planned(schema, inputs)
    assert all(outputs[key] == UNKNOWN for key in keys)


def test_a_secret_property_settles_what_is_computed_from_it_as_any_other() -> None:
    type_ = "aws:lb/targetGroup:TargetGroup"
    given = {"port": 80, "vpcId": "vpc-1", "targetType": "ip"}
    plain, secret = (
        created(schema_of(type_), "urn:pulumi:a::b::c::d", check_of(type_, **given, protocol=protocol), {}, {})
        for protocol in ("TCP", wire.secret("TCP"))
    )
    assert wire.in_clear(secret) == plain
    assert secret["protocol"] == wire.secret("TCP")


def test_what_an_input_leaves_unknown_is_not_filled_in() -> None:
    schema = schema_of("aws:lb/targetGroup:TargetGroup")
    given = {"port": 80, "protocol": "HTTP", "vpcId": "vpc-1", "healthCheck": UNKNOWN}
    made = created(schema, "urn:pulumi:dev::p::aws:lb/targetGroup:TargetGroup::web", given, {}, {})
    assert made["healthCheck"] == UNKNOWN
    provider = {"region": "eu-west-1"}
    sound = created(
        schema, "urn:pulumi:dev::p::aws:lb/targetGroup:TargetGroup::web", {**given, "healthCheck": {}}, provider, {}
    )
    assert not wire.has_unknown(sound)
