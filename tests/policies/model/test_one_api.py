"""Parts of an API that name parts of another one, as far as both APIs are known."""

import pytest

from private_api_guard.model.one_api import strays
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

OURS, THEIRS = (made("apigateway/restApi:RestApi", name) for name in ("ours", "theirs"))


def part(token, name, api, **named):
    """A part of an API, with the resources that it names by property; another value stands for itself."""
    made_from = {key: [value] for key, value in named.items() if not isinstance(value, str)}
    inputs = {key: value if isinstance(value, str) else UNKNOWN for key, value in named.items()}
    return made(f"apigateway/{token}", name, restApi=UNKNOWN, **inputs, feeds={"restApi": [api], **made_from})


RESOURCE, METHOD, INTEGRATION = "resource:Resource", "method:Method", "integration:Integration"
MINE, OTHER = part(RESOURCE, "mine", OURS, parentId=OURS), part(RESOURCE, "other", THEIRS, parentId=THEIRS)
CHECK = part("requestValidator:RequestValidator", "check", THEIRS)


@pytest.mark.parametrize(
    ("asked", "stray"),
    [
        (part(METHOD, "get", OURS, resourceId=MINE), False),
        (part(METHOD, "get", OURS, resourceId=OURS), False),
        (part(METHOD, "get", OURS, resourceId=OTHER), True),
        (part(METHOD, "get", OURS, resourceId=THEIRS), True),
        (part(METHOD, "get", OURS, resourceId=MINE, requestValidatorId=CHECK), True),
        (part(METHOD, "get", THEIRS, resourceId=OTHER, requestValidatorId=CHECK), False),
        (part(METHOD, "get", OURS, resourceId=MINE, requestValidatorId="abc123"), False),
        (part(METHOD, "get", OURS, resourceId="abc123"), False),
        (part(INTEGRATION, "call", OURS, resourceId=OTHER), True),
        (part("integrationResponse:IntegrationResponse", "answer", OURS, resourceId=OTHER), True),
        (part("methodResponse:MethodResponse", "answer", OURS, resourceId=OTHER), True),
        (part(RESOURCE, "below", OURS, parentId=OTHER), True),
        (part(RESOURCE, "below", OURS, parentId=MINE), False),
    ],
)
def test_what_is_named_is_of_the_same_api(asked, stray):
    stack = Stack([OURS, THEIRS, MINE, OTHER, CHECK, asked])
    assert [each.part is asked for each in strays(stack)] == [True] * stray


def test_an_api_outside_of_the_stack_may_be_the_same():
    method = made(
        "apigateway/method:Method", "get", restApi="a1b2c3", resourceId=UNKNOWN, feeds={"resourceId": [OTHER]}
    )
    assert list(strays(Stack([THEIRS, OTHER, method]))) == []
