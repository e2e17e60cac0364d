"""What roles allow, and who may take them on, by every way in which a policy is given to a role."""

import json
from typing import Any

import pytest

from private_api_guard.model.iam.request import ANY_RESOURCE, ResourceArn
from private_api_guard.model.iam.role import Role, roles
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

AWS = "arn:aws:iam::aws:policy/"
TABLE = made("dynamodb/table:Table", "table")
ARN = ResourceArn("arn:aws:ssm:eu-west-1:111122223333:parameter/app/token", "token", TABLE.urn)
HALF = ResourceArn("arn:*:ssm:*:*:parameter/*", "token")


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: Any = "ssm:GetParameter", on: Any = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    """One statement."""
    return {"Effect": effect, "Action": action, "Resource": on, **more}


def role(*others: Resource, **inputs: Any) -> Role:
    """A role of a stack with other resources."""
    feeds = inputs.pop("feeds", None)
    resource = made("iam/role:Role", "gate", feeds=feeds, **{"name": "gate-1", **inputs})
    return roles(Stack([resource, *others])).get(resource)


def inline(*statements: dict[str, Any]) -> Role:
    """A role with one inline policy of its own."""
    return role(inlinePolicies=[{"name": "own", "policy": policy(*statements)}])


@pytest.mark.parametrize(
    ("statements", "arn", "expected"),
    [
        ([], ARN, "closed"),
        ([allow()], ARN, "open"),
        ([allow("ssm:*")], ARN, "open"),
        ([allow("SSM:getparameter")], ARN, "open"),
        ([allow("ssm:PutParameter")], ARN, "closed"),
        ([allow(["s3:GetObject", "ssm:GetParameters"])], ARN, "open"),
        ([allow(on=ARN.text)], ARN, "open"),
        ([allow(on="arn:aws:ssm:*:*:parameter/app/*")], ARN, "open"),
        ([allow(on="arn:aws:ssm:*:*:parameter/other/*")], ARN, "closed"),
        ([allow(on="arn:aws:ssm:us-east-1:*:parameter/*")], ARN, "closed"),
        ([allow(on="arn:aws:ssm:us-east-1:*:parameter/*")], HALF, "open"),
        ([allow(on=ARN.text)], HALF, "unknown"),
        ([allow(on=ARN.text), allow()], HALF, "open"),
        ([allow(), allow(effect="Deny")], ARN, "closed"),
        ([allow(effect="Deny"), allow()], ARN, "closed"),
        ([allow(), allow(effect="Deny", on="arn:aws:ssm:*:*:parameter/other")], ARN, "open"),
        ([allow(), allow(effect="Deny", on=ARN.text)], HALF, "unknown"),
        ([allow(), allow(effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})], ARN, "open"),
        ([allow(), allow("s3:*", effect="Deny")], ARN, "open"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], ARN, "open"),
        ([{"Effect": "Allow", "NotAction": "ssm:*", "Resource": "*"}], ARN, "closed"),
        ([{"Effect": "Allow", "Action": "ssm:*", "NotResource": ARN.text}], ARN, "closed"),
        ([allow()], ANY_RESOURCE, "open"),
        ([allow(on=ARN.text)], ANY_RESOURCE, "closed"),
    ],
)
def test_statements(statements: list[dict[str, Any]], arn: ResourceArn, expected: str) -> None:
    found = inline(*statements).allows(("ssm:GetParameter", "ssm:GetParameters"), arn)
    assert found.state.value == expected
    if found.unknown:
        assert found.where == f"the ARN of {arn.name}"
    if found.closed:
        assert found.culprit == inline().urn


