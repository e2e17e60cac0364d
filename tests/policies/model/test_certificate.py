"""Certificates, and the Regions in which they are looked for."""

from typing import Any

import pytest

from private_api_guard.model.certificate import misplaced, pending
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

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
    found = list(misplaced(Stack([made(kind, "one", **inputs)])))
    assert [each.wanted for each in found] == ([told] if told else [])


@pytest.mark.parametrize(("region", "told"), [("us-east-1", False), ("eu-west-1", True), (UNKNOWN, False)])
def test_a_certificate_of_the_stack_is_where_it_is_made(region: object, *, told: bool):
    certificate = made("acm/certificate:Certificate", "cert", region=region, validationMethod="DNS")
    validation = made(
        "acm/certificateValidation:CertificateValidation", "valid", certificateArn=UNKNOWN,
        feeds={"certificateArn": [certificate]},
    )  # fmt: skip
    for source in (certificate, validation):
        name = made(NAME, "one", certificateArn=UNKNOWN, feeds={"certificateArn": [source]}, **HERE, **_of("EDGE"))
        assert bool(list(misplaced(Stack([certificate, validation, name])))) is told


def test_a_name_of_the_newer_kind_waits_for_its_certificate():
    certificate = made("acm/certificate:Certificate", "cert", validationMethod="DNS")
    given = {"domainNameConfiguration": {"certificateArn": UNKNOWN}}
    name = made(NEWER, "one", feeds={"domainNameConfiguration": [certificate]}, **given)
    assert [each.resource.name for each in pending(Stack([certificate, name]))] == ["one"]
