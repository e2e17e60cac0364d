"""Parameters and secrets: how they are read, which key encrypts them, and which functions read them."""

import json
from typing import Any

import pytest

from private_api_guard.model.compute.lambda_function import LambdaFunction
from private_api_guard.model.iam.role import roles
from private_api_guard.model.iam.stored_value import StoredValue, StoredValues, stored_value_named
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

PARAMETER, SECRET = "ssm/parameter:Parameter", "secretsmanager/secret:Secret"
KEY = made("kms/key:Key", "cmk", outputs={"id": "1234", "arn": "arn:aws:kms:eu-west-1:1:key/1234"})


def value(token: str, *others: Resource, outputs: dict[str, Any] | None = None, **inputs: Any) -> StoredValue:
    """A parameter or secret of a stack."""
    resource = made(token, "token", outputs=outputs, feeds=inputs.pop("feeds", None), **inputs)
    return StoredValue(Stack([resource, *others]), resource)


@pytest.mark.parametrize(
    ("found", "service", "action", "arn"),
    [
        (value(PARAMETER, name="/app/token"), "ssm", "ssm:GetParameters", "arn:*:ssm:*:*:parameter/app/token"),
        (value(PARAMETER, name="token"), "ssm", "ssm:GetParameters", "arn:*:ssm:*:*:parameter/token"),
        (value(PARAMETER), "ssm", "ssm:GetParameters", "arn:*:ssm:*:*:parameter/*"),
        (value(PARAMETER, outputs={"arn": "arn:1"}, name="token"), "ssm", "ssm:GetParameters", "arn:1"),
        (
            value(SECRET, name="db"),
            "secretsmanager",
            "secretsmanager:GetSecretValue",
            "arn:*:secretsmanager:*:*:secret:db-XXXXXX",
        ),
        (value(SECRET, name=UNKNOWN), "secretsmanager", "secretsmanager:GetSecretValue", "*"),
    ],
)
def test_how_a_value_is_read(found: StoredValue, service: str, action: str, arn: str) -> None:
    assert (found.service, found.actions[0], found.arn.text) == (service, action, arn)
    assert (found.arn.name, found.arn.urn) == ("token", found.urn)


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (value(PARAMETER, KEY, keyId="1234"), KEY),
        (value(SECRET, KEY, kmsKeyId=UNKNOWN, feeds={"kmsKeyId": [KEY]}), KEY),
        (
            value(
                SECRET, KEY, made("kms/alias:Alias", "own", name="alias/own", targetKeyId="1234"), kmsKeyId="alias/own"
            ),
            KEY,
        ),
        (value(PARAMETER, KEY, keyId="alias/aws/ssm"), None),
        (value(SECRET, KEY, keyId="1234"), None),
        (value(PARAMETER, KEY), None),
    ],
)
def test_the_key_that_encrypts_it(found: StoredValue, key: Resource | None) -> None:
    assert (found.key.arn.urn if found.key else None) == (key.urn if key else None)


@pytest.mark.parametrize(
    ("token", "others", "shared"),
    [
        (SECRET, [made("secretsmanager/secretPolicy:SecretPolicy", "policy")], True),
        (SECRET, [], False),
        (PARAMETER, [made("secretsmanager/secretPolicy:SecretPolicy", "policy")], False),
    ],
)
def test_a_policy_of_its_own(token: str, others: list[Resource], *, shared: bool) -> None:
    assert value(token, *others).shared is shared


ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"


@pytest.mark.parametrize(
    ("named", "found"),
    [(ARN, True), (f"{ARN}:key:stage:", True), (f"{ARN}x", False), ("/app/token", False), ("token", True)],
)
def test_what_a_container_names(named: str, *, found: bool) -> None:
    resource = made(SECRET, "token", outputs={"arn": ARN}, name="token")
    assert (stored_value_named(Stack([resource]), named) is not None) is found


@pytest.mark.parametrize(
    ("inputs", "read"),
    [
        ({"environment": {"variables": {"NAME": "/app/token"}}}, True),
        ({"environment": {"variables": {"NAMES": "/app/token,/app/other"}}}, True),
        ({"environment": {"variables": {"NAME": "/app/token/more"}}}, False),
        ({"environment": {"variables": {"NAME": "/my/app/token"}}}, False),
        ({"environment": UNKNOWN, "feeds": ["token"]}, True),
        ({"environment": UNKNOWN}, False),
        ({"code": {"assets": {"index.js": {"text": 'get("/app/token")'}}}}, True),
        ({"code": {"assets": {"index.js": {"text": "get(`/app/token`)"}}}}, True),
        ({"code": {"assets": {"index.js": {"text": "// see /app/token"}}}}, False),
        ({}, False),
    ],
)
def test_what_a_function_reads(inputs: dict[str, Any], *, read: bool) -> None:
    token, secret = made(PARAMETER, "token", name="/app/token"), made(SECRET, "db", name="db")
    feeds = {"environment": [token]} if inputs.pop("feeds", None) else {}
    resource = made("lambda/function:Function", "gate", feeds=feeds, **inputs)
    stack = Stack([token, secret, resource])
    found = StoredValues(stack).read_by(LambdaFunction(stack, resource))
    assert [each.value.urn for each in found] == ([token.urn] if read else [])