@pytest.mark.parametrize(
    ("managed", "action", "expected"),
    [
        (f"{AWS}AmazonSSMReadOnlyAccess", "ssm:GetParameter", "open"),
        (f"{AWS}AmazonSSMReadOnlyAccess", "ssm:PutParameter", "closed"),
        (f"{AWS}service-role/AmazonECSTaskExecutionRolePolicy", "ecr:GetAuthorizationToken", "open"),
        (f"{AWS}service-role/AmazonECSTaskExecutionRolePolicy", "secretsmanager:GetSecretValue", "closed"),
        (f"{AWS}service-role/AWSLambdaVPCAccessExecutionRole", "ec2:CreateNetworkInterface", "open"),
        (f"{AWS}service-role/AWSLambdaBasicExecutionRole", "ec2:CreateNetworkInterface", "closed"),
        (f"{AWS}AdministratorAccess", "kms:Decrypt", "open"),
        (f"{AWS}AWSPolicyOfTomorrow", "kms:Decrypt", "unknown"),
        ("arn:aws-cn:iam::aws:policy/AdministratorAccess", "kms:Decrypt", "open"),
    ],
)
def test_managed_policies_of_aws(managed: str, action: str, expected: str) -> None:
    found = role(managedPolicyArns=[managed])
    assert found.allows((action,), ARN).state.value == expected
    assert found.allows_somewhere(action).state.value == expected


def attachment(owner: Any, arn: Any, kind: str = "Role", **feeds: Any) -> Resource:
    """An attachment of a policy to a role, or to several."""
    token = (
        "iam/rolePolicyAttachment:RolePolicyAttachment" if kind == "Role" else "iam/policyAttachment:PolicyAttachment"
    )
    key = "role" if kind == "Role" else "roles"
    return made(token, "attached", feeds=feeds, **{key: owner if kind == "Role" else [owner], "policyArn": arn})


OWN = made("iam/policy:Policy", "own", outputs={"arn": "arn:aws:iam::1:policy/own"}, policy=policy(allow()))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([attachment("gate-1", f"{AWS}AmazonSSMFullAccess")], "open"),
        ([attachment("gate-1", f"{AWS}AmazonSSMFullAccess", "Roles")], "open"),
        ([attachment("other", f"{AWS}AmazonSSMFullAccess")], "closed"),
        ([attachment("gate-1", "arn:aws:iam::1:policy/own"), OWN], "open"),
        ([attachment("gate-1", UNKNOWN, policyArn=[OWN]), OWN], "open"),
        ([attachment("gate-1", UNKNOWN)], "unknown"),
        ([attachment(UNKNOWN, f"{AWS}AmazonSSMFullAccess")], "unknown"),
        ([attachment(UNKNOWN, f"{AWS}AmazonSSMFullAccess", "Roles")], "unknown"),
        ([made("iam/rolePolicy:RolePolicy", "own", role="gate-1", policy=policy(allow()))], "open"),
        ([made("iam/rolePolicy:RolePolicy", "own", role="other", policy=policy(allow()))], "closed"),
        ([made("iam/rolePolicy:RolePolicy", "own", role="gate-1", policy=UNKNOWN)], "unknown"),
        ([made("iam/rolePolicy:RolePolicy", "own", role=UNKNOWN, policy=policy(allow()))], "unknown"),
    ],
)
def test_policies_that_other_resources_give(others: list[Resource], expected: str) -> None:
    assert role(*others).allows(("ssm:GetParameter",), ARN).state.value == expected
    assert role(*others).allows_somewhere("ssm:GetParameter").state.value == expected


def test_inline_policies_that_are_not_known() -> None:
    assert role(inlinePolicies=UNKNOWN).allows(("ssm:GetParameter",), ARN).where == "gate.inlinePolicies"
    assert role(inlinePolicies=UNKNOWN).allows_somewhere("ssm:GetParameter").where == "gate.inlinePolicies"


@pytest.mark.parametrize(("name", "expected"), [(UNKNOWN, "unknown"), ("gate-1", "closed"), (None, "closed")])
def test_a_literal_name_may_be_that_of_a_role_whose_name_is_not_known(name: Any, expected: str) -> None:
    found = role(attachment("exec", f"{AWS}AmazonSSMFullAccess"), name=name)
    assert found.allows(("ssm:GetParameter",), ARN).state.value == expected


