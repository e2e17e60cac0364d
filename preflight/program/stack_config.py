"""A stack's file, and the configuration that it and Pulumi.yaml give a program.

Source: https://www.pulumi.com/docs/iac/concepts/config/.
"""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from preflight.answers.given import Environment
from preflight.documents.document import Document, Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import ConfigError, StackError
from preflight.program.project import Project

_LIMIT = 128 * 1024 - 64
"""Bytes that one environment variable may hold on Linux, less its name: Pulumi's language host for Python hands all of
the configuration to a program in one (`MAX_ARG_STRLEN`, https://man7.org/linux/man-pages/man2/execve.2.html)."""

_INLINE = "(inline)"
_NONE: Mapping[str, Environment] = {}


@dataclass(frozen=True)
class StackConfig:
    """A stack's configuration as programs see it: full keys to texts, objects as JSON.

    `secret_keys` are secret; `stand_ins` those of them whose encrypted value was replaced by a stand-in text.
    `environments` are the ESC environments that the stack imports and whose values no file gives; `variables` are what
    the others give a process; `document` is the stack's file.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    secret_keys: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = field(default=None, repr=False)

    def place(self, key: Sequence[str | int]) -> str:
        """`file:line` of a full key and the steps below it, or of the nearest one above; empty if nobody wrote it."""
        if self.document is None:
            return ""
        written = self.document.value(("config",)) or {}
        first = next((each for each in (key[0], str(key[0]).partition(":")[2]) if each in written), None)
        return "" if first is None else self.document.place(("config", first, *key[1:]))


class _Environment(Shape):
    imports: list[str | dict[str, Any]] | None = None


class _StackFile(Shape):
    config: dict[str, Any] | None = None
    environment: (
        Annotated[_Environment, BeforeValidator(lambda value: {"imports": value} if isinstance(value, list) else value)]
        | None
    ) = None

    @property
    def environments(self) -> tuple[str, ...]:
        if self.environment is None:
            return ()
        imports = self.environment.imports
        return (_INLINE,) if imports is None else tuple(name for entry in imports for name in _names(entry))


def _names(entry: str | dict[str, Any]) -> list[str]:
    """An import is a name, or a name with options below it."""
    return [entry] if isinstance(entry, str) else list(entry)


def read_config(
    project: Project, stack: str, config_file: Path | None = None, environments: Mapping[str, Environment] = _NONE
) -> StackConfig:
    """The configuration of a stack: its file over its environments, over the defaults of Pulumi.yaml.

    `config_file` takes the place of the stack's own file; `environments` are those whose values are known. Raises
    `StackError` and `ConfigError`.
    """
    document = _stack_file(project, stack, config_file)
    content = document.fit(_StackFile, what="configuration of a stack")
    written = replace(document, error=ConfigError)
    settings: dict[str, tuple[Any, str]] = {}
    for key, value in (content.config or {}).items():
        full = _full(key, project.name)
        if full is None:
            raise written.wrong(
                ("config", key), "the engine has no such key", remedy="Allowed: NAMESPACE:NAME.", secret=True
            )
        if full in settings:
            raise written.wrong(("config", key), f"{full} is given twice, with and without its namespace", secret=True)
        _refuse_unknown(project, written, key, full)
        _check_type(project, written, key, full)
        settings[full] = (value, document.written.get(("config", key), ""))
    imported = [environments[name] for name in content.environments if name in environments]
    for environment in reversed(imported):  # of two that give the same, the later one counts
        for key, value in environment.pulumi_config.items():
            settings.setdefault(key if ":" in key else f"{project.name}:{key}", (value, ""))
    for full, declaration in project.declared.items():
        if full in settings:
            continue
        if declaration.settled:
            value = declaration.default if declaration.value is None else declaration.value
            settings[full] = (value, "")
        elif declaration.type:
            raise ConfigError(
                f"{full} is missing",
                remedy=f"{project.file.name} declares it as {declaration.type}, without a default.",
                position=written.place(("config",)),
            )
    config = replace(
        _as_programs_see_it(project, settings),
        environments=tuple(name for name in content.environments if name not in environments),
        variables={name: text for each in imported for name, text in each.environment_variables.items()},
        document=document,
    )
    _refuse_size(config, written)
    return config


def _full(key: str, namespace: str) -> str | None:
    """A key with its namespace, which once stood before `:config:`; None of what is no key.

    Source: pulumi/pulumi `sdk/go/common/resource/config/key.go` (ParseKey).
    """
    match key.split(":"):
        case [name]:
            return f"{namespace}:{name}"
        case [_, _]:
            return key
        case [own, "config", name]:
            return f"{own}:{name}"
    return None


def _stack_file(project: Project, stack: str, config_file: Path | None) -> Document:
    file = config_file or project.stack_file(stack)
    if config_file and not _is_there(config_file):
        raise StackError(f"no such configuration file: {project.named(config_file)}")
    if not config_file and not file.is_file():
        raise StackError(
            f"stack {stack!r} does not exist: there is no {project.named(file)}",
            remedy=f"Stacks here: {', '.join(project.stacks) or 'none'}.",
        )
    return read_yaml(file, StackError, name=project.named(file))


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return False  # a name that is too long is nobody's


def _refuse_size(config: StackConfig, document: Document) -> None:
    size = len(json.dumps(dict(config.values)))
    if size > _LIMIT:
        largest = max(config.values, key=lambda key: len(config.values[key]))
        raise ConfigError(
            f"the configuration has {size} bytes, of which {largest} has {len(config.values[largest])}",
            remedy=f"Allowed: {_LIMIT} bytes, all that an environment variable holds, in which a program gets it.",
            position=document.name,
        )


def _as_programs_see_it(project: Project, settings: Mapping[str, tuple[Any, str]]) -> StackConfig:
    values, secrets, stand_ins = {}, [], []
    for key, (value, written) in settings.items():
        if value is None:
            continue
        opened, encrypted = _opened(key, value)
        if encrypted:
            stand_ins.append(key)
        if encrypted or (key in project.declared and project.declared[key].secret):
            secrets.append(key)
        values[key] = written or _text(opened)
    return StackConfig(values, tuple(sorted(secrets)), tuple(sorted(stand_ins)))


def stand_in(key: str) -> str:
    """What takes the place of an encrypted value, which nothing can decrypt offline."""
    return f"stand-in-for-secret-{re.sub(r'[^A-Za-z0-9]+', '-', key)}"


def _opened(key: str, value: Any) -> tuple[Any, bool]:
    if isinstance(value, dict):
        if set(value) == {"secure"} and isinstance(value["secure"], str):
            return stand_in(key), True
        parts = {name: _opened(f"{key}-{name}", part) for name, part in value.items()}
        return {name: part for name, (part, _) in parts.items()}, any(secret for _, secret in parts.values())
    if isinstance(value, list):
        elements = [_opened(f"{key}-{place}", part) for place, part in enumerate(value)]
        return [part for part, _ in elements], any(secret for _, secret in elements)
    return value, False


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _refuse_unknown(project: Project, document: Document, key: str, full: str) -> None:
    own = f"{project.name}:"
    declared = [each for each in project.declared if each.startswith(own)]
    if not declared or not full.startswith(own) or full in project.declared:
        return
    near = difflib.get_close_matches(full, declared, 1, 0.7)
    raise ConfigError(
        f"unknown configuration key {full}",
        remedy=(f"Did you mean {near[0]}? " if near else "")
        + f"{project.file.name} declares: {', '.join(each.removeprefix(own) for each in sorted(declared))}.",
        position=document.place(("config", key)),
    )


def _check_type(project: Project, document: Document, key: str, full: str) -> None:
    value = document.value(("config", key))
    declaration = project.declared.get(full)
    if declaration is None or value is None or (isinstance(value, dict) and set(value) == {"secure"}):
        return
    wrong = declaration.mismatch(value)
    if wrong:
        raise ConfigError(
            f"{full} is {'no ' + str(declaration.type) if declaration.secret else wrong}",
            remedy=f"{project.file.name} declares it as {declaration.named}.",
            position=document.place(("config", key)),
        )
