"""What names something of another API or Region, as far as both are known."""

from typing import Any

import pytest

from private_api_guard.faults.relations.same import ROWS
from private_api_guard.model.relations import Stray, strays
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

OURS, THEIRS = (made("apigateway/restApi:RestApi", name) for name in ("ours", "theirs"))


def found(*resources: Resource) -> list[Stray]:
    """What all rows find."""
    stack = Stack(list(resources))
    return [each for row in ROWS for each in strays(stack, row.shared)]


def part(token, name, api, **named):
    """A part of an API, with the resources that it names by property; another value stands for itself."""
    made_from = {key: [value] for key, value in named.items() if not isinstance(value, str)}
    inputs = {key: value if isinstance(value, str) else UNKNOWN for key, value in named.items()}
    return made(f"apigateway/{token}", name, restApi=UNKNOWN, **inputs, feeds={"restApi": [api], **made_from})


RESOURCE, METHOD, INTEGRATION = "resource:Resource", "method:Method", "integration:Integration"
MINE, OTHER = part(RESOURCE, "mine", OURS, parentId=OURS), part(RESOURCE, "other", THEIRS, parentId=THEIRS)
CHECK = part("requestValidator:RequestValidator", "check", THEIRS)


@pytest.mark.parametrize(
    ("asked", "stray"),
    [
        (part(METHOD, "get", OURS, resourceId=MINE), False),
        (part(METHOD, "get", OURS, resourceId=OURS), False),
        (part(METHOD, "get", OURS, resourceId=OTHER), True),
        (part(METHOD, "get", OURS, resourceId=THEIRS), True),
        (part(METHOD, "get", OURS, resourceId=MINE, requestValidatorId=CHECK), True),
        (part(METHOD, "get", THEIRS, resourceId=OTHER, requestValidatorId=CHECK), False),
        (part(METHOD, "get", OURS, resourceId=MINE, requestValidatorId="abc123"), False),
        (part(METHOD, "get", OURS, resourceId="abc123"), False),
        (part(INTEGRATION, "call", OURS, resourceId=OTHER), True),
        (part("integrationResponse:IntegrationResponse", "answer", OURS, resourceId=OTHER), True),
        (part("methodResponse:MethodResponse", "answer", OURS, resourceId=OTHER), True),
        (part(RESOURCE, "below", OURS, parentId=OTHER), True),
        (part(RESOURCE, "below", OURS, parentId=MINE), False),
    ],
)
def test_what_is_named_is_of_the_same_api(asked, stray):
    assert [each.resource is asked for each in found(OURS, THEIRS, MINE, OTHER, CHECK, asked)] == [True] * stray


def test_an_api_outside_of_the_stack_may_be_the_same():
    method = made(
        "apigateway/method:Method", "get", restApi="a1b2c3", resourceId=UNKNOWN, feeds={"resourceId": [OTHER]}
    )
    assert found(THEIRS, OTHER, method) == []


LISTENER = "lb/listener:Listener"
MORE = "lb/listenerCertificate:ListenerCertificate"
NAME = "apigateway/domainName:DomainName"
NEWER = "apigatewayv2/domainName:DomainName"
HERE = {"region": "eu-west-1"}


def _arn(region: str, service: str = "acm") -> str:
    return f"arn:aws:{service}:{region}:111122223333:certificate/0f0f0f0f"


def _of(kind: str) -> dict[str, Any]:
    return {"endpointConfiguration": {"types": kind}}


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
        (LISTENER, {**HERE, "certificateArn": _arn("eu-west-1")}, None),
        (LISTENER, {**HERE, "certificateArn": _arn("us-east-1")}, "eu-west-1"),
        (MORE, {**HERE, "certificateArn": _arn("us-east-1")}, "eu-west-1"),
        (LISTENER, {"certificateArn": _arn("us-east-1")}, None),
        (LISTENER, {"region": UNKNOWN, "certificateArn": _arn("us-east-1")}, None),
        (LISTENER, {**HERE, "certificateArn": UNKNOWN}, None),
        (LISTENER, {**HERE, "certificateArn": "arn:aws:iam::111122223333:server-certificate/old"}, None),
        (LISTENER, HERE, None),
        (NAME, {**HERE, **_of("EDGE"), "certificateArn": _arn("us-east-1")}, None),
        (NAME, {**HERE, **_of("EDGE"), "certificateArn": _arn("eu-west-1")}, "us-east-1"),
        (NAME, {"certificateArn": _arn("eu-west-1")}, "us-east-1"),
        (NAME, {**HERE, "endpointConfiguration": UNKNOWN, "certificateArn": _arn("eu-west-1")}, None),
        (NAME, {**HERE, **_of("REGIONAL"), "regionalCertificateArn": _arn("eu-west-1")}, None),
        (NAME, {**HERE, **_of("REGIONAL"), "regionalCertificateArn": _arn("us-east-1")}, "eu-west-1"),
        (NAME, {**HERE, **_of("PRIVATE"), "certificateArn": _arn("eu-west-1")}, None),
        (NAME, {**HERE, **_of("PRIVATE"), "certificateArn": _arn("us-east-1")}, "eu-west-1"),
        (NEWER, {**HERE, "domainNameConfiguration": {"certificateArn": _arn("eu-west-1")}}, None),
        (NEWER, {**HERE, "domainNameConfiguration": {"certificateArn": _arn("us-east-1")}}, "eu-west-1"),
        (NEWER, {**HERE, "domainNameConfiguration": UNKNOWN}, None),
    ],
)
def test_a_certificate_of_another_region_is_told(kind: str, inputs: dict[str, Any], told: str | None):
    strayed = found(made(kind, "one", **inputs))
    assert [each.told.rpartition(" ")[2] for each in strayed] == ([told] if told else [])


