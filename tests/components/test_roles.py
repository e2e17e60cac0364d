"""Roles hold what their bearers do and nothing else: what code of ours calls, and what AWS itself does for it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from components.api.authorizer import CODE as AUTHORIZER
from components.probe import CODE as PROBE
from components.settings.reading import parse
from components.stack import PrivateApi
from tests.components.roles import actions, allowed, arn_of
from tests.engine import ROOT, Recording, document, raw_settings, record

KEY = "arn:aws:kms:eu-west-1:123456789012:key/9d7e1c52-6c1f-4f0b-8a35-2f1e6b7a9c41"
# What Lambda does for a function, whatever its code calls.
_OF_LAMBDA = ("logs:", "xray:", "ec2:")


def calls(folder: Path) -> set[str]:
    """The actions of AWS that code calls through boto3: `ssm:GetParameters`.

    A call that decrypts asks KMS as well. Raises AssertionError where no variable holds a client.
    """
    found: set[str] = set()
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        clients = dict(_clients(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                service = clients.get(ast.unparse(node.func.value))
                if service:
                    found.add(f"{service}:{node.func.attr.title().replace('_', '')}")
                    found |= {"kms:Decrypt"} if any(each.arg == "WithDecryption" for each in node.keywords) else set()
    return found


def _clients(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The variables that hold clients of boto3, and their services."""
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_of_boto3(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_of_boto3(node.value):
            made.remove(node.value)
            yield from ((ast.unparse(target), ast.literal_eval(node.value.args[0])) for target in node.targets)
    assert not made, "a client or resource of boto3 that no variable holds"


def _is_of_boto3(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith("boto3.")


@pytest.fixture(scope="module", params=[True, False], ids=["with-a-key", "without"])
def prod(request: pytest.FixtureRequest) -> Recording:
    """A stack with an authorizer and a probe, with a key of its own for what they read, and with AWS's."""
    raw, region = raw_settings(ROOT / "stacks" / "Pulumi.prod.yaml")
    raw["operations"]["key"] = KEY if request.param else None
    settings = parse(raw, region)
    return record(lambda: PrivateApi("dev", settings))


def granted(statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The resources by action, without what Lambda does by itself."""
    return {
        action: statement["Resource"]
        for statement in statements
        for action in actions(statement)
        if not action.startswith(_OF_LAMBDA)
    }


def test_the_calls_of_our_code_are_those_that_stand_in_it() -> None:
    assert calls(AUTHORIZER) == {"ssm:GetParameters", "kms:Decrypt"}
    assert calls(PROBE) == {"ssm:GetParameter", "kms:Decrypt"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import boto3\nx = boto3.client('sqs')\nx.send_message_batch(A=1)", {"sqs:SendMessageBatch"}),
        ("import boto3\nclass A:\n def b(self):\n  self.c = boto3.client('ssm')\n  self.c.get(D=1)", {"ssm:Get"}),
        ("import boto3\ny = boto3.client('s3')\ndict().get_object()", set()),
    ],
)
def test_a_call_is_found_where_its_client_is_known(tmp_path: Path, source: str, found: set[str]) -> None:
    (tmp_path / "handler.py").write_text(source, encoding="utf-8")
    assert calls(tmp_path) == found


def test_a_client_that_nobody_holds_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "handler.py").write_text("import boto3\nboto3.client('s3').get_object()", encoding="utf-8")
    with pytest.raises(AssertionError, match="no variable holds"):
        calls(tmp_path)


def test_the_authorizer_may_read_the_parameters_that_it_is_told_and_no_other(prod: Recording) -> None:
    named = prod.one("Function", "dev-orders-authorizer-function").inputs["environment"]["variables"]["PARAMETER_NAMES"]
    told = {entry.rpartition("=")[2] for entry in named.split(",")}
    arns = sorted(arn_of(each) for each in prod.all("Parameter") if each.inputs["name"] in told)
    _is_what_is_called(prod, "dev-orders-authorizer-function", AUTHORIZER, {"ssm:GetParameters": arns})


def test_the_probe_may_read_its_key_and_no_other(prod: Recording) -> None:
    name = prod.one("Function", "dev-orders-probe-function").inputs["environment"]["variables"]["API_KEY_PARAMETER"]
    (parameter,) = (each for each in prod.all("Parameter") if each.inputs["name"] == name)
    _is_what_is_called(prod, "dev-orders-probe-function", PROBE, {"ssm:GetParameter": arn_of(parameter)})


def _is_what_is_called(recording: Recording, role: str, code: Path, reads: dict[str, Any]) -> None:
    key = recording.all("Parameter")[0].inputs.get("keyId")
    expected = {**reads, **({"kms:Decrypt": key} if key else {})}
    found = granted(allowed(recording, role))
    assert {action: sorted(to) if isinstance(to, list) else to for action, to in found.items()} == expected
    assert set(expected) == calls(code) - (set() if key else {"kms:Decrypt"})


def test_a_probe_without_a_key_may_read_nothing() -> None:
    raw, region = raw_settings(ROOT / "stacks" / "Pulumi.staging.yaml")
    raw["apis"]["orders"] |= {"probe": {"path": "/orders"}, "plans": {}}
    settings = parse(raw, region)
    made = record(lambda: PrivateApi("dev", settings))
    assert granted(allowed(made, "dev-orders-probe-function")) == {}


def test_the_schedule_may_call_its_function_and_nothing_else(prod: Recording) -> None:
    schedule = prod.one("Schedule").inputs
    key = schedule.get("kmsKeyArn")
    expected = {"lambda:InvokeFunction": schedule["target"]["arn"], **({"kms:Decrypt": key} if key else {})}
    assert granted(allowed(prod, "dev-orders-probe-schedule")) == expected


def test_what_lambda_does_in_a_vpc_the_code_of_the_function_may_not(prod: Recording) -> None:
    (denied,) = document(prod.one("RolePolicy", "dev-orders-probe-function-code").inputs["policy"])["Statement"]
    function = prod.one("Function", "dev-orders-probe-function")
    assert denied["Condition"] == {"ArnEquals": {"lambda:SourceFunctionArn": arn_of(function)}}
    given = [action for each in allowed(prod, "dev-orders-probe-function") for action in actions(each)]
    assert set(denied["Action"]) == {action for action in given if action.startswith("ec2:")}


def test_a_task_may_do_nothing_and_its_start_pulls_one_image_and_writes_one_log(prod: Recording) -> None:
    assert allowed(prod, "dev-orders-task") == []
    repository = "arn:aws:ecr:eu-west-1:123456789012:repository/orders"
    write = f"{arn_of(prod.one('LogGroup', 'dev-orders-tasks'))}:*"
    found = {action: each["Resource"] for each in allowed(prod, "dev-orders-execution") for action in actions(each)}
    assert found == {
        "logs:CreateLogStream": write,
        "logs:PutLogEvents": write,
        "ecr:GetAuthorizationToken": "*",
        "ecr:BatchCheckLayerAvailability": repository,
        "ecr:BatchGetImage": repository,
        "ecr:GetDownloadUrlForLayer": repository,
    }
