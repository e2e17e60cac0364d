"""What a repository needs so that its pull requests are checked: written where it is not there."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jinja2

from preflight.errors import ReportError
from preflight.program.project import Project

# What is written, by its place in the repository, and what it is.
_FILES = {
    ".github/workflows/private-api.yml": "checks each pull request, and comments on it",
    ".github/workflows/private-api-comment.yml": "writes the comments of pull requests from forks",
    "private-api.json": "the policy pack's levels, options and waivers; none yet",
}
CONFIGURATION = "private-api.json"


@dataclass(frozen=True)
class Started:
    """A file of the repository: what it is, and whether it was written now. One that was there is as it was."""

    name: str
    what: str
    written: bool


def start(project: Project) -> list[Started]:
    """Write the files that a project's repository lacks. Raises `ReportError`."""
    program = project.folder.relative_to(project.repository).as_posix()
    stack = project.stacks[0] if len(project.stacks) == 1 else "*"
    return [
        Started(name, what, _write(project.repository / name, _text(Path(name).name, program, stack)))
        for name, what in _FILES.items()
    ]


def _text(name: str, program: str, stack: str) -> str:
    source = files("preflight.ci").joinpath("starters", f"{name}.j2").read_text("utf-8")
    template = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True).from_string(source)  # noqa: S701 - not HTML
    return template.render(program=program, stack=stack)


def _write(file: Path, text: str) -> bool:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise ReportError(f"{file} can not be written: {error.strerror}") from None
    return True
