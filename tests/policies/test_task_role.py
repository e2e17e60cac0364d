"""The execution role: whether it may fetch this task's own image, write its log, and read and decrypt its values."""

import json
from typing import Any

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.stacks import OPERATIONS, Ref, Stack, document
from tests.policies.start_stacks import containers, secret

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

RIGHTS = ("targets/execution-role-without-rights", "pull")
TOKEN, EVERYWHERE = "ecr:GetAuthorizationToken", "*"
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"]
REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/app"
LOG = "arn:aws:logs:eu-west-1:111122223333:log-group:/app"


def logging(group: str = "/app", **more: str) -> dict[str, Any]:
    """A log configuration of the driver `awslogs`."""
    options = {"awslogs-group": group, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app", **more}
    return {"logConfiguration": {"logDriver": "awslogs", "options": options}}


def allowing(*rights: tuple[Any, Any], **container: Any) -> Stack:
    """The Fargate stack with a role that has some rights only, and a container with other properties."""
    stack = fargate_behind_nlb().drop("pull-attachment")
    stack = stack.change("task", containerDefinitions=containers(**{**logging(), **container}))
    given = [{"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in rights]
    stack.add("iam.RolePolicy", "rights", role=Ref("pull"), policy=document({"Statement": given}))
    return stack


@pytest.mark.parametrize(
    ("rights", "enough"),
    [
        ([("*", "*")], True),
        ([(TOKEN, "*"), (PULL, REPOSITORY), (WRITE, f"{LOG}:*")], True),
        ([(TOKEN, "*"), (PULL, "arn:aws:ecr:*:*:repository/*"), (WRITE, f"{LOG}:log-stream:app/*")], True),
        ([([TOKEN, *PULL, *WRITE], "*")], True),
        ([(PULL, REPOSITORY), (WRITE, "*")], False),
        ([(TOKEN, "*"), (PULL[:1], REPOSITORY), (WRITE, "*")], False),
        ([(TOKEN, "*"), (PULL, f"{REPOSITORY}-other"), (WRITE, "*")], False),
        ([(TOKEN, "*"), (PULL, REPOSITORY.replace("west", "central")), (WRITE, "*")], False),
        ([([TOKEN, *PULL], "*"), (WRITE, f"{LOG}-other:*")], False),
        ([([TOKEN, *PULL], "*"), (WRITE[:1], "*")], False),
        ([([TOKEN, *PULL], "*"), (WRITE, LOG)], False),
    ],
)
def test_the_rights_that_this_task_takes(judge, operation, rights, enough):
    verdict = judge(allowing(*rights), operation)
    assert (mandatory(verdict), undecided(verdict)) == (set() if enough else {RIGHTS}, set())


def test_a_policy_of_the_repository_may_let_the_role_pull(judge, operation):
    stack = allowing((TOKEN, "*"), (WRITE, "*"))
    stack.add("ecr.RepositoryPolicy", "by-repository", repository="app", policy="{}")
    assert mandatory(judge(stack, operation)) == set()


@pytest.mark.parametrize(
    ("create", "group", "actions", "enough"),
    [
        ("true", "/new", WRITE, False),
        ("true", "/new", [*WRITE, "logs:CreateLogGroup"], True),
        ("false", "/new", WRITE, True),
        ("true", "/app", WRITE, True),
    ],
)
def test_a_group_that_the_driver_makes_takes_a_right_of_its_own(judge, operation, create, group, actions, enough):
    stack = allowing(([TOKEN, *PULL, *actions], "*"), **logging(group, **{"awslogs-create-group": create}))
    stack.add("cloudwatch.LogGroup", "made")
    stack.definitions["made"].inputs["name"] = "/app"
    assert mandatory(judge(stack, operation)) == (set() if enough else {RIGHTS})


@pytest.mark.parametrize(
    ("resource", "enough"),
    [
        ("arn:aws:ssm:eu-west-1:111122223333:parameter/app/token", True),
        ("*", True),
        ("arn:aws:ssm:eu-west-1:111122223333:parameter/other", False),
    ],
)
@pytest.mark.parametrize("named", ["/app/token", "arn:aws:ssm:eu-west-1:111122223333:parameter/app/token"])
def test_a_parameter_outside_the_stack(judge, operation, resource, enough, named):
    asked = {"secrets": [{"name": "TOKEN", "valueFrom": named}]}
    stack = allowing(([TOKEN, *PULL, *WRITE], "*"), ("ssm:GetParameters", resource), **asked)
    verdict = judge(_with_ssm(stack), operation)
    assert (mandatory(verdict), undecided(verdict)) == (set() if enough else {RIGHTS}, set())


def _with_ssm(stack: Stack) -> Stack:
    given = {**stack.definitions["core-logs"].inputs, "serviceName": "com.amazonaws.eu-west-1.ssm"}
    return stack.also("ec2.VpcEndpoint", "core-ssm", **given)


def _encrypted(*actions: str) -> Stack:
    stack = secret().also("kms.Key", "own")
    stack = stack.change("login", kmsKeyId=Ref("own", "arn"))
    listed = [{"Effect": "Allow", "Action": action, "Resource": Ref("own", "arn")} for action in actions]
    read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": Ref("login", "arn")}
    stack = stack.change("read-login", policy=document({"Statement": [read, *listed]}))
    order = ["own", *(label for label in stack.definitions if label != "own")]
    stack.definitions = {label: stack.definitions[label] for label in order}
    return stack


def test_a_secret_of_a_key_of_ones_own_takes_the_right_to_decrypt(judge, operation):
    sound, broken = judge(_encrypted("kms:Decrypt"), operation), judge(_encrypted(), operation)
    assert mandatory(sound) | undecided(sound) == set()
    assert (mandatory if operation == "update" else undecided)(broken) == {RIGHTS}


@pytest.mark.parametrize(("kind", "asked"), [("String", False), ("SecureString", True)])
def test_a_parameter_in_the_environment_is_no_secret_of_the_task(judge, operation, kind, asked):
    stack = fargate_behind_nlb()
    stack.add("ecr.Repository", "images")
    stack.add("ssm.Parameter", "level", type=kind, value="info")
    content = json.loads(containers(**logging(), environment=[{"name": "LEVEL"}]))
    content[0]["environment"][0]["value"] = Ref("level", "value")
    content[0]["image"] = Ref("images", "repositoryUrl")
    stack = stack.change("task", containerDefinitions=document(content))
    verdict = judge(stack, operation)
    assert mandatory(verdict) == set()
    assert bool(undecided(verdict)) == (asked and operation == "preview")
