"""Data sources that need no cloud."""

import json

import pytest

from preflight.answers import cloudless
from preflight.protocol.wire import UNKNOWN

POLICY = "aws:iam/getPolicyDocument:getPolicyDocument"


@pytest.mark.parametrize(
    ("token", "key", "value"),
    [
        ("aws:index/getRegion:getRegion", "region", "eu-west-1"),
        ("aws:index/getPartition:getPartition", "partition", "aws"),
        ("aws:index/getCallerIdentity:getCallerIdentity", "accountId", "123456789012"),
        ("aws:index/getAvailabilityZones:getAvailabilityZones", "names", ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
    ],
)
def test_what_is_known_everywhere(token: str, key: str, value: object) -> None:
    found = cloudless.answer(token, {}, "eu-west-1")
    assert found is not None
    assert found[key] == value


def test_a_service_principal() -> None:
    found = cloudless.answer("aws:index/getServicePrincipal:getServicePrincipal", {"serviceName": "ecs"}, "eu-west-1")
    assert found is not None
    assert found["name"] == "ecs.amazonaws.com"


def test_what_only_the_cloud_knows_is_unknown() -> None:
    assert cloudless.answer("aws:ec2/getVpc:getVpc", {"id": "vpc-1"}, "eu-west-1") is None
    assert cloudless.answer(POLICY, {"statements": [{"resources": [UNKNOWN]}]}, "eu-west-1") is None


def test_policy_documents_are_put_together_as_the_provider_does() -> None:
    found = cloudless.answer(
        POLICY,
        {
            "policyId": "p",
            "sourcePolicyDocuments": ['{"Statement": {"Sid": "first"}}'],
            "overridePolicyDocuments": ['{"Statement": [{"Sid": "last"}]}'],
            "statements": [
                {
                    "sid": "s",
                    "effect": "Deny",
                    "actions": ["a", "b"],
                    "notResources": ["r"],
                    "notPrincipals": [{"type": "*", "identifiers": ["*"]}],
                    "conditions": [
                        {"test": "StringEquals", "variable": "aws:SourceVpc", "values": ["vpc-1", "vpc-2"]},
                        {"test": "StringEquals", "variable": "aws:PrincipalOrgID", "values": ["o-1"]},
                    ],
                }
            ],
        },
        "eu-west-1",
    )
    assert found is not None
    assert json.loads(found["json"]) == {
        "Version": "2012-10-17",
        "Id": "p",
        "Statement": [
            {"Sid": "first"},
            {
                "Effect": "Deny",
                "Sid": "s",
                "Action": ["a", "b"],
                "NotResource": "r",
                "NotPrincipal": "*",
                "Condition": {
                    "StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"], "aws:PrincipalOrgID": "o-1"},
                },
            },
            {"Sid": "last"},
        ],
    }
    assert json.loads(found["minifiedJson"]) == json.loads(found["json"])