def test_secrets_are_read_by_what_feeds_the_environment_alone() -> None:
    secret = made(SECRET, "db", name="db")
    environment = {"variables": {"SECRET": UNKNOWN, "NAME": "db"}}
    fed = made("lambda/function:Function", "gate", feeds={"environment": [secret]}, environment=environment)
    named = made("lambda/function:Function", "other", environment=environment)
    stack = Stack([secret, fed, named])
    assert [each.value.urn for each in StoredValues(stack).read_by(LambdaFunction(stack, fed))] == [secret.urn]
    assert StoredValues(stack).read_by(LambdaFunction(stack, named)) == ()


def _script(text: str) -> dict[str, Any]:
    return {"assets": {"index.py": {"text": text}}}


_ISSUER = "https://issuer.example.com"
_UNKNOWN = {"environment": {"variables": {"ISSUER": UNKNOWN}}}


@pytest.mark.parametrize(
    ("parameter", "function", "read"),
    [
        ({"value": _ISSUER}, {"environment": {"variables": {"ISSUER": _ISSUER}}}, None),
        ({"value": _ISSUER}, {"environment": {"variables": {"ISSUER": _ISSUER, "TABLE": UNKNOWN}}}, None),
        ({"insecureValue": _ISSUER}, {"environment": {"variables": {"ISSUER": f"{_ISSUER}/keys"}}}, None),
        # Known value and name would stand in the environment: the ARN is what the update tells.
        ({"value": _ISSUER}, _UNKNOWN, "open"),
        ({"valueWo": _ISSUER}, _UNKNOWN, "open"),
        ({"value": UNKNOWN}, _UNKNOWN, "unknown"),
        ({"value": UNKNOWN}, {**_UNKNOWN, "code": _script("import os")}, None),
        ({"value": UNKNOWN}, {**_UNKNOWN, "code": _script("boto3.client('ssm')")}, "open"),
    ],
)
def test_a_value_in_the_environment_is_not_read(parameter: dict[str, Any], function: dict[str, Any], read: str | None):
    token = made(PARAMETER, "token", name="/app/token", **parameter)
    resource = made("lambda/function:Function", "gate", feeds={"environment": [token]}, **function)
    stack = Stack([token, resource])
    found = StoredValues(stack).read_by(LambdaFunction(stack, resource))
    assert [each.verdict.state.value for each in found] == ([read] if read else [])


def _policy(principal: Any, effect: str = "Allow") -> str:
    return json.dumps({"Statement": [{"Effect": effect, "Principal": principal, "Action": "kms:*", "Resource": "*"}]})


ROLE_ARN = "arn:aws:iam::1:role/gate-1"


@pytest.mark.parametrize(
    ("key", "others", "admits"),
    [
        ({"policy": _policy({"AWS": ROLE_ARN})}, [], True),
        ({"policy": _policy({"AWS": ["arn:aws:iam::1:role/other", ROLE_ARN]})}, [], True),
        ({"policy": _policy("*")}, [], True),
        ({"policy": _policy({"AWS": ROLE_ARN}, "Deny")}, [], False),
        ({"policy": _policy({"AWS": "arn:aws:iam::1:root"})}, [], False),
        ({"policy": UNKNOWN}, [], False),
        ({}, [], False),
        ({}, [made("kms/grant:Grant", "grant", granteePrincipal=ROLE_ARN)], True),
        ({}, [made("kms/grant:Grant", "grant", granteePrincipal="arn:aws:iam::1:role/other")], False),
        ({}, [made("kms/grant:Grant", "grant", granteePrincipal=UNKNOWN)], True),
        ({}, [made("kms/keyPolicy:KeyPolicy", "policy", policy=_policy({"AWS": ROLE_ARN}))], True),
    ],
)
def test_whom_a_key_admits(key: dict[str, Any], others: list[Resource], *, admits: bool) -> None:
    gate = made("iam/role:Role", "gate", name="gate-1", outputs={"arn": ROLE_ARN})
    found = value(PARAMETER, made("kms/key:Key", "cmk", outputs={"id": "1234"}, **key), gate, *others, keyId="1234")
    assert found.key is not None
    assert found.key.admits(roles(Stack([gate])).get(gate)) is admits


def test_a_key_policy_that_is_made_from_a_role_admits_it() -> None:
    gate = made("iam/role:Role", "gate")
    key = made("kms/key:Key", "cmk", outputs={"id": "1234"}, policy=UNKNOWN, feeds={"policy": [gate]})
    found = value(PARAMETER, key, gate, keyId="1234").key
    assert found is not None
    assert found.admits(roles(Stack([gate])).get(gate))


@pytest.mark.parametrize(
    ("outputs", "arn"),
    [({}, "arn:*:kms:*:*:key/*"), ({"arn": "arn:aws:kms:eu-west-1:1:key/1"}, "arn:aws:kms:eu-west-1:1:key/1")],
)
def test_the_arn_of_a_key(outputs: dict[str, str], arn: str) -> None:
    key = made("kms/key:Key", "cmk", outputs={"id": "1234", **outputs})
    found = value(PARAMETER, key, keyId="1234").key
    assert found is not None
    assert found.arn.text == arn
