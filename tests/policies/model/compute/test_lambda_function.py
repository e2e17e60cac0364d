"""Lambda functions: runtimes, the SDK that they bring, environment and network."""

from typing import Any

import pytest

from private_api_guard.model.compute.lambda_function import LambdaFunction
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

OLD_SDK = 'const AWS = require("aws-sdk");'
NEW_SDK = 'const { SSMClient } = require("@aws-sdk/client-ssm");'


def function(**inputs: Any) -> LambdaFunction:
    """A function alone in its stack."""
    resource = made("lambda/function:Function", "gate", **{"handler": "index.handler", **inputs})
    return LambdaFunction(Stack([resource]), resource)


def archive(**files: str) -> dict[str, Any]:
    """An archive of inline scripts."""
    return {"archive": True, "assets": {f"{name}.js": {"archive": False, "text": text} for name, text in files.items()}}


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        ("nodejs14.x", "closed"),
        ("nodejs16.x", "open"),
        ("nodejs22.x", "open"),
        ("python3.7", "closed"),
        ("python3.8", "open"),
        ("provided", "closed"),
        ("provided.al2", "open"),
        ("go1.x", "closed"),
        ("java8", "closed"),
        ("java8.al2", "open"),
        (None, "open"),
        (UNKNOWN, "unknown"),
    ],
)
def test_runtimes_of_which_functions_can_be_made(runtime: Any, expected: str) -> None:
    assert function(runtime=runtime).creatable.state.value == expected


@pytest.mark.parametrize(
    ("runtime", "script", "expected"),
    [
        ("nodejs16.x", OLD_SDK, "open"),
        ("nodejs18.x", OLD_SDK, "closed"),
        ("nodejs22.x", OLD_SDK, "closed"),
        ("nodejs22.x", 'import SSM from "aws-sdk/clients/ssm";', "closed"),
        ("nodejs22.x", NEW_SDK, "open"),
        ("nodejs22.x", f"// {OLD_SDK}", "open"),
        ("nodejs22.x", 'require("aws-sdk-mock")', "open"),
        ("python3.13", OLD_SDK, "open"),
        (UNKNOWN, OLD_SDK, "unknown"),
    ],
)
def test_runtimes_and_the_sdk(runtime: Any, script: str, expected: str) -> None:
    assert function(runtime=runtime, code=archive(index=script)).finds_sdk.state.value == expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"layers": ["arn:aws:lambda:eu-west-1:111122223333:layer:sdk:1"]}, "unknown"),
        ({"layers": UNKNOWN}, "unknown"),
        ({"layers": []}, "closed"),
        ({"handler": "other.handler"}, "open"),
        ({"handler": UNKNOWN}, "unknown"),
        ({"handler": UNKNOWN, "code": archive(index=OLD_SDK)}, "closed"),
        ({"code": UNKNOWN}, "unknown"),
        ({"code": {"archive": True, "path": "relative"}}, "unknown"),
        ({"code": {"archive": True, "assets": {"index.js": {"text": OLD_SDK}, "lib": {"archive": True}}}}, "unknown"),
        (
            {"code": {"assets": {"index.js": {"text": OLD_SDK}, "node_modules/aws-sdk/index.js": {"text": ""}}}},
            "open",
        ),
    ],
)
def test_what_else_may_carry_the_sdk(inputs: dict[str, Any], expected: str) -> None:
    given = {"runtime": "nodejs22.x", "code": archive(index=OLD_SDK, other=NEW_SDK), **inputs}
    assert function(**given).finds_sdk.state.value == expected


def test_the_file_that_needs_the_sdk_is_named() -> None:
    found = function(runtime="nodejs22.x", code=archive(index='require("./lib/keys")', **{"lib/keys": OLD_SDK}))
    [line] = found.finds_sdk.evidence
    assert line.startswith("lib/keys.js of gate (nodejs22.x) loads aws-sdk")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (None, "closed"),
        ({"subnetIds": []}, "closed"),
        ({"subnetIds": ["subnet-1"]}, "open"),
        ({"subnetIds": [UNKNOWN]}, "open"),
        ({"subnetIds": UNKNOWN}, "unknown"),
        (UNKNOWN, "unknown"),
    ],
)
def test_in_a_vpc(config: Any, expected: str) -> None:
    assert function(vpcConfig=config).in_vpc.state.value == expected


def test_texts_of_the_environment() -> None:
    found = function(environment={"variables": {"TABLE": "keys", "SECRET": UNKNOWN, "PATH": "/app/token"}})
    assert found.environment == ("keys", "/app/token")
    assert function(environment=UNKNOWN).environment == ()


def test_the_resources_in_the_environment() -> None:
    token, elsewhere = made("ssm/parameter:Parameter", "token"), made("ssm/parameter:Parameter", "elsewhere")
    resource = made("lambda/function:Function", "gate", feeds={"environment": [token, elsewhere]}, environment=UNKNOWN)
    assert LambdaFunction(Stack([resource, token]), resource).environment_sources == (token,)


@pytest.mark.parametrize(
    ("inputs", "outputs", "arn"),
    [
        ({}, {}, "arn:*:lambda:*:*:function:*"),
        ({"name": "gate-1"}, {}, "arn:*:lambda:*:*:function:gate-1"),
        ({"name": UNKNOWN}, {}, "arn:*:lambda:*:*:function:*"),
        ({"name": "gate-1"}, {"arn": "arn:aws:lambda:eu-west-1:1:function:gate-1"}, None),
    ],
)
def test_arn(inputs: dict[str, Any], outputs: dict[str, Any], arn: str | None) -> None:
    resource = made("lambda/function:Function", "gate", outputs=outputs, **inputs)
    assert LambdaFunction(Stack([resource]), resource).arn.text == (arn or outputs["arn"])
