"""What a stack needs, narrowed where names, roles and Regions are known."""

import json
from pathlib import Path

import pytest

from preflight.protocol.registration import Registration, Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import UNKNOWN
from preflight.rights.needed import Needed, needed
from tests.preflight.test_cli import run
from tests.recorded import ROOT

ROLE = "urn:pulumi:dev::shop::aws:iam/role:Role::task"
LISTENER, PARAMETER, QUEUE = "aws:lb/listener:Listener", "aws:ssm/parameter:Parameter", "aws:sqs/queue:Queue"


def made(type_: str, name: str = "thing", **fields: object) -> Registration:
    return Registration("custom", f"urn:pulumi:dev::shop::{type_}::{name}", type_, name, **fields)  # pyrefly: ignore


def of(*registrations: Registration, region: str = "eu-west-1") -> Needed:
    config = {"aws:region": region} if region else {}
    return needed(Registrations(StackIdentity("shop", "dev", preview=True, config=config), registrations))


@pytest.mark.parametrize(
    ("inputs", "name"),
    [
        ({}, "thing*"),
        ({"name": "things"}, "things"),
        ({"namePrefix": "some-"}, "some-*"),
        ({"name": UNKNOWN}, "*"),
        ({"namePrefix": UNKNOWN}, "thing*"),
        ({"name": "things", "path": "/teams/shop/"}, "teams/shop/things"),
        ({"name": "things", "path": UNKNOWN}, "*"),
    ],
)
def test_a_resource_is_named_as_it_will_be(inputs: dict, name: str) -> None:
    assert of(made("aws:iam/role:Role", inputs=inputs)).actions["iam:CreateRole"] == {f"arn:aws:iam::*:role/{name}"}


def test_a_parameter_is_named_without_its_first_slash() -> None:
    found = of(made(PARAMETER, inputs={"name": "/dev/key"}))
    assert found.actions["ssm:PutParameter"] == {"arn:aws:ssm:eu-west-1:*:parameter/dev/key"}
    assert found.actions["ssm:DescribeParameters"] == {"*"}


@pytest.mark.parametrize(
    ("region", "inputs", "arn"),
    [
        ("eu-west-1", {}, "arn:aws:lambda:eu-west-1:*"),
        ("cn-north-1", {}, "arn:aws-cn:lambda:cn-north-1:*"),
        ("us-gov-west-1", {}, "arn:aws-us-gov:lambda:us-gov-west-1:*"),
        ("", {}, "arn:aws:lambda:*:*"),
        ("eu-west-1", {"region": "us-east-1"}, "arn:aws:lambda:us-east-1:*"),
        ("eu-west-1", {"region": UNKNOWN}, "arn:aws:lambda:*:*"),
    ],
)
def test_a_resource_is_in_its_region_and_partition(region: str, inputs: dict, arn: str) -> None:
    found = of(made("aws:lambda/permission:Permission", inputs=inputs), region=region)
    assert found.actions["lambda:AddPermission"] == {f"{arn}:function:*"}


def test_a_provider_of_its_own_has_the_region() -> None:
    provider = made("pulumi:providers:aws", "other", inputs={"region": "us-east-1"})
    found = of(provider, made(PARAMETER, inputs={"name": "a"}, provider=f"{provider.urn}::id"))
    assert found.actions["ssm:PutParameter"] == {"arn:aws:ssm:us-east-1:*:parameter/a"}
    assert found.others == ()


def test_roles_are_passed_that_a_resource_is_given() -> None:
    role = made("aws:iam/role:Role", "task")
    definition = made(
        "aws:ecs/taskDefinition:TaskDefinition",
        inputs={"family": "web", "taskRoleArn": UNKNOWN, "executionRoleArn": "arn:aws:iam::123456789012:role/ecs"},
        property_dependencies={"taskRoleArn": (ROLE,)},
    )
    assert of(role, definition).actions["iam:PassRole"] == {"arn:aws:iam::*:role/task*", "arn:aws:iam::*:role/ecs"}


def test_a_role_that_nobody_knows_may_be_any_and_without_one_none_is_passed() -> None:
    account = "aws:apigateway/account:Account"
    assert of(made(account, inputs={"cloudwatchRoleArn": UNKNOWN})).actions["iam:PassRole"] == {"arn:aws:iam::*:role/*"}
    assert "iam:PassRole" not in of(made("aws:apigateway/authorizer:Authorizer", inputs={"name": "keys"})).actions


def test_a_policy_of_a_role_is_about_the_role() -> None:
    role = made("aws:iam/role:Role", "task")
    policy = made("aws:iam/rolePolicy:RolePolicy", "other", inputs={"role": UNKNOWN}, dependencies=(ROLE,))
    assert of(role, policy).actions["iam:GetRolePolicy"] == {"arn:aws:iam::*:role/task*"}
    assert of(policy).actions["iam:PutRolePolicy"] == {"arn:aws:iam::*:role/*"}


def test_what_is_only_read_needs_no_more() -> None:
    read = Registration("read", "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::main", "aws:ec2/vpc:Vpc", "main", id="vpc-1")
    assert "ec2:DescribeVpcs" in of(read).actions
    assert "ec2:CreateVpc" not in of(read).actions


def test_a_type_that_nobody_knows_is_said() -> None:
    native = made("aws-native:sqs:Queue")
    found = of(made(QUEUE), native, made("random:index/randomId:RandomId"), made(PARAMETER, inputs={"name": "a"}))
    assert found.unknown == ("aws-native:sqs:Queue", QUEUE)
    assert found.others == ("random",)
    assert "ssm:PutParameter" in found.actions


def test_the_command_writes_policies_that_a_stack_needs(tmp_path: Path) -> None:
    done = run("rights", ROOT, "--stack", "dev", "--output", tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    documents = [json.loads(file.read_text("utf-8")) for file in sorted(tmp_path.iterdir())]
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["rights-1.json", "rights-2.json"]
    actions = {action for each in documents for statement in each["Statement"] for action in statement["Action"]}
    assert {"apigateway:POST", "ec2:CreateVpcEndpoint", "iam:PassRole"} <= actions


def test_the_command_says_what_it_does_not_know(infra: Path) -> None:
    (infra / "__main__.py").write_text('import pulumi\npulumi.CustomResource("aws:sqs/queue:Queue", "jobs", {})\n')
    done = run("rights", infra)
    assert (done.returncode, json.loads(done.stdout)) == (1, [])
    assert "no row for aws:sqs/queue:Queue: its actions are in none of these policies" in done.stderr
    (infra / "Pulumi.demo.yaml").write_text("config: {}\n")
    done = run("rights", infra, "--stack", "d*")
    assert done.returncode == 3
    assert "--stack d* fits demo and dev" in done.stderr
