"""Patterns of ARNs against ARNs of which a part is not known yet."""

import pytest

from private_api_guard.model.iam.arn import matches
from private_api_guard.model.iam.request import Arn
from private_api_guard.model.verdict import State

_OPEN, _CLOSED, _UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
_FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:check"


@pytest.mark.parametrize(
    ("pattern", "arn", "state"),
    [
        ("*", _FUNCTION, _OPEN),
        (_FUNCTION, _FUNCTION, _OPEN),
        ("arn:aws:lambda:eu-west-1:123456789012:function:*", _FUNCTION, _OPEN),
        ("arn:aws:lambda:*:*:function:check", _FUNCTION, _OPEN),
        ("arn:aws:lambda:us-east-1:123456789012:function:check", _FUNCTION, _CLOSED),
        # The account of AWS's examples, which simulated updates have, may be any that a program writes out.
        ("arn:aws:lambda:eu-west-1:111122223333:function:check", _FUNCTION, _OPEN),
        (
            "arn:aws:lambda:eu-west-1:123456789012:function:check",
            "arn:aws:lambda:eu-west-1:111122223333:function:check",
            _OPEN,
        ),
        ("arn:aws:lambda:eu-west-1:111122223333:function:other", _FUNCTION, _CLOSED),
        ("arn:aws:lambda:eu-west-1::function:check", _FUNCTION, _CLOSED),
        ("arn:aws:lambda:eu-west-1:1111*:function:check", _FUNCTION, _CLOSED),
        (
            "arn:aws:lambda:eu-west-1:111122223333:function:check",
            "arn:aws:lambda:eu-west-1:444455556666:function:check",
            _CLOSED,
        ),
        ("arn:aws-cn:lambda:eu-west-1:123456789012:function:check", _FUNCTION, _CLOSED),
        ("arn:aws:lambda:eu-west-1:123456789012:function:other", _FUNCTION, _CLOSED),
        # What is not known of partition, Region and account is taken to be as the pattern says.
        (_FUNCTION, "arn:*:lambda:*:*:function:check", _OPEN),
        (_FUNCTION, "arn:*:lambda:us-east-1:*:function:check", _CLOSED),
        (_FUNCTION, "arn:*:lambda:*:*:function:other", _CLOSED),
        (_FUNCTION, "arn:*:lambda:*:*:function:*", _UNKNOWN),
        ("arn:aws:lambda:*:*:function:*", "arn:*:lambda:*:*:function:*", _OPEN),
        ("arn:aws:lambda:*:*:layer:*", "arn:*:lambda:*:*:function:*", _CLOSED),
        ("arn:aws:lambda*", _FUNCTION, _OPEN),
        ("arn:aws:s3*", _FUNCTION, _CLOSED),
        ("*", "*", _OPEN),
        ("check", "*", _CLOSED),
        (_FUNCTION, "*", _CLOSED),
    ],
)
def test_a_pattern_names_an_arn(pattern, arn, state):
    named = matches(pattern, Arn(arn, "check.arn")).ever
    assert named.state is state
    assert named.where == ("check.arn" if named.unknown else "")
