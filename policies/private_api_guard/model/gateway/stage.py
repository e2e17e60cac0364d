"""Stages of APIs, with their variables, and what they need to write logs.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..families import API, DEPLOYMENTS, LINKS, ROLE
from ..values import NOT_SET, Entity, Key, Reference, Resource, Stack, Value, absent, known, not_known
from ..verdict import Verdict, closed, every, opened, unknown

_ACCESS_LOG: Final = "accessLogSettings"
_FIREHOSE: Final = "kinesis.FirehoseDeliveryStream"
_STREAM: Final = re.compile(r":deliverystream/(.+)$")
_CANARY: Final = "canarySettings"
_OF_HTTP_API: Final = "apigatewayv2.Stage"
# What each kind calls its API, its name, its deployment and its variables.
_NAMES: Final = {
    "apigateway.Stage": ("restApi", "stageName", "deployment", "variables"),
    _OF_HTTP_API: ("apiId", "name", "deploymentId", "stageVariables"),
}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage. `api` is the key of its API, `None` where that can not be told.

    `variables_made` says whether something of the stack feeds the stage variables as a whole. A canary with variables
    of its own, the `overrides`, is a stage of its own with the same resource and name. `canary` is its deployment.
    """

    resource: Resource
    api: Key | None
    http: bool
    name: Value[str]
    deployment: Reference
    canary: Reference
    auto_deploy: Value[bool]
    variables: Value[dict[str, Value[str]]]
    variables_made: bool
    overrides: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        """Its URN."""
        return self.resource.urn

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"{self.name.known or self.resource.name}{' (canary)' if self.overrides else ''}"

    @property
    def access_log(self) -> Verdict:
        """Whether it writes an access log."""
        block = self.resource.block(_ACCESS_LOG)
        if block.unknown:
            return unknown(f"{self.resource.name}.{_ACCESS_LOG}")
        given = not block.text("destinationArn").unless("").absent
        name = self.resource.name
        return opened(f"{name} has {_ACCESS_LOG}") if given else closed(f"{name} has no {_ACCESS_LOG}")

    @property
    def access_log_format(self) -> Value[str]:
        """The format of its access log."""
        return self.resource.block(_ACCESS_LOG).text("format")

    @property
    def access_log_destination(self) -> Value[str]:
        """The ARN of the log group or Firehose stream that gets its access log."""
        return self.resource.block(_ACCESS_LOG).text("destinationArn")

    def variable(self, name: str) -> Value[str]:
        """A stage variable."""
        if self.variables.known is None:
            return not_known(self.variables.where)
        return self.variables.known.get(name) or absent(self.variables.where, name)


def stages(stack: Stack) -> Iterator[Stage]:
    """Every stage of the stack, those of REST APIs first."""
    for family, (api, name, deployment, variables) in _NAMES.items():
        for resource in stack.of(family):
            http, canary = family == _OF_HTTP_API, resource.block(_CANARY).text("deploymentId")
            made = Stage(
                resource=resource,
                api=stack.refer(resource, api, *API).key,
                http=http,
                name=resource.text(name),
                deployment=stack.refer(resource, deployment, *DEPLOYMENTS),
                canary=stack.refer_value(resource, _CANARY, canary, *DEPLOYMENTS),
                auto_deploy=resource.flag("autoDeploy").or_else(False) if http else known(False),
                variables=resource.mapping(variables).or_else({}),
                variables_made=bool(resource.feeds(variables)),
            )
            yield made
            yield from _canary(made)


def _canary(stage: Stage) -> Iterator[Stage]:
    """The part of a stage that gets other variables, where it has one."""
    block = stage.resource.block(_CANARY)
    overrides = block.mapping("stageVariableOverrides").known
    if overrides and stage.variables.known is not None and block.text("percentTraffic").unless("0").known:
        variables = known({**stage.variables.known, **overrides}, stage.resource.name, _CANARY)
        yield replace(stage, variables=variables, overrides=frozenset(overrides))


def log_stream(stack: Stack, stage: Stage) -> Value[str]:
    """The name of the Firehose stream that gets a stage's access log; absent where that is none."""
    arn = stage.access_log_destination
    found = _STREAM.search(arn.known or "")
    if found:
        return known(found[1], stage.resource.name, _ACCESS_LOG)
    stream = stack.refer_value(stage.resource, _ACCESS_LOG, arn, _FIREHOSE).one
    return NOT_SET if stream is None else stream.text("name")


def link_named_by(stack: Stack, stage: Stage, variable: str) -> Reference:
    """The VPC link that a variable of a stage stands for."""
    resource = stage.resource
    key = "stageVariables" if stage.http else "variables"
    key = _CANARY if variable in stage.overrides else key
    if stage.variables.unknown:
        links = stack.refer(resource, key, *LINKS)
        return links if links.one else Reference(unknown=True, where=stage.variables.where)
    return stack.refer_value(resource, key, stage.variable(variable), *LINKS)


_LEVELS: Final = ("ERROR", "INFO")


@dataclass(frozen=True)
class Account(Entity):
    """The settings of API Gateway for an account and Region: the role by which it writes logs."""

    cloudwatch_role: Value[str]
    role: Reference


@dataclass(frozen=True)
class MethodSettings(Entity):
    """Settings of the methods of a stage; `api` is the key of its API, `None` where that can not be told."""

    api: Key | None
    stage_name: Value[str]
    logging_level: Value[str]

    def of(self, stage: Stage) -> Verdict:
        """Whether they are those of a stage."""
        name = stage.name.known
        named = unknown(stage.name.where) if name is None else self.stage_name.is_(name)
        return every((opened() if self.api is not None and self.api == stage.api else closed(), named))

    def log(self, stage: Stage) -> Verdict:
        """Whether they have methods of a stage write logs."""
        answer = every((self.logging_level.is_(*_LEVELS), self.of(stage)))
        return answer.because(f"{self.name} sets loggingLevel {self.logging_level}") if answer.open else answer


def accounts(stack: Stack) -> tuple[Account, ...]:
    """The settings of accounts that a stack makes."""
    listed = stack.of("apigateway.Account")
    key = "cloudwatchRoleArn"
    return tuple(Account(each, each.text(key).unless(""), stack.refer(each, key, ROLE)) for each in listed)


def method_settings(stack: Stack) -> tuple[MethodSettings, ...]:
    """All settings of methods, in order of URN."""
    return tuple(
        MethodSettings(each, api.key, each.text("stageName"), each.block("settings").text("loggingLevel"))
        for each, api in stack.referring("apigateway.MethodSettings", "restApi", *API)
    )
