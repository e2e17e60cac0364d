"""Which stacks a change touches."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from preflight.change.revision import asked_git
from preflight.program.project import Project
from preflight.repository import project_file

# What people read and no program runs, outside of the programs' folders.
_PROSE = frozenset({".md", ".rst", ".adoc"})
_REMOVED = "D"


@dataclass(frozen=True)
class Changed:
    """The files that are other than at a revision, from the top of the repository; `removed` are there no more."""

    files: frozenset[str]
    removed: frozenset[str] = frozenset()


def changed_files(revision: str, project: Project) -> Changed:
    """What is other than at a revision, files that git was not told of included. Raises `UsageError`."""
    diff = asked_git(["diff", "--name-status", "--no-renames", "-z", revision, "--"], project.repository).split("\0")
    others = asked_git(["ls-files", "--others", "--exclude-standard", "-z"], project.repository).split("\0")
    states = dict(zip(diff[1::2], diff[::2], strict=False))
    return Changed(
        frozenset({*states, *filter(None, others)}),
        frozenset(file for file, state in states.items() if state == _REMOVED and file not in others),
    )


def touched(
    stacks: Sequence[str],
    project: Project,
    changed: Changed,
    judged_by: Collection[str],
    sources: Callable[[str], Collection[str] | None],
) -> list[str]:
    """Those of the stacks that may be judged otherwise than before; the others certainly are not.

    A stack's own file touches it alone, prose outside of the program's folder none, and a file of another program the
    stacks that are made from it (`sources` of a stack, files and folders, which are asked for only where they decide,
    and are None where nobody knows them). All else touches all: what a program reads is not known before it ran.
    `judged_by` are the files and folders of packs and their configurations.
    """
    foreign = set()
    for file in changed.files:
        if _among(file, judged_by):
            return [*stacks]
        whole = project.repository / file
        if _is_stack_file(whole, project):
            continue
        owner = _program_of(whole, project)
        if owner is not None and owner != project.folder and file not in changed.removed:
            foreign.add(file)
        elif owner == project.folder or whole.suffix not in _PROSE:
            return [*stacks]
    return [
        stack
        for stack in stacks
        if project.named(project.stack_file(stack)) in changed.files
        or (foreign and _made_from(sources(stack), foreign))
    ]


def _made_from(sources: Collection[str] | None, files: Collection[str]) -> bool:
    return sources is None or any(_among(file, sources) for file in files)


def _among(file: str, places: Collection[str]) -> bool:
    """Whether a file is one of some places, or below one that is a folder."""
    path = PurePosixPath(file)
    return any(str(each) in places for each in (path, *path.parents))


def _is_stack_file(file: Path, project: Project) -> bool:
    return file.parent == project.stacks_folder.resolve() and file.match("Pulumi.*.yaml")


def _program_of(file: Path, project: Project) -> Path | None:
    """The folder of the program that a file of the repository belongs to; None where it belongs to none."""
    above = (folder for folder in file.parents if folder.is_relative_to(project.repository))
    return next((folder for folder in above if project_file(folder)), None)
