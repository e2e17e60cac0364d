"""Documents asked about one request: principals, actions, resources, conditions, and what is not known."""

import json

import pytest

from private_api_guard.model.iam.policy_document import PolicyDocument, policy_document, read
from private_api_guard.model.iam.request import FREE, Arn, Request
from private_api_guard.model.network.address import parse
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.value import NOT_SET, known, not_known
from private_api_guard.model.values.values import Block
from private_api_guard.model.verdict import State, closed, opened, unknown

_ARN = Arn("arn:aws:execute-api:eu-west-1:111122223333:abc/live/GET/orders/*")
_CONTEXT = {
    "aws:sourcevpce": known("vpce-1"),
    "aws:sourcevpc": not_known("door", "vpcId"),
    "aws:sourceip": NOT_SET,
    "aws:vpcsourceip": (parse("10.0.0.0/16"),),
    "aws:securetransport": known("true"),
}
_OPEN, _CLOSED, _UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN


def _statement(**parts: object) -> dict[str, object]:
    found = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*", **parts}
    return {key: value for key, value in found.items() if value is not None}


def _read(*statements: dict[str, object]) -> PolicyDocument:
    return read(json.dumps({"Statement": list(statements)}))


def _asked(*statements, identity=NOT_SET, arn=_ARN, context=_CONTEXT):
    return _read(*statements).admits(Request(arn, identity, context))


def _answers(statement, **request):
    """Whether a statement as an Allow lets a request in, and whether it lets it in as a Deny beside an Allow of all."""
    allowed = _asked(statement, **request).state
    return allowed, _asked(_statement(), {**statement, "Effect": "Deny"}, **request).state


@pytest.mark.parametrize(
    ("principal", "anonymous", "signed", "not_told"),
    [
        ("*", (_OPEN, _CLOSED), (_OPEN, _CLOSED), (_OPEN, _CLOSED)),
        ({"AWS": "*"}, (_OPEN, _CLOSED), (_OPEN, _CLOSED), (_OPEN, _CLOSED)),
        ({"AWS": ["111122223333", "*"]}, (_OPEN, _CLOSED), (_OPEN, _CLOSED), (_OPEN, _CLOSED)),
        ({"AWS": "arn:aws:iam::111122223333:role/a"}, (_CLOSED, _OPEN), (_OPEN, _OPEN), (_UNKNOWN, _UNKNOWN)),
        ({"Service": "apigateway.amazonaws.com"}, (_CLOSED, _OPEN), (_CLOSED, _OPEN), (_CLOSED, _OPEN)),
        (None, (_CLOSED, _OPEN), (_CLOSED, _OPEN), (_CLOSED, _OPEN)),
        (7, (_CLOSED, _OPEN), (_OPEN, _OPEN), (_UNKNOWN, _UNKNOWN)),
    ],
)
def test_principals(principal, anonymous, signed, not_told):
    statement = _statement(Principal=principal)
    identity = not_known("list-orders", "authorization")
    assert _answers(statement) == anonymous
    assert _answers(statement, identity=FREE) == signed
    assert _answers(statement, identity=identity) == not_told


@pytest.mark.parametrize(
    ("principal", "anonymous", "signed", "not_told"),
    [
        ("*", (_CLOSED, _OPEN), (_CLOSED, _OPEN), (_CLOSED, _OPEN)),
        ({"AWS": "arn:aws:iam::111122223333:role/a"}, (_OPEN, _CLOSED), (_OPEN, _OPEN), (_UNKNOWN, _UNKNOWN)),
        ({"Service": "apigateway.amazonaws.com"}, (_OPEN, _CLOSED), (_OPEN, _CLOSED), (_OPEN, _CLOSED)),
    ],
)
def test_principals_that_are_left_out(principal, anonymous, signed, not_told):
    statement = _statement(Principal=None, NotPrincipal=principal)
    identity = not_known("list-orders", "authorization")
    assert _answers(statement) == anonymous
    assert _answers(statement, identity=FREE) == signed
    assert _answers(statement, identity=identity) == not_told


