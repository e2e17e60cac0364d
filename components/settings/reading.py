"""Raw stack configuration to Settings. Pure; every error names key, value, what is allowed and the remedy."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .base import BrokenRuleError
from .places import path_of
from .stack import Settings
from .wording import KINDLESS, PROJECT, UNSHOWN, said, telling

_SHOWN = 80  # characters of a value that an error tells


class Problem(NamedTuple):
    """One thing to change: its place in the stack file, from the full key down, and what to do about it."""

    key: tuple[str | int, ...]
    text: str


class SettingsError(Exception):
    """The configuration cannot be used. The message is complete: one line for each thing to change."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        count = "1 error" if len(self.problems) == 1 else f"{len(self.problems)} errors"
        self.title = f"The stack's configuration cannot be used ({count}):"
        super().__init__("\n".join([self.title, *(f"  - {each.text}" for each in self.problems)]))


def read(config: Mapping[str, str]) -> Settings:
    """Settings from a stack's configuration as Pulumi gives it: full keys (`private-api:apis`), objects as JSON.

    Raises SettingsError where a key is unknown or a value is not allowed.
    """
    raw: dict[str, Any] = {}
    problems = []
    for key, text in config.items():
        namespace, _, name = key.partition(":")
        if namespace != PROJECT:
            continue
        try:
            raw[name] = json.loads(text)
        except (ValueError, RecursionError):
            shown = "a value" if name == UNSHOWN or len(text) > _SHOWN else repr(text)
            told = f"{key}: {shown} is not an object. Allowed: keys and values, indented below {key} in the stack file."
            problems.append(Problem((key,), told))
    if problems:
        raise SettingsError(problems)
    return parse(raw, config.get("aws:region"))


def parse(raw: Mapping[str, Any], region: str | None) -> Settings:
    """Settings from plain values, for the AWS region of the stack.

    Raises SettingsError as `read` does.
    """
    document = {**raw, "region": region} if region else dict(raw)
    try:
        return Settings.model_validate_json(json.dumps(document))
    except ValidationError as error:
        details = telling(error.errors(include_url=False), document)
        raise SettingsError([_problem(each, document) for each in details]) from None


def _problem(detail: ErrorDetails, document: Mapping[str, Any]) -> Problem:
    rule = (detail.get("ctx") or {}).get("error")
    broken = rule if isinstance(rule, BrokenRuleError) else None
    path = (*path_of(detail["loc"], document), *(broken.key if broken else ()))
    if detail["type"] in KINDLESS:
        path = (*path, "kind")
    first = ("aws:region",) if path[:1] == ("region",) else tuple(f"{PROJECT}:{step}" for step in path[:1])
    return Problem((*first, *path[1:]), said(detail, path, broken, document))
