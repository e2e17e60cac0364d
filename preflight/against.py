"""The report on a program as it was at another revision: the same command, in a process of its own beside this one."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.beside import Asked, checking_beside
from preflight.files import absolute
from preflight.program.project import Project
from preflight.report.reading import read_report
from preflight.report.report import Report
from preflight.revision import checked_out

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


@contextlib.contextmanager
def base_of(against: str, asked: Asked, project: Project) -> Iterator[Base | None]:
    """The base of a check, if `against` names one: a report in a file, or a git revision, whose check begins at once.

    Raises `ReportError` and `UsageError`.
    """
    if not against:
        yield None
    elif Path(against).is_file():
        report = read_report(Path(against))
        yield Base(Path(against).name, lambda: report)
    else:
        with at_revision(against, project) as then, checking_beside(then.asked(asked)) as beside:
            yield Base(against, beside.report, then.note)


@dataclass(frozen=True)
class Revision:
    """A project at a revision: what to ask there, and what both have in common that they might not have."""

    asked: Callable[[Asked], Asked]
    note: str


@contextlib.contextmanager
def at_revision(against: str, project: Project) -> Iterator[Revision]:
    """A project as it was at a git revision, for as long as it is looked at. Raises `UsageError`.

    Its program runs in the environment of today's, and packs and their configuration are today's.
    """
    folder, repository = project.folder, project.repository
    with checked_out(against, repository) as tree, _environment_of_today(project.interpreter.path, repository, tree):

        def there(path: Path) -> Path:
            return tree / path.relative_to(repository) if path.is_relative_to(repository) else path

        yield Revision(
            lambda asked: replace(
                asked, program=there(folder), config_file=asked.config_file and there(absolute(asked.config_file))
            ),
            _differing(folder, there(folder), against),
        )


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


def _differing(now: Path, then: Path, against: str) -> str:
    names = {file.name for folder in (now, then) for pattern in _REQUIREMENTS for file in folder.glob(pattern)}
    other = sorted(name for name in names if _content(now / name) != _content(then / name))
    if not other:
        return ""
    return f"{', '.join(other)} is other than in {against}: both programs ran with the packages of now"


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