@pytest.mark.parametrize(("region", "told"), [("us-east-1", False), ("eu-west-1", True), (UNKNOWN, False)])
def test_a_certificate_of_the_stack_is_where_it_is_made(region: object, *, told: bool):
    certificate = made("acm/certificate:Certificate", "cert", region=region, validationMethod="DNS")
    validation = made(
        "acm/certificateValidation:CertificateValidation", "valid", certificateArn=UNKNOWN,
        feeds={"certificateArn": [certificate]},
    )  # fmt: skip
    for source in (certificate, validation):
        name = made(NAME, "one", certificateArn=UNKNOWN, feeds={"certificateArn": [source]}, **HERE, **_of("EDGE"))
        assert bool(found(certificate, validation, name)) is told


ALARM, TOPIC = "cloudwatch/metricAlarm:MetricAlarm", "sns/topic:Topic"
KEY = made("kms/key:Key", "key", region="us-east-1")
NEAR, FAR = made(TOPIC, "near", region="eu-west-1"), made(TOPIC, "far", region="us-east-1")
PARAMETER, SERVICE = "ssm/parameter:Parameter", "ecs/service:Service"
_SEVERAL = "arn:aws:kms:{}:111122223333:key/mrk-1234abcd"
SEVERAL = made(
    "kms/key:Key", "several", region="us-east-1", multiRegion=True,
    outputs={"arn": _SEVERAL.format("us-east-1"), "keyId": "mrk-1234abcd"},
)  # fmt: skip
ALIAS = made("kms/alias:Alias", "alias", region="us-east-1", name="alias/app")
CLUSTER = made(
    "ecs/cluster:Cluster", "main", region="us-east-1", name="main",
    outputs={"arn": "arn:aws:ecs:us-east-1:111122223333:cluster/main"},
)  # fmt: skip
_TOPIC = "arn:aws:sns:{}:111122223333:pager"


def _alarm(actions: Any, *feeds: Resource) -> Resource:
    return made(ALARM, "alarm", alarmActions=actions, feeds={"alarmActions": list(feeds)}, **HERE)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (_alarm([_TOPIC.format("eu-west-1")]), []),
        (_alarm([_TOPIC.format("eu-west-1"), _TOPIC.format("us-east-1")]), [_TOPIC.format("us-east-1")]),
        (_alarm(["arn:aws:automate:us-east-1:ec2:stop"]), []),
        (_alarm([UNKNOWN], NEAR), []),
        (_alarm([UNKNOWN], FAR), [FAR.urn]),
        (_alarm([UNKNOWN], NEAR, FAR), []),
        (_alarm([UNKNOWN, UNKNOWN], NEAR, FAR), [FAR.urn]),
        (_alarm(UNKNOWN), []),
        (made(ALARM, "alarm", alarmActions=[UNKNOWN], feeds={"alarmActions": [FAR]}), []),
        (made(ALARM, "alarm", region=UNKNOWN, alarmActions=[_TOPIC.format("us-east-1")]), []),
        (made("cloudwatch/logGroup:LogGroup", "log", kmsKeyId=UNKNOWN, feeds={"kmsKeyId": [KEY]}, **HERE), [KEY.urn]),
        (made("cloudwatch/logGroup:LogGroup", "log", kmsKeyId="1234abcd", **HERE), []),
        (made(PARAMETER, "secret", keyId=UNKNOWN, feeds={"keyId": [SEVERAL]}, **HERE), []),
        (made(PARAMETER, "secret", keyId="mrk-1234abcd", **HERE), []),
        (made(PARAMETER, "secret", keyId=_SEVERAL.format("us-east-1"), **HERE), [SEVERAL.urn]),
        (made(PARAMETER, "secret", keyId=_SEVERAL.format("eu-west-1"), **HERE), []),
        (made(PARAMETER, "secret", keyId="alias/app", **HERE), []),
        (made(PARAMETER, "secret", keyId=UNKNOWN, feeds={"keyId": [ALIAS]}, **HERE), [ALIAS.urn]),
        (made(SERVICE, "app", cluster="main", **HERE), []),
        (made(SERVICE, "app", cluster="arn:aws:ecs:us-east-1:111122223333:cluster/main", **HERE), [CLUSTER.urn]),
        (made("apigateway/stage:Stage", "v1", restApi=UNKNOWN, feeds={"restApi": [OURS]}, **HERE), []),
    ],
)
def test_what_is_named_is_of_the_same_region(asked: Resource, told: list[str]) -> None:
    assert [each.named for each in found(NEAR, FAR, KEY, OURS, SEVERAL, ALIAS, CLUSTER, asked)] == told


def test_a_part_of_an_api_of_another_region_is_told() -> None:
    api = made("apigateway/restApi:RestApi", "api", region="us-east-1")
    stage = made("apigateway/stage:Stage", "v1", restApi=UNKNOWN, feeds={"restApi": [api]}, **HERE)
    assert [each.told for each in found(api, stage)] == ["v1 names api, which is in us-east-1, not in eu-west-1"]