def test_a_document_is_presumed_to_allow_what_it_is_made_from() -> None:
    own = made("iam/rolePolicy:RolePolicy", "own", role="gate-1", policy=UNKNOWN, feeds={"policy": [TABLE]})
    found = role(own, TABLE).allows(("ssm:GetParameter",), ARN)
    assert (found.open, found.presumed) == (
        True,
        ("own is made from token and presumed to allow ssm:GetParameter on it",),
    )
    assert role(own, TABLE).allows(("ssm:GetParameter",), HALF).where == "own.policy"


def test_a_policy_of_the_organisation_is_presumed_to_allow() -> None:
    found = role(managedPolicyArns=["arn:aws:iam::111122223333:policy/company"]).allows(("ssm:GetParameter",), ARN)
    assert found.open
    assert found.presumed


@pytest.mark.parametrize(
    ("principal", "action", "expected"),
    [
        ({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole", True),
        ({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}, "sts:*", True),
        ({"Service": "lambda.amazonaws.com.cn"}, "sts:AssumeRole", True),
        ("*", "sts:AssumeRole", True),
        ({"AWS": "*"}, "*", True),
        ({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole", False),
        ({"Service": "lambdaedge.amazonaws.com"}, "sts:AssumeRole", False),
        ({"Service": "lambda.amazonaws.com"}, "sts:TagSession", False),
    ],
)
def test_trust(principal: Any, action: str, *, expected: bool) -> None:
    document = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": action}]})
    found = role(assumeRolePolicy=document).trusts("lambda.amazonaws.com")
    assert (found.open, found.presumed) == (expected, ())


@pytest.mark.parametrize("document", [UNKNOWN, None, "no JSON"])
def test_a_trust_policy_that_is_not_known_is_presumed(document: Any) -> None:
    assert role(assumeRolePolicy=document).trusts("lambda.amazonaws.com").presumed


def test_whom_a_trust_policy_names_is_told() -> None:
    document = json.dumps({"Statement": [{"Effect": "Deny", "Principal": {"Service": "lambda.amazonaws.com"}}]})
    assert role(assumeRolePolicy=document).trusts("lambda.amazonaws.com").closed
    nobody = json.dumps({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]})
    found = role(assumeRolePolicy=nobody).trusts("ecs-tasks.amazonaws.com")
    assert found.evidence == ("gate trusts nobody, not ecs-tasks.amazonaws.com",)


@pytest.mark.parametrize(
    ("name", "arn", "principal", "named"),
    [
        ("gate-1", UNKNOWN, "arn:aws:iam::1:role/gate-1", True),
        ("gate-1", UNKNOWN, "arn:aws:iam::1:role/other", False),
        (None, "arn:aws:iam::1:role/gate-1-0a1b2c", "arn:aws:iam::1:role/gate-1-0a1b2c", True),
        (None, UNKNOWN, "arn:aws:iam::1:role/None", False),
        (UNKNOWN, UNKNOWN, "arn:aws:iam::1:role/gate-1", False),
    ],
)
def test_principals_that_name_a_role(name: Any, arn: Any, principal: str, *, named: bool) -> None:
    resource = made("iam/role:Role", "gate", name=name, outputs={"arn": arn})
    assert roles(Stack([resource])).get(resource).named_by(principal) is named


@pytest.mark.parametrize(
    ("managed", "listing"), [([], "its policies: none"), ([f"{AWS}AWSLambdaRole"], "its policies: AWSLambdaRole")]
)
def test_what_a_role_has_is_told(managed: list[str], listing: str) -> None:
    found = role(managedPolicyArns=managed).allows(("ssm:GetParameter",), ARN)
    assert found.evidence == ("no policy of gate allows ssm:GetParameter on token", listing)