@pytest.mark.parametrize(
    ("action", "about"),
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
def test_actions(action, about):
    fits, fits_not = (_OPEN, _CLOSED), (_CLOSED, _OPEN)
    assert _answers(_statement(Action=action)) == (fits if about else fits_not)
    assert _answers(_statement(Action=None, NotAction=action)) == (fits_not if about else fits)


@pytest.mark.parametrize(
    ("resource", "allow", "deny"),
    [
        ("*", _OPEN, _CLOSED),
        ("execute-api:/*", _OPEN, _CLOSED),
        ("execute-api:/live/*/orders/*", _OPEN, _CLOSED),
        ("execute-api:/live/GET/orders/7", _OPEN, _OPEN),
        ("execute-api:/live/POST/*", _CLOSED, _OPEN),
        ("execute-api:/test/*", _CLOSED, _OPEN),
        ("arn:aws:execute-api:eu-west-1:111122223333:abc/*", _OPEN, _CLOSED),
        ("arn:aws:execute-api:*:*:*", _OPEN, _CLOSED),
        ("arn:aws:execute-api:*", _OPEN, _CLOSED),
        ("arn:aws:execute-api:eu-west-1:111122223333:abd/*", _CLOSED, _OPEN),
        ("arn:aws:execute-api:us-east-1:111122223333:abc/*", _CLOSED, _OPEN),
        ("arn:aws:execute-api:eu-west-1:444455556666:abc/*", _CLOSED, _OPEN),
        ("arn:aws:execute-api:eu-west-1:111122223333:abc", _CLOSED, _OPEN),
        (["execute-api:/test/*", "execute-api:/live/*"], _OPEN, _CLOSED),
        (None, _CLOSED, _OPEN),
    ],
)
def test_resources(resource, allow, deny):
    assert _answers(_statement(Resource=resource)) == (allow, deny)


@pytest.mark.parametrize(
    ("resource", "allow", "deny"),
    [
        ("execute-api:/live/*", _CLOSED, _OPEN),
        ("execute-api:/live/GET/orders/7", _OPEN, _OPEN),
        ("execute-api:/test/*", _OPEN, _CLOSED),
    ],
)
def test_resources_that_are_left_out(resource, allow, deny):
    assert _answers(_statement(Resource=None, NotResource=resource)) == (allow, deny)


@pytest.mark.parametrize(
    ("resource", "allow", "deny"),
    [
        ("execute-api:/*", _OPEN, _CLOSED),
        ("execute-api:/*/GET/*", _OPEN, _CLOSED),
        ("execute-api:/live/*", _UNKNOWN, _UNKNOWN),
        ("execute-api:/live/GET/order", _CLOSED, _OPEN),
        ("arn:*:execute-api:eu-west-1:*:abc/live/*", _UNKNOWN, _UNKNOWN),
        ("arn:aws:execute-api:us-east-1:111122223333:abc/live/*", _CLOSED, _OPEN),
    ],
)
def test_a_stage_whose_name_is_not_known_yet(resource, allow, deny):
    arn = Arn("arn:*:execute-api:eu-west-1:*:abc/*/GET/orders", "live.stageName")
    assert _answers(_statement(Resource=resource), arn=arn) == (allow, deny)
    if allow is _UNKNOWN:
        assert _asked(_statement(Resource=resource), arn=arn).where == "live.stageName"


def test_an_account_that_is_not_known_yet_is_any():
    arn = Arn("arn:*:execute-api:eu-west-1:*:abc/live/GET/orders")
    for resource, allow in (("live/*", _OPEN), ("test/*", _CLOSED)):
        pattern = f"arn:aws:execute-api:eu-west-1:111122223333:abc/{resource}"
        assert _answers(_statement(Resource=pattern), arn=arn) == (allow, _OPEN)


_MET, _NOT_MET, _BY_CHOICE, _NOT_TOLD = (_OPEN, _CLOSED), (_CLOSED, _OPEN), (_OPEN, _OPEN), (_UNKNOWN, _UNKNOWN)


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, _MET),
        ({"StringEquals": {"AWS:SOURCEVPCE": ["vpce-2", "vpce-1"]}}, _MET),
        ({"StringEquals": {"aws:SourceVpce": "vpce-2"}}, _NOT_MET),
        ({"StringEquals": {"aws:SourceVpce": "VPCE-1"}}, _NOT_MET),
        ({"StringEquals": {"aws:SourceVpce": []}}, _NOT_MET),
        ({"StringNotEquals": {"aws:SourceVpce": ["vpce-2", "vpce-1"]}}, _NOT_MET),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-2"}}, _MET),
        ({"StringLike": {"aws:SourceVpce": "vpce-?"}}, _MET),
        ({"StringNotLike": {"aws:SourceVpce": "vpce-?"}}, _NOT_MET),
        ({"StringEquals": {"aws:SourceVpce": "vpce-?"}}, _NOT_MET),
        ({"ArnLike": {"aws:SourceVpce": "vpce-*"}}, _MET),
        ({"ArnEquals": {"aws:SourceVpce": "vpce-*"}}, _MET),
        ({"StringEqualsIgnoreCase": {"aws:SourceVpce": "VPCE-1"}}, _MET),
        ({"ForAnyValue:StringEquals": {"aws:SourceVpce": ["vpce-1"]}}, _MET),
        ({"ForAllValues:StringEquals": {"aws:SourceVpce": ["vpce-2"]}}, _NOT_MET),
        ({"ForAllValues:IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, _MET),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-2"}}, _NOT_MET),
        ({"StringEquals": {"aws:SourceVpce": "${aws:PrincipalTag/endpoint}"}}, _BY_CHOICE),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, _NOT_TOLD),
        ({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}, _NOT_TOLD),
        ({"StringEquals": {"aws:SourceVpce": "vpce-2", "aws:SourceVpc": "vpc-1"}}, _NOT_MET),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:SourceVpc": "vpc-1"}}, _NOT_TOLD),
        # A caller who may leave the first condition unmet is let in, whatever the second turns out to be.
        ({"StringEquals": {"aws:UserAgent": "probe", "aws:SourceVpc": "vpc-1"}}, (_UNKNOWN, _OPEN)),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, _NOT_MET),
        ({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, _MET),
        ({"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}}, _MET),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/16"]}}, _MET),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/17", "10.0.128.0/17"]}}, _MET),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.0.1.0/24"]}}, _BY_CHOICE),
        ({"IpAddress": {"aws:VpcSourceIp": ["10.1.0.0/16", "192.168.0.0/16", "::/0"]}}, _NOT_MET),
        ({"NotIpAddress": {"aws:VpcSourceIp": ["10.0.0.0/8"]}}, _NOT_MET),
        ({"Bool": {"aws:SecureTransport": "true"}}, _MET),
        ({"Bool": {"aws:SecureTransport": False}}, _NOT_MET),
        ({"Null": {"aws:SourceVpce": "true"}}, _NOT_MET),
        ({"Null": {"aws:SourceVpce": "false"}}, _MET),
        ({"Null": {"aws:SourceVpc": "false"}}, _NOT_TOLD),
        ({"Null": {"aws:VpcSourceIp": "false"}}, _MET),
        ({"Null": {"aws:SourceIp": True}}, _MET),
        ({"Null": {"aws:UserAgent": "true"}}, _BY_CHOICE),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, _NOT_MET),
        ({"StringEquals": {"aws:username": "ann"}}, _NOT_MET),
        ({"StringEquals": {"aws:userid": "A1"}}, _NOT_MET),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, _NOT_MET),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, _MET),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, _NOT_MET),
        ({"DateGreaterThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}}, _NOT_MET),
        ({"StringEquals": {"aws:UserAgent": "probe"}}, _BY_CHOICE),
        ({"StringEquals": {"aws:UserAgent": []}}, _NOT_MET),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, _BY_CHOICE),
        ({"NumericLessThan": {"aws:SourceVpce": 7}}, _BY_CHOICE),
    ],
)
def test_conditions(condition, answers):
    assert _answers(_statement(Condition=condition)) == answers


