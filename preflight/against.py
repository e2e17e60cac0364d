"""The report on a program as it was at another revision: the same command, in a process of its own beside this one."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.analysis import PackChoice
from preflight.errors import ProgramError, ReportError
from preflight.processes.process import Child, ended
from preflight.program.program import Run
from preflight.report.operations import BOTH
from preflight.report.reading import read_report
from preflight.report.report import Report, failure
from preflight.revision import checked_out

_PREFLIGHT = (sys.executable, "-c", "from preflight.cli import main; main()")
# What says which packages a program needs.
_REQUIREMENTS = ("requirements*.txt", "pyproject.toml", "*.lock", "Pipfile")


@dataclass(frozen=True)
class Base:
    """What a change is compared with: its name, and its report once that is asked for.

    `note` says what both have in common that they might not have; it is empty mostly.
    """

    name: str
    report: Callable[[], Report]
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """What a command was asked, of which the same is asked of the base. `timeout` is in seconds."""

    run: Run
    operation: str
    choices: Sequence[PackChoice]
    config_file: Path | None
    timeout: int


@contextlib.contextmanager
def base_of(against: str, asked: Asked) -> Iterator[Base | None]:
    """The base that `against` names, if it names one: a report in a file, or a git revision, whose run begins at once.

    The program of a revision runs in the environment of today's, and packs and their configuration are today's. Raises
    `ReportError` and `UsageError`.
    """
    if not against:
        yield None
        return
    if Path(against).is_file():
        report = read_report(Path(against))
        yield Base(Path(against).name, lambda: report)
        return
    project = asked.run.project
    with checked_out(against, project.repository) as tree, tempfile.TemporaryDirectory(prefix="preflight-") as place:
        program, file = tree / project.folder.relative_to(project.repository), Path(place) / "base.json"
        command = [*_PREFLIGHT, *_command(asked, tree, program), "--format", "json", "--output", str(file)]
        with (
            _environment_of_today(project.interpreter.path, project.repository, tree),
            Child(command, folder=Path.cwd(), environment=os.environ) as child,
        ):
            yield Base(against, lambda: _report(child, file, asked), _differing(project.folder, program, against))


def _command(asked: Asked, tree: Path, program: Path) -> Iterator[str]:
    yield from ("check", str(program), "--stack", asked.run.identity.stack, "--timeout", str(asked.timeout))
    if asked.operation != BOTH:
        yield f"--{asked.operation}"
    if asked.config_file is not None:
        file, repository = asked.config_file.resolve(), asked.run.project.repository
        inside = file.is_relative_to(repository)
        yield from ("--config-file", str(tree / file.relative_to(repository) if inside else file))
    for choice in asked.choices:
        yield from ("--policy-pack", str(choice.folder.absolute()))
        if choice.config is not None:
            yield from ("--policy-pack-config", str(choice.config.absolute()))


@contextlib.contextmanager
def _environment_of_today(python: Path, repository: Path, tree: Path) -> Iterator[None]:
    """A link to the virtual environment where the revision looks for it, if the repository has it but git has not."""
    environment = python.parent.parent
    link = tree / environment.relative_to(repository) if environment.is_relative_to(repository) else None
    if link is None or link.exists():
        yield
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(environment, target_is_directory=True)
    try:
        yield
    finally:
        link.unlink(missing_ok=True)  # before the work tree is removed with all that is in it


def _report(child: Child, file: Path, asked: Asked) -> Report:
    """What the run of the base wrote, a failure included."""
    status = child.wait()
    try:
        return read_report(file)
    except ReportError:
        said = child.last_words.strip().rpartition("\n")[2]
        error = ProgramError(f"its check {ended(status)}" + (f": {said}" if said else ""))
        return failure(Report(asked.run.identity.project, asked.run.identity.stack, asked.operation), [error])


def _differing(now: Path, then: Path, against: str) -> str:
    names = {file.name for folder in (now, then) for pattern in _REQUIREMENTS for file in folder.glob(pattern)}
    other = sorted(name for name in names if _content(now / name) != _content(then / name))
    if not other:
        return ""
    return f"{', '.join(other)} is other than in {against}: both programs ran with the packages of now"


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
