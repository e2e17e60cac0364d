"""What is made up for look-ups has the type of the result, AWS's forms, and marks."""

import ipaddress
import re

import pytest

from preflight.answers.marks import NETWORK, has_made_up, hidden, is_made_up
from preflight.answers.stand_in import stand_in
from preflight.protocol.wire import UNKNOWN, Properties
from preflight.provider import whole_sdk
from preflight.provider.identity import MOMENT
from tests.drawn import one_in

REGION = "eu-west-1"
VPC = "aws:ec2/getVpc:getVpc"
SUBNETS = "aws:ec2/getSubnets:getSubnets"
TYPES = {"s": str, "n": int, "b": bool, "m": dict, "o": dict, "[": list}
# What says nothing of a thing, so that it need not be hidden: where and since when it is there.
PLAIN = {MOMENT, REGION, "available", "aws", "x86_64", "Interface"}


def made(token: str, **arguments: object) -> Properties:
    return stand_in(token, arguments, REGION, whole_sdk.facts(token))


@pytest.mark.drawn
def test_every_function_has_a_result_of_its_type_that_is_marked_and_always_the_same() -> None:
    for token in whole_sdk.functions()[:: one_in(10)]:
        facts, result = whole_sdk.facts(token), made(token)
        assert facts is not None
        assert result == made(token)
        assert set(result) == {*facts["always"], *facts["given"]}, token
        for name, kind in facts["always"].items():
            assert isinstance(result[name], TYPES[kind[:1]]), f"{token} {name}"
        texts = [text for text in _texts(result) if text not in PLAIN]
        assert [text for text in texts if not is_made_up(text)] == [], token


def _texts(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [text for part in (value.values() if isinstance(value, dict) else value) for text in _texts(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("token", "arguments", "name", "form"),
    [
        (VPC, {"default": True}, "id", r"vpc-[0-9a-f]{17}"),
        (VPC, {"default": True}, "arn", r"arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-[0-9a-f]{17}"),
        ("aws:ec2/getSubnet:getSubnet", {}, "availabilityZone", r"eu-west-1[xyz]"),
        ("aws:ec2/getSubnet:getSubnet", {}, "vpcId", r"vpc-[0-9a-f]{17}"),
        ("aws:ec2/getSubnet:getSubnet", {}, "ownerId", "395713957139"),
        ("aws:ec2/getAmi:getAmi", {}, "imageId", r"ami-[0-9a-f]{17}"),
        ("aws:ec2/getSecurityGroup:getSecurityGroup", {"name": "default"}, "id", r"sg-[0-9a-f]{17}"),
        ("aws:route53/getZone:getZone", {"name": "a.org"}, "zoneId", r"Z[0-9A-F]{17}"),
        ("aws:kms/getKey:getKey", {"keyId": "alias/a"}, "id", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("aws:lb/getLoadBalancer:getLoadBalancer", {"name": "web"}, "dnsName", r"web-[0-9a-f]{16}\.elb\.eu-west-1\..*"),
        ("aws:iam/getRole:getRole", {"name": "deploys"}, "arn", r"arn:aws:iam::123456789012:role/deploys"),
    ],
)
def test_forms_of_aws(token: str, arguments: dict, name: str, form: str) -> None:
    assert re.fullmatch(form, made(token, **arguments)[name])


def test_what_was_asked_for_comes_back_and_is_not_marked() -> None:
    found = made(VPC, id="vpc-1", tags={"Name": "shared"})
    assert (found["id"], found["tags"], found["cidrBlock"]) == ("vpc-1", {"Name": "shared"}, NETWORK)
    assert found["arn"].endswith(":vpc/vpc-1")
    assert not has_made_up([found["id"], found["tags"], found["arn"]])


def test_other_arguments_have_other_answers() -> None:
    assert made(VPC, default=True)["id"] != made(VPC, default=False)["id"]
    assert stand_in(VPC, {}, "us-east-1", whole_sdk.facts(VPC))["id"] != made(VPC)["id"]


def test_lists_are_as_long_as_there_are_zones_and_differ() -> None:
    assert len(set(made(SUBNETS)["ids"])) == 3


def test_what_nobody_knows_the_type_of_is_what_was_asked_and_an_id() -> None:
    found = stand_in("house:index/getTeam:getTeam", {"name": "edge"}, REGION, None)
    assert (set(found), found["name"], is_made_up(found["id"])) == ({"name", "id"}, "edge", True)


@pytest.mark.parametrize(
    "value",
    [
        made(VPC)["id"],
        f"arn:aws:s3:::{made(VPC)['id']}/*",
        str(list(ipaddress.ip_network(made(VPC)["cidrBlock"]).subnets(new_prefix=24))[7]),
        "198.18.4.20",
        "sources: [198.18.0.0/20]",
        "2001:db8:0:94::/64",
        "eu-west-1y",
        "use1-az8",
        61_276,
        61_276.0,
        made("aws:route53/getZone:getZone")["zoneId"].lower(),
    ],
)
def test_what_a_program_makes_of_it_is_still_known_as_made_up(value: object) -> None:
    assert hidden({"in": [value, "a"]}) == {"in": [UNKNOWN, "a"]}


@pytest.mark.parametrize(
    "value", ["vpc-1", "10.198.18.0/24", "198.19.0.0/16", "eu-west-1a", "use1-az1", 8080, True, None, "61276"]
)
def test_what_is_real_is_not(value: object) -> None:
    assert not is_made_up(value)
    assert hidden([value]) == [value]
