"""ARNs of a stack file lie where the stack does: each setting that is one is asked."""

import copy
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from components.settings import SettingsError
from components.settings.arn import Arn
from components.settings.base import Setting
from components.settings.reading import parse
from tests.engine import ROOT, raw_settings

ACCOUNT = "123456789012"
# By class and setting: a stack file, the place in it, and an ARN with its Region left out.
ARNS = {
    "DomainSettings.certificate": (
        "examples/openapi",
        "apis|sites|domain|certificate",
        "arn:{}:acm:{}:{}:certificate/0b1f6a0e",
    ),
    "ListenerSettings.certificate": (
        "examples/instances",
        "backends|shop|listener|certificate",
        "arn:{}:acm:{}:{}:certificate/0b1f6a0e",
    ),
    "OperationsSettings.key": ("stacks/prod", "operations|key", "arn:{}:kms:{}:{}:key/4b0c1d2e"),
    "OperationsSettings.topic": ("stacks/prod", "operations|topic", "arn:{}:sns:{}:{}:alarms"),
    "FirewallSettings.acl": (
        "examples/private",
        "apis|ledger|firewall|acl",
        "arn:{}:wafv2:{}:{}:regional/webacl/shared/4b0c1d2e",
    ),
}


def with_arn(setting: str, partition: str, region: str) -> str:
    """What is said of a stack in eu-west-1 with an ARN; nothing where the stack may have it."""
    file, place, arn = ARNS[setting]
    folder, name = file.split("/")
    raw, home = raw_settings(ROOT / folder / f"Pulumi.{name}.yaml")
    raw = copy.deepcopy(raw)
    *steps, last = place.split("|")
    below = raw
    for step in steps:
        below = below[step]
    below[last] = arn.format(partition, region, ACCOUNT)
    try:
        parse(raw, home)
    except SettingsError as error:
        (problem,) = error.problems
        return problem.text
    return ""


@pytest.mark.parametrize("setting", ARNS)
def test_an_arn_of_the_stacks_region_is_taken(setting: str) -> None:
    assert with_arn(setting, "aws", "eu-west-1") == ""


@pytest.mark.parametrize("setting", ARNS)
def test_one_of_another_region_is_refused(setting: str) -> None:
    text = with_arn(setting, "aws", "us-east-1")
    assert f"private-api:{ARNS[setting][1].replace('|', '.')} = " in text
    assert "it is of another region than the stack, us-east-1. " in text
    assert ":eu-west-1:" in text.partition("Allowed: ")[2]
    assert "Remedy: name one of eu-west-1, or make one there." in text


@pytest.mark.parametrize("setting", ARNS)
def test_one_of_another_partition_is_refused(setting: str) -> None:
    assert "it is of aws-cn. Allowed: arn:aws:" in with_arn(setting, "aws-cn", "eu-west-1")


def _models(kind: type[BaseModel] = Setting) -> Iterator[type[BaseModel]]:
    for model in kind.__subclasses__():
        yield model
        yield from _models(model)


def _says_arn(kind: Any) -> bool:
    return isinstance(kind, Arn) or any(map(_says_arn, get_args(kind)))


def test_every_setting_that_is_an_arn_is_asked() -> None:
    own = {
        f"{model.__name__}.{name}"
        for model in _models()
        for name in model.__annotations__
        if _says_arn(model.model_fields[name].annotation) or any(map(_says_arn, model.model_fields[name].metadata))
    }
    assert own == set(ARNS), "add a row for it"
