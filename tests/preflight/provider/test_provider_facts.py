"""The provider's facts are those of the pinned SDK and of what was observed, and of nothing else."""

import copy
import json
from importlib.metadata import version
from importlib.resources import files

import pytest

from preflight.provider import whole_sdk
from preflight.provider.refresh import (
    as_text,
    lines_of_sdk,
    observations,
    provider_facts,
)
from preflight.provider.schema import schema_of
from preflight.provider.sdk import facts_of, function_facts, shapes_of
from preflight.provider.whole_sdk import FILE
from tests.drawn import soaked

BUCKET = "aws:s3/bucket:Bucket"
GROUP = "aws:lb/targetGroup:TargetGroup"


def test_the_committed_file_is_what_the_command_writes() -> None:
    """`make provider-facts` writes it again, after a new release was pinned or something else was observed."""
    committed = files("preflight.provider").joinpath("aws.json").read_text(encoding="utf-8")
    assert committed == as_text(provider_facts(observations()))


def _committed() -> list[str]:
    return files("preflight.provider").joinpath(FILE).read_text(encoding="utf-8").splitlines()


def test_the_rest_of_the_sdk_is_read_off_the_pinned_release() -> None:
    assert _committed()[0] == next(lines_of_sdk((), version("pulumi-aws")))


@soaked
def test_the_rest_of_the_sdk_is_what_the_command_writes() -> None:
    assert _committed() == [*lines_of_sdk(observations()["types"], version("pulumi-aws"))]


@pytest.mark.parametrize(
    ("token", "name", "kind"),
    [
        ("aws:ec2/getVpc:getVpc", "cidrBlock", "s"),
        ("aws:ec2/getSubnets:getSubnets", "ids", "[s"),
        ("aws:index/arnParse:arnParse", "service", "s"),
        ("aws:lambda/getFunction:getFunction", "timeout", "n"),
    ],
)
def test_what_the_sdk_tells_of_a_function(token: str, name: str, kind: str) -> None:
    facts = function_facts(token)
    assert facts["always"][name] == kind
    assert facts == whole_sdk.facts(token)


@pytest.mark.parametrize("token", ["aws:ec2/getVcp:getVcp", "aws:ec2/vpc:Vpc", "nowhere:index/getThing:getThing"])
def test_a_function_that_the_sdk_has_not_is_refused(token: str) -> None:
    with pytest.raises(LookupError, match="has no function"):
        function_facts(token)


def test_what_neither_file_has_is_nobodys() -> None:
    assert whole_sdk.facts("aws:eks/clutser:Clutser") is None
    assert schema_of("aws:eks/clutser:Clutser") is None
    assert schema_of("random:index/randomId:RandomId") is None
    cluster = schema_of("aws:eks/cluster:Cluster")
    assert cluster is not None
    assert not cluster.observed
    assert {"endpoint", "arn"} <= cluster.computed


@pytest.mark.parametrize(
    ("token", "key", "names"),
    [
        (BUCKET, "computed", {"arn", "bucketRegion", "tagsAll"}),
        (BUCKET, "optional+computed", {"region", "bucket", "versioning"}),
        (BUCKET, "optional", {"forceDestroy", "tags"}),
        ("aws:lb/listener:Listener", "required", {"defaultActions", "loadBalancerArn"}),
        ("aws:ssm/parameter:Parameter", "secret", {"value", "valueWo"}),
        ("aws:lambda/function:Function", "required", {"role"}),
        ("aws:ec2/vpnConnectionRoute:VpnConnectionRoute", "required", {"destinationCidrBlock", "vpnConnectionId"}),
        ("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", "required", {"vpcPeeringConnectionId"}),
    ],
)
def test_what_the_sdk_tells_of_a_type(token: str, key: str, names: set[str]) -> None:
    facts = facts_of(token)
    assert names <= set(facts[key])
    classes = ("required", "optional", "optional+computed", "computed")
    assert sorted(name for each in classes for name in facts[each]) == sorted(facts["kinds"])


@pytest.mark.parametrize(
    ("token", "name", "kind"),
    [
        (GROUP, "port", "n"),
        (GROUP, "proxyProtocolV2", "b"),
        (GROUP, "tags", "m"),
        (GROUP, "loadBalancerArns", "[s"),
        (GROUP, "healthCheck", "o:TargetGroupHealthCheck"),
        (GROUP, "targetFailovers", "[o:TargetGroupTargetFailover"),
        (BUCKET, "acl", "s"),
        ("aws:lambda/function:Function", "code", "s"),
    ],
)
def test_what_the_sdk_tells_of_a_property(token: str, name: str, kind: str) -> None:
    assert facts_of(token)["kinds"][name] == kind


def test_nested_objects_are_those_of_their_own_module() -> None:
    """Two modules have an object of this name, with other properties."""
    of_rest = shapes_of("aws:apigateway/domainName:DomainName")["apigateway.DomainNameMutualTlsAuthentication"]
    of_http = shapes_of("aws:apigatewayv2/domainName:DomainName")["apigatewayv2.DomainNameMutualTlsAuthentication"]
    assert (
        set(of_rest)
        == set(of_http)
        == {"truststoreUri", "truststoreVersion", "truststoreWarnings"}
        - (set() if "truststoreWarnings" in of_rest else {"truststoreWarnings"})
    )


@pytest.mark.parametrize("key", ["check", "preview", "create", "nested", "nested_check"])
def test_what_was_observed_of_nothing_is_refused(key: str) -> None:
    observed = copy.deepcopy({"types": {GROUP: observations()["types"][GROUP]}})
    observed["types"][GROUP].setdefault(key, {})["healthChek.path"] = "/"
    with pytest.raises(LookupError, match=rf"no healthChek of {GROUP}"):
        provider_facts(observed)


@pytest.mark.parametrize(
    "token", ["aws:lb/targetGruop:TargetGruop", "aws:nowhere/thing:Thing", "aws:lb/listener:TargetGroup"]
)
def test_a_type_that_the_sdk_has_not_is_refused(token: str) -> None:
    with pytest.raises(LookupError, match="pulumi_aws has no resource type"):
        provider_facts({"types": {token: {}}})


def test_the_text_depends_on_the_content_alone() -> None:
    content = {"types": {"b": {"x": [1], "a": {}}, "a": {"k": {"é": None}}}}
    turned = {"types": {"a": {"k": {"é": None}}, "b": {"a": {}, "x": [1]}}}
    assert as_text(content) == as_text(turned)
    assert json.loads(as_text(content)) == content
    assert as_text(content).splitlines()[:3] == ["{", ' "types": {', '  "a": {']


def test_names_follow_what_was_observed() -> None:
    group, record = schema_of(GROUP), schema_of("aws:route53/record:Record")
    assert group is not None
    assert record is not None
    assert (group.longest_name, group.unnamed, record.unnamed) == (32, False, True)
