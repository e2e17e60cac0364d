"""A Pulumi project's files: Pulumi.yaml, the stacks beside it, and the configuration that they give a program.

Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/ and .../concepts/config/.
"""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from preflight.errors import ConfigError, ProjectError, StackError
from preflight.processes.interpreter import interpreter_of

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


@dataclass(frozen=True)
class Project:
    """What Pulumi.yaml says. `declared` maps the full keys of `config:` to their declarations."""

    file: Path
    name: str
    main: Path
    interpreter: Path
    stacks_folder: Path
    declared: Mapping[str, dict[str, Any]]

    @property
    def folder(self) -> Path:
        """Where Pulumi.yaml is, which is where the program runs."""
        return self.file.parent

    @property
    def stacks(self) -> list[str]:
        """The stacks that have a file."""
        return sorted(path.stem.removeprefix("Pulumi.") for path in self.stacks_folder.glob("Pulumi.*.yaml"))


@dataclass(frozen=True)
class StackConfig:
    """A stack's configuration as programs see it: full keys to texts, objects as JSON.

    `secret_keys` are secret; `stand_ins` those of them whose encrypted value was replaced by a stand-in text.
    `environments` are the ESC environments that the stack imports, whose values nobody has offline.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    secret_keys: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


def read_project(folder: Path) -> Project:
    """The project in a folder. Raises `ProjectError`."""
    folder = folder.resolve()
    file = next((folder / name for name in ("Pulumi.yaml", "Pulumi.yml") if (folder / name).is_file()), None)
    if file is None:
        raise ProjectError(f"no Pulumi.yaml in {folder}", remedy="PROGRAM is the folder that holds Pulumi.yaml.")
    content = _mapping(file, ProjectError)
    name = content.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        raise ProjectError(
            f"{file.name}: name is {name!r}", remedy="Allowed: letters, digits, '-', '_' and '.', at most 100."
        )
    runtime = content.get("runtime")
    options = runtime.get("options") or {} if isinstance(runtime, dict) else {}
    runtime_name = runtime.get("name") if isinstance(runtime, dict) else runtime
    if runtime_name != "python":
        raise ProjectError(
            f"{file.name}: runtime is {runtime_name!r}", remedy="preflight runs programs of the runtime 'python'."
        )
    main = folder / str(content.get("main") or "")
    return Project(
        file=file,
        name=name,
        main=main,
        interpreter=interpreter_of(folder, options.get("virtualenv")),
        stacks_folder=folder / str(content.get("stackConfigDir") or ""),
        declared=_declarations(file, name, content.get("config")),
    )


def read_config(project: Project, stack: str, config_file: Path | None = None) -> StackConfig:
    """The configuration of a stack: its file over the defaults of Pulumi.yaml.

    `config_file` takes the place of the stack's own file. Raises `StackError` and `ConfigError`.
    """
    file = config_file or project.stacks_folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        if config_file:
            raise StackError(f"no such configuration file: {config_file}")
        raise StackError(
            f"stack {stack!r} does not exist: there is no {_short(project, file)}",
            remedy=f"Stacks here: {', '.join(project.stacks) or 'none'}.",
        )
    content = _mapping(file, StackError)
    given = content.get("config") or {}
    if not isinstance(given, dict):
        raise ConfigError(f"{_short(project, file)}: config is not a mapping of keys to values")
    settings: dict[str, Any] = {}
    for key, value in given.items():
        full = _full_key(project, str(key))
        if full in settings:
            raise ConfigError(f"{_short(project, file)}: {full} is given twice, with and without its namespace")
        _refuse_unknown(project, file, full)
        _check_type(project, file, full, value)
        settings[full] = value
    for full, declaration in project.declared.items():
        if full in settings:
            continue
        if "value" in declaration or "default" in declaration:
            settings[full] = declaration.get("value", declaration.get("default"))
        elif "type" in declaration:
            raise ConfigError(
                f"{_short(project, file)}: {full} is missing",
                remedy=f"{project.file.name} declares it as {declaration['type']}, without a default.",
            )
    return replace(_as_programs_see_it(project, settings), environments=_environments(content))


def _environments(content: Mapping[str, Any]) -> tuple[str, ...]:
    imports = content.get("environment")
    imports = imports.get("imports", ["(inline)"]) if isinstance(imports, dict) else imports
    return tuple(str(entry) for entry in imports) if isinstance(imports, list) else ()


def _as_programs_see_it(project: Project, settings: Mapping[str, Any]) -> StackConfig:
    values, secrets, stand_ins = {}, [], []
    for key, value in settings.items():
        if value is None:
            continue
        opened, encrypted = _opened(key, value)
        if encrypted:
            stand_ins.append(key)
        if encrypted or project.declared.get(key, {}).get("secret"):
            secrets.append(key)
        values[key] = _text(opened)
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
    if isinstance(value, dict | list):
        return json.dumps(value, default=str)
    return str(value)


def _declarations(file: Path, name: str, content: Any) -> dict[str, dict[str, Any]]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ProjectError(f"{file.name}: config is not a mapping of keys to declarations")
    result = {}
    for key, value in content.items():
        full = key if ":" in str(key) else f"{name}:{key}"
        declaration = value if isinstance(value, dict) and set(value) & _DECLARING else {"value": value}
        kind = declaration.get("type")
        if kind is not None and kind not in _TYPES:
            raise ProjectError(f"{file.name}: {key} has the type {kind!r}", remedy=f"Allowed: {', '.join(_TYPES)}.")
        if kind is not None and not full.startswith(f"{name}:"):
            raise ProjectError(
                f"{file.name}: {key} has a type, but is not in the project's namespace {name!r}",
                remedy="A key of another namespace takes a value only.",
            )
        result[full] = declaration
    return result


_DECLARING = {"type", "default", "value", "description", "secret", "items"}


def _full_key(project: Project, key: str) -> str:
    return key if ":" in key else f"{project.name}:{key}"


def _refuse_unknown(project: Project, file: Path, full: str) -> None:
    own = f"{project.name}:"
    declared = [key for key in project.declared if key.startswith(own)]
    if not declared or not full.startswith(own) or full in project.declared:
        return
    near = difflib.get_close_matches(full, declared, 1, 0.7)
    raise ConfigError(
        f"{_short(project, file)}: unknown configuration key {full}",
        remedy=(f"Did you mean {near[0]}? " if near else "")
        + f"{project.file.name} declares: {', '.join(key.removeprefix(own) for key in sorted(declared))}.",
    )


def _check_type(project: Project, file: Path, full: str, value: Any) -> None:
    declaration = project.declared.get(full, {})
    kind = declaration.get("type")
    if kind is None or value is None or (isinstance(value, dict) and set(value) == {"secure"}):
        return
    problem = _mismatch(declaration, value)
    if problem:
        raise ConfigError(
            f"{_short(project, file)}: {full} is {problem}",
            remedy=f"{project.file.name} declares it as {_named(declaration)}.",
        )


def _mismatch(declaration: Mapping[str, Any], value: Any) -> str | None:
    kind = declaration.get("type")
    if kind not in _TYPES or _fits(kind, value):
        items = declaration.get("items")
        if kind == "array" and isinstance(items, dict) and isinstance(value, list):
            return next((f"an array with {found}" for part in value if (found := _mismatch(items, part))), None)
        return None
    return f"{json.dumps(value, default=str)}, which is no {kind}"


def _fits(kind: str, value: Any) -> bool:
    if isinstance(value, str) and kind in {"integer", "boolean"}:
        # `pulumi config set` writes numbers and booleans as text.
        return value in {"true", "false"} if kind == "boolean" else re.fullmatch(r"-?\d+", value) is not None
    if kind == "string":
        return not isinstance(value, dict | list)
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _named(declaration: Mapping[str, Any]) -> str:
    items = declaration.get("items")
    return f"array of {_named(items)}" if isinstance(items, dict) else str(declaration.get("type"))


def _mapping(file: Path, error: type[ProjectError | StackError]) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        raise error(f"{file.name}{place} is not YAML: {getattr(problem, 'problem', problem)}") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise error(f"{file.name} can not be read: {problem}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise error(f"{file.name} does not hold a mapping")
    return content


def _short(project: Project, file: Path) -> str:
    try:
        return str(file.resolve().relative_to(project.folder))
    except ValueError:
        return str(file)
