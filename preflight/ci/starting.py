"""What a repository needs so that its pull requests are checked: written where it is not there."""

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jinja2

from preflight.files import make_folder, write_whole
from preflight.program.project import Project

CONFIGURATION = "private-api.json"
# What is written, by its place in the repository: the template, and what it is.
_FOR_ALL = {CONFIGURATION: ("private-api.json", "the policy pack's levels, options and waivers; none yet")}
_ON_GITHUB = {
    ".github/workflows/private-api.yml": ("private-api.yml", "checks each pull request, and comments on it"),
    ".github/workflows/private-api-comment.yml": (
        "private-api-comment.yml",
        "writes the comments of pull requests from forks",
    ),
}
# What follows is there once for each program.
_PROGRAM_BEGINS = {
    ".github/workflows/private-api.yml": "      - uses: OWNER/",
    ".gitlab/private-api.yml": "  - component: ",
}
_ON_GITLAB = {".gitlab/private-api.yml": ("private-api.gitlab.yml", "checks each merge request")}


@dataclass(frozen=True)
class Started:
    """A file of the repository: what it is, and whether it was written now. One that was there is as it was."""

    name: str
    what: str
    written: bool


def start(project: Project) -> list[Started]:
    """Write the files that a project's repository lacks. Raises `ReportError`."""
    wanted = (_ON_GITLAB if on_gitlab(project) else _ON_GITHUB) | _FOR_ALL
    return [
        Started(name, what, _written(project.repository / name, _text(template, project)))
        for name, (template, what) in wanted.items()
    ]


def on_gitlab(project: Project) -> bool:
    """Whether a project's repository has a pipeline of GitLab, and nothing of GitHub."""
    return (project.repository / ".gitlab-ci.yml").is_file() and not (project.repository / ".github").exists()


def steps(project: Project, program: Path) -> list[str]:
    """What is left to do by hand; `program` is how the project's folder was named."""
    stack = project.stacks[0] if len(project.stacks) == 1 else "NAME"
    configuration = project.repository / CONFIGURATION
    tried = shlex.join([str(program), "--stack", stack, "--policy-pack-config", str(configuration)])
    included = "; add `include: .gitlab/private-api.yml` to .gitlab-ci.yml" if on_gitlab(project) else ""
    return [
        f"Try it here: preflight check {tried}",
        *_to_add(project),
        f"Put the owner of the action's repository in place of OWNER in what was written{included}.",
        f"Commit, and open a request. A finding that has to wait gets a waiver in {CONFIGURATION}.",
    ]


def _to_add(project: Project) -> Iterator[str]:
    """What a file that was there lacks, as it checks other programs only."""
    name, (template, _) = next(iter((_ON_GITLAB if on_gitlab(project) else _ON_GITHUB).items()))
    try:
        there = (project.repository / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    program = re.escape(_program(project))
    if not re.search(rf"\bprogram: *[\"']?{program}[\"']?\s*($|[,}}#])", there, re.MULTILINE):
        text = _text(template, project)
        lines = text[text.index(_PROGRAM_BEGINS[name]) :].rstrip()
        yield f"Add to {name}, which is there and does not check this program:\n{lines}"


def _program(project: Project) -> str:
    """The program's folder as its repository calls it."""
    return project.folder.relative_to(project.repository).as_posix()


def _text(template: str, project: Project) -> str:
    program, stack = _program(project), project.stacks[0] if len(project.stacks) == 1 else "*"
    source = files("preflight.ci").joinpath("starters", f"{template}.j2").read_text("utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)  # noqa: S701 - no HTML
    return environment.from_string(source).render(program=program, stack=stack)


def _written(file: Path, text: str) -> bool:
    """Whether the file was written: not where something has its name, be it a link to nothing."""
    if os.path.lexists(file):
        return False
    make_folder(file.parent)
    write_whole(file, text)
    return True