@pytest.mark.parametrize(
    ("identity", "answers"),
    [(NOT_SET, _NOT_MET), (FREE, _BY_CHOICE), (not_known("list-orders", "authorization"), _NOT_TOLD)],
)
def test_conditions_on_the_identity(identity, answers):
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert _answers(_statement(Condition=condition), identity=identity) == answers


def test_a_deny_wins_and_is_named():
    deny = _statement(Effect="Deny", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-2"}})
    (line,) = _asked(_statement(), deny).evidence
    assert line.startswith("statement 2 denies: execute-api:Invoke * if")


def test_a_deny_that_is_not_known_leaves_what_nothing_allows_refused():
    deny = _statement(Effect="Deny", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})
    assert _asked(_statement(), deny).where == "door.vpcId"
    assert _asked(deny).state is _CLOSED


@pytest.mark.parametrize(
    ("effects", "elsewhere", "state"),
    [
        ("", opened(), _OPEN),
        ("", unknown("a"), _UNKNOWN),
        ("", closed("a"), _CLOSED),
        ("Allow", closed("a"), _OPEN),
        ("Deny", opened(), _CLOSED),
        ("Allow Deny", opened(), _CLOSED),
        ("Deny Allow", opened(), _CLOSED),
        ("allow", closed("a"), _CLOSED),
    ],
)
def test_what_the_document_does_not_mention_is_decided_elsewhere(effects, elsewhere, state):
    document = _read(*(_statement(Effect=effect) for effect in effects.split()))
    assert document.admits(Request(_ARN, NOT_SET, _CONTEXT), elsewhere).state is state


