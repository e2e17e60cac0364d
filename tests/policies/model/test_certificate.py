"""Certificates that may not be issued yet."""

from private_api_guard.model.certificate import pending
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

NEWER = "apigatewayv2/domainName:DomainName"


def test_a_name_of_the_newer_kind_waits_for_its_certificate():
    certificate = made("acm/certificate:Certificate", "cert", validationMethod="DNS")
    given = {"domainNameConfiguration": {"certificateArn": UNKNOWN}}
    name = made(NEWER, "one", feeds={"domainNameConfiguration": [certificate]}, **given)
    assert [each.resource.name for each in pending(Stack([certificate, name]))] == ["one"]
