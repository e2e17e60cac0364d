"""Documents asked about one call: principals, actions, resources, conditions, and what is not known."""

import json

import pytest

from private_api_guard.model.iam.policy_document import ABSENT, FREE, Call, Document, read
from private_api_guard.model.network.address import parse
from private_api_guard.model.values.unknown import UNKNOWN

_ARN = "arn:aws:execute-api:eu-west-1:123456789012:abc/live/GET/orders/*"
_RANGES = (parse("10.0.0.0/16"),)
_FACTS = {
    "aws:sourcevpce": "vpce-1",
    "aws:sourcevpc": UNKNOWN,
    "aws:sourceip": ABSENT,
    "aws:vpcsourceip": _RANGES,
    "aws:securetransport": "true",
}


def _statement(**parts: object) -> dict[str, object]:
    found = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*", **parts}
    return {key: value for key, value in found.items() if value is not None}


def _read(*statements: dict[str, object]) -> Document:
    document = read(json.dumps({"Statement": list(statements)}))
    assert isinstance(document, Document)
    return document


def _allowed(statement: dict[str, object], *, signed: bool | None = False, arn: str = _ARN) -> bool | None:
    return _read(statement).decide(Call(arn, signed, _FACTS)).allowed


@pytest.mark.parametrize(
    ("principal", "anonymous", "signed"),
    [
        ("*", True, True),
        ({"AWS": "*"}, True, True),
        ({"AWS": ["123456789012", "*"]}, True, True),
        ({"AWS": "arn:aws:iam::123456789012:role/a"}, False, True),
        ({"Service": "apigateway.amazonaws.com"}, False, False),
        (None, False, False),
        (7, False, True),
    ],
)
def test_principals(principal, anonymous, signed):
    assert _allowed(_statement(Principal=principal)) is anonymous
    assert _allowed(_statement(Principal=principal), signed=True) is signed


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("execute-api:Invoke", True),
        ("Execute-API:invoke", True),
        ("execute-api:*", True),
        ("*", True),
        (["s3:*", "execute-api:In*"], True),
        ("execute-api:InvalidateCache", False),
        ("apigateway:*", False),
        ([], False),
    ],
)
def test_actions(action, answer):
    assert _allowed(_statement(Action=action)) is answer
    assert _allowed(_statement(Action=None, NotAction=action)) is not answer


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        ("*", True),
        ("execute-api:/*", True),
        ("execute-api:/live/GET/orders/7", True),
        ("execute-api:/live/*/orders/*", True),
        ("execute-api:/live/POST/*", False),
        ("execute-api:/test/*", False),
        ("arn:aws:execute-api:eu-west-1:123456789012:abc/*", True),
        ("arn:aws:execute-api:*:*:*", True),
        ("arn:aws:execute-api:*", True),
        ("arn:aws:execute-api:eu-west-1:123456789012:abd/*", False),
        ("arn:aws:execute-api:us-east-1:123456789012:abc/*", False),
        ("arn:aws:execute-api:eu-west-1:123456789012:abc", False),
    ],
)
def test_resources(resource, answer):
    assert _allowed(_statement(Resource=resource)) is answer