def test_a_refusal_tells_the_statements():
    statement = _statement(Resource="execute-api:/test/*", Condition={"Bool": {"aws:SecureTransport": "true"}})
    words = 'execute-api:Invoke execute-api:/test/* if {"Bool": {"aws:SecureTransport": "true"}}'
    assert _asked(statement).evidence == (f"no statement allows it: Allow {words}",)
    statement = {"Effect": "Allow", "NotPrincipal": "b", "NotAction": "s3:*", "NotResource": "a"}
    assert _asked(statement, arn=Arn("a")).evidence == ("no statement allows it: Allow not s3:* not a principal not b",)


@pytest.mark.parametrize(
    ("statements", "opening"),
    [
        ([_statement()], True),
        ([_statement(Principal={"AWS": ["1", "*"]})], True),
        ([_statement(Principal={"AWS": "1"})], False),
        ([_statement(Condition={"Bool": {"a": "b"}})], False),
        ([_statement(Condition={})], True),
        ([_statement(Effect="Deny"), _statement()], False),
        ([_statement(Condition={"Bool": {"a": "b"}}), _statement()], True),
    ],
)
def test_a_statement_that_is_open_to_everyone(statements, opening):
    assert (_read(*statements).opening is not None) is opening


@pytest.mark.parametrize("value", [None, ""])
def test_there_may_be_no_document(value):
    assert policy_document(Block({"policy": value}), "policy").absent


@pytest.mark.parametrize("value", [UNKNOWN, {"Statement": [{"Effect": UNKNOWN}]}])
def test_a_document_with_something_unknown_is_unknown(value):
    assert policy_document(Block({"policy": value}), "policy").unknown


@pytest.mark.parametrize("value", ["{", "[]", "7", "null", "{}", '{"Statement": [1, null]}', [], 7, "[" * 100_000])
def test_what_is_no_document_says_why_and_allows_nothing(value):
    document = policy_document(Block({"policy": value}), "policy").known
    assert document is not None
    assert document.problem
    assert document.admits(Request(_ARN, NOT_SET, _CONTEXT)).evidence == (
        f"no statement allows it: {document.problem}",
    )


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
    assert document.admits(Request(_ARN, FREE, {})).state is not _UNKNOWN
    assert str(document)
