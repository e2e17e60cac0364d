"""The rows: actions that AWS has, types that the provider has, and a row for each type of our stacks and examples."""

import re

import botocore.session
import pytest

from preflight.provider.schema import schema_of
from preflight.rights.table import Row, pages, row_of, rows
from tests.recorded import ROOT

# What boto calls a service whose actions have another word.
_BOTO = {"elasticloadbalancing": "elbv2"}
# Actions that are no operation of the service's interface; its page of the service authorization reference has them.
_NO_OPERATION = {
    *(f"apigateway:{verb}" for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    "apigateway:AddCertificateToDomain",
    "apigateway:CreateAccessAssociation",
    "apigateway:RejectAccessAssociation",
    "apigateway:RemoveCertificateFromDomain",
    "apigateway:SetWebACL",
    "apigateway:UpdateDomainNamePolicy",
    "apigateway:UpdateRestApiPolicy",
    "elasticloadbalancing:SetWebAcl",
    "iam:PassRole",
    *(f"logs:{verb}LogDelivery" for verb in ("Create", "Get", "Update", "Delete")),
    "logs:ListLogDeliveries",
}
ROWS = [*rows()]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.txt"))
_TYPE = re.compile(r"\b(aws:[a-z0-9]+/[A-Za-z0-9]+:[A-Za-z0-9]+)\b")
OURS = {token for file in GOLDEN for token in _TYPE.findall(file.read_text("utf-8"))}


@pytest.fixture(scope="module")
def operations() -> dict[str, set[str]]:
    session = botocore.session.get_session()
    return {name: set(session.get_service_model(_BOTO.get(name, name)).operation_names) for name in pages()}


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_every_type_of_a_stack_or_example_has_a_row(file):
    types = set(_TYPE.findall(file.read_text("utf-8")))
    assert len(types) > 20
    assert {token for token in types if row_of(token) is None} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.token)
def test_a_row_is_of_a_type_and_its_actions_are_known(row: Row, operations):
    assert schema_of(row.token) is not None or row.token in OURS, "the provider has no such type"
    assert row.read, "whatever is made is read"
    for action in row.actions:
        service, _, name = action.partition(":")
        pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
        assert action in _NO_OPERATION or any(map(pattern.fullmatch, operations[service])), action


def test_no_exception_is_left_over():
    assert {action for row in ROWS for action in row.actions} >= _NO_OPERATION


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.token)
def test_what_an_action_is_narrowed_to_is_of_its_service_or_of_what_the_type_names(row: Row):
    assert re.fullmatch(r"https://docs\.aws\.amazon\.com/\S+", row.page)
    for action in row.actions:
        for pattern in row.narrowed(action):
            assert pattern == "*" or len(pattern.split(":", 3)) == 4, pattern
            assert set(re.findall(r"\{(\w+)\}", pattern)) <= {"region", "name", "role", "passed"}


def test_another_name_of_a_type_has_the_same_row():
    for module in ("alb", "elasticloadbalancingv2", "applicationloadbalancing"):
        assert row_of(f"aws:{module}/loadBalancer:LoadBalancer") == row_of("aws:lb/loadBalancer:LoadBalancer")
    assert row_of("aws:lb/nothing:Nothing") is None
    assert row_of("nothing") is None
