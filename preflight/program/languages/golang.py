"""Programs in Go, built into a folder that is gone afterwards, or as the binary that Pulumi.yaml names.

Source: pulumi-language-go, https://github.com/pulumi/pulumi/tree/master/sdk/go/pulumi-language-go.
"""

import contextlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.documents.document import PathText, Shape
from preflight.engine.monitor import Monitor
from preflight.errors import PreflightError, ProgramError, ProjectError
from preflight.processes.keeper import kept
from preflight.processes.process import Child, ended
from preflight.processes.raised import Raised, bounded, position_in
from preflight.program.languages.language import Done, End, Program, Start, Starting
from preflight.protocol.stack_identity import StackIdentity

# Registrations that go on at once, as the CLI has it by default.
_PARALLEL = 16
_BINARY = "program"
# Modules that are not there are named, and not downloaded: also those that come from their repositories.
_OFFLINE = {"GOPROXY": "off", "GONOPROXY": "none"}
_LACKS = re.compile(r"GOPROXY=off|missing go\.sum entry|no required module provides package|updates to go\.mod needed")
_COMPILER = re.compile(r"^(?P<file>[^\s:][^:\n]*\.go):(?P<line>\d+)(?::\d+)?: (?P<message>.*)$", re.MULTILINE)
_PANIC = re.compile(r"^(?P<kind>panic|fatal error): (?P<message>.*)$", re.MULTILINE)
_GOROUTINE = re.compile(r"\n\ngoroutine ")
_FRAME = re.compile(r"^\t(?P<file>.+\.go):(?P<line>\d+)(?: \+0x[0-9a-f]+)?$", re.MULTILINE)
_FAILED = "an unhandled error occurred: program failed:"
# How the SDK lists the errors of a program.
_LISTED = re.compile(r"^\d+ errors? occurred:\n\t\* ")


class Options(Shape):
    """Below `runtime.options`. Where a CLI would build to, `buildTarget`, nothing is written here."""

    binary: PathText | None = None
    build_target: PathText | None = None


@dataclass(frozen=True)
class Go:
    """The `Language` of Go."""

    options: Options
    warning: str = ""

    def environments(self, program: Program) -> Sequence[Path]:  # noqa: ARG002 - its modules are in no repository
        """None: what go.mod of a revision names is found where all modules are."""
        return []

    @contextlib.contextmanager
    def ready(self, program: Program, timeout: float) -> Iterator[Starting]:
        """Raises `ProjectError` without go, a program, modules or its binary, `ProgramError` if it fails to build."""
        named = self.options.binary
        with contextlib.nullcontext(_named(named, program)) if named else _BUILT.of(program, timeout) as binary:

            def start(_: StackIdentity, address: str) -> Start:
                environment = {
                    "PULUMI_MONITOR": address,
                    "PULUMI_ENGINE": address,
                    "PULUMI_PARALLEL": str(_PARALLEL),
                    "PULUMI_ROOT_DIRECTORY": str(program.root),
                }
                return Start(kept([str(binary)]), environment)

            yield start

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:  # noqa: ARG002 - it has none
        """`pulumi.Run` tells the engine at its end; which files it was made from is not asked."""
        return Done() if monitor.finished else None

    def crash(self, end: End, program: Program) -> Raised | None:
        """The error that `pulumi.Run` logged, else the panic on standard error."""
        if end.logged:
            said = end.logged.removeprefix(_FAILED).strip()
            return Raised("", f"the program failed: {bounded(_LISTED.sub('', said), program.repository)}", "")
        panic = _PANIC.search(end.words)
        if panic is None:
            return None
        said, _, goroutine = end.words[panic.start("message") :].partition("\n\ngoroutine ")
        places = (
            position_in(Path(frame["file"]), frame["line"], program.repository) for frame in _FRAME.finditer(goroutine)
        )
        return Raised(panic["kind"], bounded(said.strip(), program.repository), next(filter(None, places), ""))


class _Built:
    """Binaries in folders that are gone once nobody runs them: runs that go on at the same time share what they run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[Path, tuple[tempfile.TemporaryDirectory[str], int]] = {}

    @contextlib.contextmanager
    def of(self, program: Program, timeout: float) -> Iterator[Path]:
        with self._lock:  # who comes second waits for what the first one builds
            place, users = self._used.get(program.folder, (None, 0))
            if place is None:
                place = tempfile.TemporaryDirectory(prefix="preflight-")
                try:
                    _build(program, Path(place.name), timeout)
                except BaseException:
                    place.cleanup()
                    raise
            self._used[program.folder] = place, users + 1
        try:
            yield Path(place.name) / _BINARY
        finally:
            with self._lock:
                place, users = self._used.pop(program.folder)
                if users > 1:
                    self._used[program.folder] = place, users - 1
                else:
                    place.cleanup()


_BUILT = _Built()


def _named(binary: str, program: Program) -> Path:
    """A program's binary, which is looked for in its folder and then on PATH."""
    for folder in (program.folder, program.root):
        if (folder / binary).is_file():
            return folder / binary
    found = shutil.which(binary)
    if found is None:
        raise ProjectError(
            f"runtime.options.binary of Pulumi.yaml is {binary!r}, which is neither in "
            f"{program.named(program.folder)} nor on PATH",
            remedy="Build it first, or leave the option out.",
        )
    return Path(found)


def _build(program: Program, place: Path, timeout: float) -> None:
    """The program's binary, in a folder; go keeps what it compiled in its own cache."""
    go = shutil.which("go")
    if go is None:
        raise ProjectError(
            "go, which builds programs of `runtime: go`, is not on PATH",
            remedy="Install Go, or name a binary that is built: runtime.options.binary in Pulumi.yaml.",
        )
    folder = program.named(program.folder)
    if not any(program.folder.glob("*.go")):
        raise ProjectError(
            f"{folder} holds no program: there is no file of Go", remedy="`main` in Pulumi.yaml names its folder."
        )
    binary = place / _BINARY
    with Child(
        kept([go, "build", "-o", str(binary), "."]),
        folder=program.folder,
        environment={**os.environ, **_OFFLINE, "GOTMPDIR": str(place)},
    ) as child:
        status = child.wait(timeout)
        child.stop()
        words = child.last_words
    if status is None:
        raise ProgramError(
            f"the program was not built after {timeout:g} s", remedy="--timeout gives it more time.", details=words
        )
    if status == 0 and binary.is_file():
        return
    raise _not_built(program, status, words)


def _not_built(program: Program, status: int, words: str) -> PreflightError:
    """Why a program does not compile, in the compiler's words and at its first place, or what it lacks."""
    folder = program.named(program.folder)
    if _LACKS.search(words):
        return ProjectError(
            f"modules that {folder} needs are not there",
            remedy=f"Run `go mod download` in {folder} first.",
            details=words,
        )
    found = _COMPILER.search(words)
    last = words.strip().rpartition("\n")[2] or f"go build {ended(status)}"
    said = found["message"] if found else last if status else "package main is missing"
    return ProgramError(
        f"the program does not compile: {bounded(said, program.repository)}",
        position=position_in(program.folder / found["file"], found["line"], program.repository) if found else "",
        details=words,
    )