def test_parts_of_the_arn_that_are_not_known_fit_any():
    arn = "arn:*:execute-api:eu-west-1:*:abc/live/GET/orders"
    assert _allowed(_statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:abc/live/*"), arn=arn) is True
    assert _allowed(_statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:abc/test/*"), arn=arn) is False
    assert _allowed(_statement(Resource="execute-api:/test/*"), arn=arn) is False


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"StringEquals": {"AWS:SOURCEVPCE": ["vpce-2", "vpce-1"]}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-2"}}, False),
        ({"StringEquals": {"aws:SourceVpce": []}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": ["vpce-2", "vpce-1"]}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-2"}}, True),
        ({"StringLike": {"aws:SourceVpce": "vpce-?"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-?"}}, False),
        ({"StringEqualsIgnoreCase": {"aws:SourceVpce": "VPCE-1"}}, True),
        ({"ForAnyValue:StringEquals": {"aws:SourceVpce": ["vpce-1"]}}, True),
        ({"ForAllValues:StringEquals": {"aws:SourceVpce": ["vpce-2"]}}, False),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-2"}}, False),
        ({"StringEquals": {"aws:SourceVpce": "${aws:PrincipalTag/endpoint}"}}, True),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, None),
        ({"StringEquals": {"aws:SourceVpce": "vpce-2", "aws:SourceVpc": "vpc-1"}}, False),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, False),
        ({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, True),
        ({"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}}, True),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.0.1.0/24"]}}, True),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.1.0.0/16", "192.168.0.0/16"]}}, False),
        ({"NotIpAddress": {"aws:VpcSourceIp": ["10.0.0.0/8"]}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"Bool": {"aws:SecureTransport": False}}, False),
        ({"Null": {"aws:SourceVpce": "true"}}, False),
        ({"Null": {"aws:SourceVpce": "false"}}, True),
        ({"Null": {"aws:SourceIp": True}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"StringEquals": {"aws:UserAgent": "probe"}}, True),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, True),
    ],
)
def test_conditions(condition, answer):
    assert _allowed(_statement(Condition=condition)) is answer


def test_a_deny_that_a_caller_can_avoid_denies_nobody():
    deny = _statement(Effect="Deny", Condition={"NotIpAddress": {"aws:VpcSourceIp": "10.0.1.0/24"}})
    decision = _read(_statement(), deny).decide(Call(_ARN, False, _FACTS))
    assert (decision.denied, decision.allowed) == (False, True)


def test_a_deny_wins_and_is_named():
    deny = _statement(Effect="Deny", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-2"}})
    decision = _read(_statement(), deny).decide(Call(_ARN, False, _FACTS))
    assert decision.denied is True
    assert "statement 2" in decision.reason


def test_a_deny_of_part_of_the_calls_leaves_the_others():
    deny = _statement(Effect="Deny", Resource="execute-api:/live/GET/orders/secret")
    assert _read(_statement(), deny).decide(Call(_ARN, False, _FACTS)).denied is False


def test_a_condition_on_a_key_that_is_free_is_the_callers_choice():
    call = Call(_ARN, False, {"aws:sourcevpce": FREE})
    condition = {"StringEquals": {"aws:SourceVpce": "vpce-9"}}
    assert _read(_statement(Condition=condition)).decide(call).allowed is True
    assert _read(_statement(), _statement(Effect="Deny", Condition=condition)).decide(call).denied is False


@pytest.mark.parametrize("value", [None, ""])
def test_there_may_be_no_document(value):
    assert read(value) is None


@pytest.mark.parametrize("value", [UNKNOWN, {"Statement": [{"Effect": UNKNOWN}]}])
def test_a_document_with_something_unknown_is_unknown(value):
    assert read(value) is UNKNOWN


@pytest.mark.parametrize("value", ["{", "[]", "7", "null", "{}", '{"Statement": [1, null]}', [], 7, "[" * 100_000])
def test_what_is_no_document_says_why_and_allows_nothing(value):
    document = read(value)
    assert isinstance(document, Document)
    assert document.problem
    assert document.decide(Call(_ARN, False, _FACTS)).allowed is False


@pytest.mark.parametrize(
    "odd",
    [
        {"Effect": {}, "Principal": [], "Action": {}, "Resource": 7},
        {"Condition": {"StringEquals": "x", "Null": {"a": None}, "": {"": {}}}},
        {"Principal": {"AWS": {"AWS": []}}, "Condition": []},
        {"Resource": [None, [], {}], "NotResource": "*"},
    ],
)
def test_odd_statements_are_read(odd):
    document = _read(_statement(**odd))
    document.decide(Call(_ARN, None, {}))
    assert str(document)
