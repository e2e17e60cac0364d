"""The Python that runs a program or a pack, as the `runtime` of its file says."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from preflight.documents.document import PathText, Shape


class Options(Shape):
    """Below `runtime.options`."""

    virtualenv: PathText | None = None
    toolchain: Literal["pip", "poetry", "uv"] = "pip"


class PythonRuntime(Shape):
    """Below `runtime`."""

    name: Literal["python"]
    options: Options | None = None

    @property
    def virtualenv(self) -> str | None:
        """The folder of the virtual environment, which uv has a name for where none is given."""
        options = self.options or Options()
        return options.virtualenv or (".venv" if options.toolchain == "uv" else None)


def name_alone(allowed: str) -> BeforeValidator:
    """Takes a name for keys and values of which that is the `name`; `allowed` says what may stand there."""

    def named(value: object) -> object:
        if isinstance(value, dict):
            return value
        if isinstance(value, str):
            return {"name": value}
        raise ValueError(allowed)

    return BeforeValidator(named)


Runtime = Annotated[PythonRuntime, name_alone("python, or keys and values with `name: python`")]
"""`runtime`, whose name alone may stand there as well."""


@dataclass(frozen=True)
class Interpreter:
    """A Python. Where it is not the one that was asked for, `warning` says so, and `missing` is what is not there."""

    path: Path
    warning: str = ""
    missing: Path | None = None


def interpreter_of(folder: Path, virtualenv: str | None) -> Interpreter:
    """The Python of a virtual environment of `folder` if one is named and there, else the one that runs preflight."""
    own = Path(sys.executable)
    if not virtualenv:
        return Interpreter(own)
    for place in ("bin/python", "Scripts/python.exe"):
        if (folder / virtualenv / place).is_file():
            # Through a link to an environment Python would not find what it compiled for that.
            return Interpreter((folder / virtualenv).resolve() / place)
    warning = f"{folder / virtualenv} is no virtual environment: preflight's own Python runs what is in {folder.name}"
    return Interpreter(own, warning, folder / virtualenv)
