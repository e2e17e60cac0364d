"""Which stacks a change touches."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from preflight.program.project import Project
from preflight.revision import asked_git


def changed_files(revision: str, project: Project) -> set[str]:
    """The files, from the top of the repository, that are other than at a revision. Raises `UsageError`."""
    commands = (
        ["diff", "--name-only", "--no-renames", "-z", revision, "--"],
        ["ls-files", "--others", "--exclude-standard", "-z"],
    )
    return {name for command in commands for name in asked_git(command, project.repository).split("\0") if name}


def touched(
    stacks: Sequence[str], project: Project, changed: Collection[str], sources: Callable[[], Collection[str] | None]
) -> list[str]:
    """Those of the stacks whose file is among the changed ones; all, where something is that all are made from.

    That is what lies in the program's folder, and what its program runs from elsewhere in the repository (`sources`,
    which are asked for only where they decide, and are None where nobody knows them).
    """
    others = {file for file in changed if not _is_stack_file(project.repository / file, project)}
    if any((project.repository / file).is_relative_to(project.folder) for file in others):
        return [*stacks]
    if others:
        ran = sources()
        if ran is None or others & {*ran}:
            return [*stacks]
    return [stack for stack in stacks if project.named(project.stack_file(stack)) in changed]


def _is_stack_file(file: Path, project: Project) -> bool:
    return file.parent == project.stacks_folder.resolve() and file.match("Pulumi.*.yaml")
