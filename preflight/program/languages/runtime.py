"""`runtime` of Pulumi.yaml, a name or a name with options, and the language that it means."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag

from preflight.documents.document import Shape
from preflight.processes.interpreter import PythonRuntime, interpreter_of, name_alone
from preflight.program.languages import golang, nodejs, pulumiyaml
from preflight.program.languages.language import Language
from preflight.program.languages.other import Other
from preflight.program.languages.python import Python

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class NodeRuntime(Shape):
    """Node.js."""

    name: Literal["nodejs"]
    options: nodejs.Options | None = None


class GoRuntime(Shape):
    """Go."""

    name: Literal["go"]
    options: golang.Options | None = None


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("python, nodejs, go, or the name of another runtime: letters, digits, '-' and '_'")
    return name


class OtherRuntime(Shape):
    """What a language host of Pulumi's runs."""

    name: Annotated[str, AfterValidator(_named)]
    options: dict[str, Any] | None = None


_OWN = {"python", "nodejs", "go"}


def _tag(value: object) -> str:
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name in _OWN else "other"


Runtime = Annotated[
    Annotated[
        Annotated[PythonRuntime, Tag("python")]
        | Annotated[NodeRuntime, Tag("nodejs")]
        | Annotated[GoRuntime, Tag("go")]
        | Annotated[OtherRuntime, Tag("other")],
        Discriminator(_tag),
    ],
    name_alone("a name, such as python, nodejs or go, or keys and values with `name`"),
]
"""`runtime`, whose name alone may stand there as well."""


def language_of(runtime: PythonRuntime | NodeRuntime | GoRuntime | OtherRuntime, folder: Path) -> Language:
    """What runs the programs of a project in a folder."""
    match runtime:
        case PythonRuntime():
            return Python(interpreter_of(folder, runtime.virtualenv))
        case NodeRuntime():
            return nodejs.Node(runtime.options or nodejs.Options())
        case GoRuntime():
            return golang.Go(runtime.options or golang.Options())
        case OtherRuntime():
            kind = pulumiyaml.Yaml if runtime.name == pulumiyaml.RUNTIME else Other
            return kind(runtime.name, runtime.options or {})
