"""A Pulumi project's file, Pulumi.yaml.

Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from preflight.documents.document import Document, PathText, Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import ProjectError
from preflight.files import absolute
from preflight.program.languages.language import Language, Program
from preflight.program.languages.runtime import Runtime, language_of
from preflight.repository import path_in, project_file, repository_of

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class Items(Shape):
    """What the elements of an array are."""

    type: Literal["string", "integer", "boolean", "array", "object"] | None = None
    items: "Items | None" = None

    @property
    def named(self) -> str:
        """The type in words: `array of string`."""
        return f"array of {self.items.named}" if self.items else str(self.type)

    def mismatch(self, value: Any) -> str:
        """What is wrong with a value's type; empty if nothing is."""
        if self.type and not _fits(self.type, value):
            return f"{json.dumps(value)}, which is no {self.type}"
        if self.type == "array" and self.items:
            found = (self.items.mismatch(part) for part in value)
            return next((f"an array with {each}" for each in found if each), "")
        return ""


class Declaration(Items):
    """What Pulumi.yaml says of a configuration key: its type, or its value."""

    default: Any = None
    value: Any = None
    secret: bool = False

    @property
    def settled(self) -> bool:
        """Whether the key has a value that a stack need not give."""
        return bool({"value", "default"} & self.model_fields_set)


_DECLARING = {"type", "default", "value", "description", "secret", "items"}


def _declared(value: Any) -> Any:
    return value if isinstance(value, dict) and set(value) & _DECLARING else {"value": value}


def named(name: str) -> str:
    """The name of a project or stack, if it may be one. Raises `ValueError`, which says what is allowed."""
    if not _NAME.fullmatch(name):
        raise ValueError("letters, digits, '-', '_' and '.', at most 100")
    return name


class _ProjectFile(Shape):
    name: Annotated[str, AfterValidator(named)]
    runtime: Runtime
    main: PathText | None = None
    stack_config_dir: PathText | None = None
    config: dict[str, Annotated[Declaration, BeforeValidator(_declared)]] | None = None


@dataclass(frozen=True)
class Project:
    """What Pulumi.yaml says. `declared` maps the full keys of `config:` to their declarations."""

    file: Path
    name: str
    main: Path
    language: Language
    stacks_folder: Path
    declared: Mapping[str, Declaration]

    @property
    def folder(self) -> Path:
        """Where Pulumi.yaml is."""
        return self.file.parent

    @property
    def program(self) -> Program:
        """What is run."""
        return Program(self.main, self.folder, self.repository)

    @cached_property
    def repository(self) -> Path:
        """The top of the repository that the project is in, which all places are told relative to."""
        return repository_of(self.folder)

    def named(self, file: Path) -> str:
        """What messages call a file."""
        return path_in(self.repository, file)

    def stack_file(self, stack: str) -> Path:
        """The file of a stack, whether or not it is there."""
        return self.stacks_folder / f"Pulumi.{stack}.yaml"

    @property
    def stacks(self) -> list[str]:
        """The stacks that have a file. What no stack can be called is a file of something else."""
        files = (path for path in self.stacks_folder.glob("Pulumi.*.yaml") if path.is_file())
        return sorted(name for path in files if _NAME.fullmatch(name := path.stem.removeprefix("Pulumi.")))


def _program_in(folder: Path) -> str:
    """What to name instead of a folder without a project."""
    if not folder.is_dir():
        return "There is no such folder. PROGRAM is the one that holds Pulumi.yaml."
    below = sorted(file.parent.name for file in folder.glob("*/Pulumi.yaml"))
    return f"PROGRAM is the folder that holds Pulumi.yaml{f', such as {below[0]}' if below else ''}."


def read_project(folder: Path) -> Project:
    """The project in a folder. Raises `ProjectError`."""
    folder = absolute(folder)
    file = project_file(folder)
    if file is None:
        raise ProjectError(
            f"no Pulumi.yaml in {path_in(repository_of(folder), folder) or folder}", remedy=_program_in(folder)
        )
    document = read_yaml(file, ProjectError, name=path_in(repository_of(folder), file))
    content = document.fit(_ProjectFile, what="project that preflight runs")
    return Project(
        file=file,
        name=content.name,
        main=folder / (content.main or ""),
        language=language_of(content.runtime, folder),
        stacks_folder=folder / (content.stack_config_dir or ""),
        declared=_declarations(document, content),
    )


def _declarations(document: Document, content: _ProjectFile) -> dict[str, Declaration]:
    result: dict[str, Declaration] = {}
    for key, declaration in (content.config or {}).items():
        full = key if ":" in key else f"{content.name}:{key}"
        if declaration.type and not full.startswith(f"{content.name}:"):
            raise document.wrong(
                ("config", key),
                f"it has a type, but is not in the project's namespace {content.name!r}",
                remedy="A key of another namespace takes a value only.",
            )
        if full in result:
            raise document.wrong(("config", key), "it is given twice, with and without its namespace")
        wrong = "" if declaration.default is None else declaration.mismatch(declaration.default)
        if wrong:
            raise document.wrong(("config", key), f"its default is {wrong}", secret=True)
        result[full] = declaration
    return result


def _fits(kind: str, value: Any) -> bool:
    if isinstance(value, str) and kind in {"integer", "boolean"}:
        # `pulumi config set` writes numbers and booleans as text.
        return value in {"true", "false"} if kind == "boolean" else re.fullmatch(r"-?\d+", value) is not None
    if kind == "string":
        return not isinstance(value, dict | list)
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
