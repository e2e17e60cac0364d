"""What stages need to write logs: settings of their methods, and the role of the account.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from dataclasses import dataclass
from typing import Final

from ..families import API
from ..values import Entity, Key, Stack, Value
from ..verdict import Verdict, closed, every, opened, unknown
from .stage import Stage

_LEVELS: Final = ("ERROR", "INFO")


@dataclass(frozen=True)
class Account(Entity):
    """The settings of API Gateway for an account and Region."""

    cloudwatch_role: Value[str]


@dataclass(frozen=True)
class MethodSettings(Entity):
    """Settings of the methods of a stage; `api` is the key of its API, `None` where that can not be told."""

    api: Key | None
    stage_name: Value[str]
    logging_level: Value[str]

    def log(self, stage: Stage) -> Verdict:
        """Whether they have methods of a stage write logs."""
        name = stage.name.known
        named = unknown(stage.name.where) if name is None else self.stage_name.is_(name)
        meant = opened() if self.api is not None and self.api == stage.api else closed()
        answer = every((self.logging_level.is_(*_LEVELS), meant, named))
        return answer.because(f"{self.name} sets loggingLevel {self.logging_level}") if answer.open else answer


def accounts(stack: Stack) -> tuple[Account, ...]:
    """The settings of accounts that a stack makes."""
    listed = stack.of("apigateway.Account")
    return tuple(Account(each, each.text("cloudwatchRoleArn").unless("")) for each in listed)


def method_settings(stack: Stack) -> tuple[MethodSettings, ...]:
    """All settings of methods, in order of URN."""
    return tuple(
        MethodSettings(each, api.key, each.text("stageName"), each.block("settings").text("loggingLevel"))
        for each, api in stack.referring("apigateway.MethodSettings", "restApi", *API)
    )
