"""The contract of a language: how its programs are started, and what becomes of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from preflight.engine.monitor import Monitor
from preflight.processes.raised import Raised
from preflight.protocol.stack_identity import StackIdentity
from preflight.repository import path_in


@dataclass(frozen=True)
class Program:
    """What is run: the file or folder that `main` of Pulumi.yaml names, by default the project's own folder, `root`."""

    main: Path
    root: Path
    repository: Path

    @property
    def folder(self) -> Path:
        """Where it runs, as under the engine."""
        return self.main.parent if self.main.is_file() else self.main

    @property
    def entry(self) -> str:
        """What runs of its folder, as engines say it to language hosts."""
        return self.main.name if self.main.is_file() else "."

    def named(self, file: Path) -> str:
        """What messages call a file."""
        return path_in(self.repository, file)


@dataclass(frozen=True)
class Start:
    """A process to start in the program's folder; `environment` are the variables that only this language has."""

    command: Sequence[str]
    environment: dict[str, str]


Starting = Callable[[StackIdentity, str], Start]
"""How the program is started for a stack, whose monitor and engine have an address."""


@dataclass(frozen=True)
class Done:
    """A program that did all it had to do, and the files that it was made from; None where nobody knows these.

    `positions` are `file:line` of resources by name, where its SDK does not tell them.
    """

    files: Sequence[str] | None = None
    positions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class End:
    """How a process failed: what it said at last, its standard error, and the logged error that it ended with."""

    last_word: bytes
    words: str
    logged: str = ""


EARLY = "the program ended before it was done"
"""What is said of a program that ends its process in the middle of something."""


UNHANDLED = " failed with an unhandled exception:"
"""What SDKs begin an exception's text with when they log it: of Node.js, .NET and Java."""


class Language(Protocol):
    """What runs the programs of a language. Nothing is installed, and no file of the user's changed."""

    @property
    def warning(self) -> str:
        """What is not as under the CLI; empty where nothing is."""

    def environments(self, program: Program) -> Sequence[Path]:
        """The folders in the repository that hold what the program needs and git does not keep."""

    def ready(self, program: Program, timeout: float) -> AbstractContextManager[Starting]:
        """What has to be there, or to be built, before it is started; what was built is gone afterwards.

        Raises `ProjectError` with what to do where something is not there, `ProgramError` where it does not compile.
        """

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:
        """Whether a program that ended with status 0 was done: by its last word, and what it told its monitor."""

    def crash(self, end: End, program: Program) -> Raised | None:
        """What ended it, where it says so. `Raised.exception` is empty where the message alone says everything."""
