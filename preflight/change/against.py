"""What a change is compared with: a report, or the program as it was at another revision."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.analysis import PackChoice
from preflight.change.beside import Asked
from preflight.change.environments import environments_of_today
from preflight.change.revision import checked_out, commit_of, lacking, renamed_from
from preflight.errors import PreflightError, UsageError
from preflight.files import absolute
from preflight.program.project import Project, read_project
from preflight.report.reading import read_report
from preflight.report.report import Report
from preflight.report.several import part_of

# What says which packages a program needs.
_REQUIREMENTS = (
    "requirements*.txt", "pyproject.toml", "*.lock", "Pipfile", "package.json", "package-lock.json", "pnpm-lock.yaml",
)  # fmt: skip


@dataclass(frozen=True)
class Base:
    """What a change is compared with: its name, and its report, or what to ask for that.

    `notes` say what both share, or differ in, that a reader does not expect.
    """

    name: str
    was: Report | Asked
    notes: Sequence[str] = ()


@contextlib.contextmanager
def base_of(against: str, asked: Asked, project: Project) -> Iterator[Base | None]:
    """The base of a check, if `against` names one: a report in a file, or a git revision, for as long as it is there.

    Raises `ReportError` and `UsageError`.
    """
    if not against:
        yield None
    elif is_report(against, project):
        yield Base(Path(against).name, _of_stack(read_report(Path(against)), Path(against).name, asked))
    else:
        with at_revision(against, project) as then:
            yield Base(against, then.asked(asked), then.notes)


def is_report(against: str, project: Project) -> bool:
    """Whether a file is meant. What has the name of a file and of a revision is the revision, save for `.json`."""
    if not Path(against).is_file():
        return False
    try:
        return against.endswith(".json") or not commit_of(against, project.repository)
    except UsageError:
        return True


def _of_stack(report: Report, name: str, asked: Asked) -> Report:
    """The part of a report that is on the stack that is asked for. Raises `UsageError` where there is none."""
    stack = asked.stack.rpartition("/")[2]
    there = [each.stack for each in report.stacks] or [report.stack]
    if stack not in there:
        raise UsageError(
            f"--against {name} is a report on stack {', '.join(there)}, not on {stack}",
            remedy="Give a report on the same stack, or a git revision.",
        )
    return part_of(report, stack)


@dataclass(frozen=True)
class Revision:
    """A project at a revision: what to ask there, the stacks that it has there, and notes as those of a `Base`."""

    asked: Callable[[Asked], Asked]
    stacks: Sequence[str] = ()
    notes: Sequence[str] = ()


@contextlib.contextmanager
def at_revision(against: str, project: Project) -> Iterator[Revision]:
    """A project as it was at a git revision, for as long as it is looked at. Raises `UsageError`.

    Its program runs in the environment of today's, and packs are today's; their configuration is the revision's where
    it is in the repository, so that a waiver which the change adds or removes is a change.
    """
    folder, repository = project.folder, project.repository
    with contextlib.ExitStack() as there_for_now:
        tree = there_for_now.enter_context(checked_out(against, repository))
        was = _linked_to_where_it_was(project, tree, against)
        there_for_now.enter_context(environments_of_today(project, tree))

        def there(path: Path) -> Path:
            return tree / path.relative_to(repository) if path.is_relative_to(repository) else path

        def configured(choice: PackChoice) -> PackChoice:
            config = choice.config and absolute(choice.config)
            if not config or not config.is_relative_to(repository):
                return choice
            return replace(choice, config=there(config) if there(config).is_file() else None)

        def then(asked: Asked) -> Asked:
            return replace(
                asked,
                program=there(folder),
                config_file=asked.config_file and there(absolute(asked.config_file)),
                lookups=asked.lookups and there(absolute(asked.lookups)),
                choices=[configured(choice) for choice in asked.choices],
            )

        notes = [f"the program was in {was} then"] if was else []
        notes += [*_differing({folder, repository}, there, against), *_without_submodules(tree, against)]
        yield Revision(then, _stacks(there(folder)), notes)


def _linked_to_where_it_was(project: Project, tree: Path, against: str) -> str:
    """Puts a link to the folder that a moved program had into the revision's `tree`, where the program is now.

    Returns that folder, empty where the program was not moved.
    """
    place = tree / project.folder.relative_to(project.repository)
    if place.exists():
        return ""
    file = project.file.relative_to(project.repository).as_posix()
    was = Path(renamed_from(file, against, project.repository)).parent
    if was == Path():
        return ""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(tree / was, target_is_directory=True)
    return was.as_posix()


def _stacks(folder: Path) -> list[str]:
    try:
        return read_project(folder).stacks
    except PreflightError:  # which its check tells
        return []


def _differing(folders: Collection[Path], there: Callable[[Path], Path], against: str) -> Iterator[str]:
    """What says that both programs might need other packages."""
    names: set[str] = set()
    for now in folders:
        for pattern in _REQUIREMENTS:
            names |= {file.name for folder in (now, there(now)) for file in folder.glob(pattern)}
    other = sorted(
        name for name in names if any(_content(now / name) != _content(there(now) / name) for now in folders)
    )
    if other:
        yield f"{', '.join(other)} is other than in {against}: both programs ran with the packages of now"


def _without_submodules(tree: Path, against: str) -> Iterator[str]:
    lacks = lacking(tree)
    if lacks:
        yield f"this clone has no commit of {against} for the submodule {', '.join(lacks)}"


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
