"""Which stages write logs, and the role of the account with which they would."""

from typing import Any

import pytest

from private_api_guard.model.gateway.stage import Stage, accounts, method_settings, stages
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

API = made("apigateway/restApi:RestApi", "orders", outputs={"id": "r1"})


def stage(*others: Resource, **inputs: Any) -> tuple[Stack, Stage]:
    """A stage of a REST API."""
    resource = made("apigateway/stage:Stage", "live", **{"restApi": "r1", "stageName": "v1", **inputs})
    stack = Stack([API, resource, *others])
    return stack, next(stages(stack))


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        (None, "closed"),
        ({}, "closed"),
        ({"destinationArn": ""}, "closed"),
        ({"destinationArn": "arn:aws:logs:eu-west-1:1:log-group:access", "format": "$context.requestId"}, "open"),
        ({"destinationArn": UNKNOWN}, "open"),
        (UNKNOWN, "unknown"),
    ],
)
def test_access_logs(settings: Any, state: str) -> None:
    _, found = stage(accessLogSettings=settings)
    assert found.access_log.state.value == state


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        ({"format": "$context.requestId"}, "$context.requestId"),
        ({"format": UNKNOWN}, "not known"),
        ({}, "not set"),
        (None, "not set"),
        (UNKNOWN, "not known"),
    ],
)
def test_format_of_the_access_log(settings: Any, form: str) -> None:
    _, found = stage(accessLogSettings=settings)
    assert str(found.access_log_format) == form


@pytest.mark.parametrize(
    ("settings", "named", "state"),
    [
        ({"settings": {"loggingLevel": "INFO"}}, {}, "open"),
        ({"settings": {"loggingLevel": "ERROR"}}, {}, "open"),
        ({"settings": {"loggingLevel": "OFF"}}, {}, "closed"),
        ({"settings": {}}, {}, "closed"),
        ({"settings": {"loggingLevel": UNKNOWN}}, {}, "unknown"),
        ({"settings": {"loggingLevel": "INFO"}, "stageName": "v2"}, {}, "closed"),
        ({"settings": {"loggingLevel": "INFO"}, "stageName": UNKNOWN}, {}, "unknown"),
        ({"settings": {"loggingLevel": "INFO"}}, {"stageName": UNKNOWN}, "unknown"),
        ({"settings": {"loggingLevel": "INFO"}, "restApi": "r2"}, {}, "closed"),
    ],
)
def test_settings_of_methods(settings: dict[str, Any], named: dict[str, Any], state: str) -> None:
    given = {"restApi": "r1", "stageName": "v1", "methodPath": "*/*", **settings}
    stack, found = stage(made("apigateway/methodSettings:MethodSettings", "all", **given), **named)
    [listed] = method_settings(stack)
    assert listed.log(found).state.value == state


@pytest.mark.parametrize(
    ("role", "absent"), [("arn:aws:iam::1:role/logs", False), (UNKNOWN, False), ("", True), (None, True)]
)
def test_the_role_of_an_account(role: Any, *, absent: bool) -> None:
    [account] = accounts(Stack([made("apigateway/account:Account", "account", cloudwatchRoleArn=role)]))
    assert account.cloudwatch_role.absent is absent
