"""Programs in Python, in the virtual environment that Pulumi.yaml names, else in preflight's own."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.engine.monitor import Monitor
from preflight.errors import ProjectError
from preflight.processes.interpreter import Interpreter
from preflight.processes.lifeline import tied
from preflight.processes.raised import Raised, last_raised
from preflight.program.languages.language import Done, End, Program, Start, Starting
from preflight.protocol.stack_identity import StackIdentity

_HOST = Path(__file__).with_name("python_host.py")
# What a program raises to say something to its user, who needs neither its name nor the line.
_SAID = "pulumi.errors.RunError"
_DONE = b"done"
_LACKS = "ModuleNotFoundError"
_ELSEWHERE = "`runtime.options.virtualenv` in Pulumi.yaml names an environment that has it."


@dataclass(frozen=True)
class Python:
    """The `Language` of an interpreter."""

    interpreter: Interpreter

    @property
    def warning(self) -> str:
        """That it is not the interpreter which was asked for."""
        return self.interpreter.warning

    def environments(self, program: Program) -> Sequence[Path]:
        """The virtual environment."""
        folder = self.interpreter.path.parent.parent
        return [folder] if folder.is_relative_to(program.repository) else []

    @contextlib.contextmanager
    def ready(self, program: Program, timeout: float) -> Iterator[Starting]:  # noqa: ARG002 - nothing is built
        """Raises `ProjectError` where there is no program."""
        if not program.main.is_file() and not (program.main / "__main__.py").is_file():
            raise ProjectError(
                f"{program.named(program.main)} holds no program: there is no __main__.py",
                remedy="`main` in Pulumi.yaml names a folder or file other than the project's own.",
            )

        def start(_: StackIdentity, address: str) -> Start:
            return Start(
                [str(self.interpreter.path), "-c", tied(_HOST), str(program.main)],
                {"PREFLIGHT_ADDRESS": address, "PREFLIGHT_ROOT": str(program.root), "PYTHONUNBUFFERED": "1"},
            )

        yield start

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:  # noqa: ARG002 - its host says it, whatever the SDK
        """What the host says, and the modules and files that it saw."""
        return Done(_files(last_word.removeprefix(_DONE))) if last_word.startswith(_DONE) else None

    def crash(self, end: End, program: Program) -> Raised | None:
        """The last exception of its traceback."""
        raised = last_raised(end.words, program.folder, program.repository)
        if raised and raised.exception == _SAID and raised.message:
            return Raised("", raised.message, "")
        if raised and raised.exception == _LACKS:
            return replace(raised, remedy=f"It is not installed beside {self.interpreter.path}. {_ELSEWHERE}")
        return raised


def _files(told: bytes) -> list[str] | None:
    try:
        files = json.loads(told)
    except ValueError:  # what a program writes there itself
        return None
    return files if isinstance(files, list) and all(isinstance(file, str) for file in files) else None
