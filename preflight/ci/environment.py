"""The virtual environment that a program or pack asks for, made where it is not there, as `pulumi install` does."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from preflight.errors import ProgramError
from preflight.packs.project_file import pack_project
from preflight.processes.interpreter import Interpreter, interpreter_of
from preflight.processes.process import Child, ended
from preflight.program.languages.python import Python
from preflight.program.project import Project
from preflight.report.console import say

_REQUIREMENTS = "requirements.txt"


def install_all(project: Project, packs: Iterable[Path], timeout: float) -> None:
    """`install` for a program in Python and for the packs in some folders."""
    if isinstance(project.language, Python):  # what others need is installed by a step before this one
        install(project.language.interpreter, project.folder, timeout)
    for folder in packs:
        install(pack_project(folder).interpreter, folder.resolve(), timeout)


def install(interpreter: Interpreter, folder: Path, timeout: float) -> None:
    """Make the environment that `interpreter` lacks, with what the folder's requirements.txt asks for.

    Does nothing where it lacks none. `timeout` is for each of two steps, in seconds. Raises `ProgramError`; what was
    made is removed then.
    """
    place = interpreter.missing
    if place is None:
        return
    requirements = folder / _REQUIREMENTS
    if not requirements.is_file():
        raise ProgramError(
            f"{folder.name} asks for the virtual environment {place.name}, and has no {_REQUIREMENTS}",
            remedy="Make the environment in a step before this one.",
        )
    say("note", f"installing what {folder.name}/{_REQUIREMENTS} asks for into {place.name}")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(requirements)]
    try:
        _run([sys.executable, "-m", "venv", str(place)], folder, timeout)
        _run([str(interpreter_of(place.parent, place.name).path), *pip], folder, timeout)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _run(command: list[str], folder: Path, timeout: float) -> None:
    with Child(command, folder=folder, environment=os.environ) as child:
        status = child.wait(timeout)
        child.stop()
    if status:
        said = child.last_words.strip()
        raise ProgramError(
            f"the environment of {folder.name} can not be made: {Path(command[2]).name} {ended(status)}",
            remedy=said.rpartition("\n")[2],
            details=said,
        )
    if status is None:
        raise ProgramError(
            f"the environment of {folder.name} was not made after {timeout:g} s",
            remedy="--timeout gives it more time.",
        )
