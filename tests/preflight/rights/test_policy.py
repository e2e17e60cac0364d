"""Policies allow what is needed, no more, and fit into what AWS takes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from preflight.rights.policy import MOST_CHARACTERS, policies
from tests.drawn import cases

_NAMES = st.text("abc-", min_size=1, max_size=8)
_ARNS = st.one_of(
    st.just("*"),
    st.builds("arn:aws:ecs:eu-west-1:*:service/{}".format, _NAMES),
    st.builds("arn:aws:ecs:eu-west-1:*:service/{}*".format, _NAMES),
)
_ACTIONS = st.builds("ecs:{}".format, st.one_of(_NAMES, st.builds("{}*".format, _NAMES)))


def _matches(pattern: str, text: str) -> bool:
    first, *rest = pattern.split("*")
    if not text.startswith(first):
        return False
    text = text[len(first) :]
    for part in rest[:-1]:
        at = text.find(part)
        if at < 0:
            return False
        text = text[at + len(part) :]
    return text.endswith(rest[-1]) if rest else not text


@cases(50)
@given(st.dictionaries(_ACTIONS, st.sets(_ARNS, min_size=1), min_size=1, max_size=12))
def test_all_that_is_needed_is_allowed_and_nothing_else(needed):
    granted = [
        (action, arn)
        for document in policies(needed)
        for statement in document["Statement"]
        for action in statement["Action"]
        for arn in statement["Resource"]
    ]
    wanted = [(action, arn) for action, arns in needed.items() for arn in arns]
    assert all(any(_matches(a, action) and _matches(r, arn) for a, r in granted) for action, arn in wanted)
    assert set(granted) <= set(wanted)


def test_what_is_too_large_is_split():
    needed = {"logs:CreateLogGroup": [f"arn:aws:logs:*:*:log-group:/dev/{number:04}" for number in range(700)]}
    needed |= {f"ec2:Create{number}": ["*"] for number in range(900)}
    documents = policies(needed)
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in documents]
    assert max(sizes) <= MOST_CHARACTERS
    allowed = {action for each in documents for statement in each["Statement"] for action in statement["Action"]}
    arns = {arn for each in documents for statement in each["Statement"] for arn in statement["Resource"]}
    assert allowed == needed.keys()
    assert len(arns) == 701
    assert len(documents) < 20


def test_what_another_pattern_includes_is_left_out():
    [document] = policies({"ec2:Describe*": ["*", "arn:x"], "ec2:DescribeVpcs": ["*"]})
    assert document == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:Describe*"], "Resource": ["*"]}],
    }
