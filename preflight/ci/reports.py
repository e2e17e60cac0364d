"""All reports on a run, in a folder, and what GitHub is told of it."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from preflight.ci.scope import Scope
from preflight.errors import ReportError
from preflight.files import make_folder, write_whole
from preflight.report.formats import FORMATS
from preflight.report.plain import plain
from preflight.report.report import Report

_ENDINGS = {"text": "txt", "markdown": "md", "junit": "junit.xml", "gitlab": "gitlab.json"}
# What is no file but lines of a log.
_IN_LOGS = frozenset({"github"})


def folder_of(scope: Scope, folder: Path) -> Path:
    """The folder of a scope's reports, made if it is not there; no two share one. Raises `ReportError`."""
    own = folder / scope.name
    make_folder(own)
    return own


def write_all(report: Report, folder: Path) -> None:
    """The report in every format: `report.md`, `report.sarif`, `report.junit.xml` and so on. Raises `ReportError`.

    git does not see the folder: it is no change of the program, nor anything to commit.
    """
    write_whole(folder / ".gitignore", "*\n")
    report = replace(report, seconds={})
    for format_, written in FORMATS.items():
        if format_ not in _IN_LOGS:
            write_whole(folder / f"report.{_ENDINGS.get(format_, format_)}", written(report))


def tell_github(report: Report, folder: Path, environment: Mapping[str, str]) -> None:
    """The summary of the job and what later steps read (`outcome`, `reports`), where a run on GitHub asks for them.

    Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. Raises `ReportError`.
    """
    outputs = {"outcome": report.outcome, "reports": str(folder.absolute()), "name": folder.name}
    mark = secrets.token_hex(16)
    told = "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in outputs.items())
    for variable, text in (
        ("GITHUB_STEP_SUMMARY", FORMATS["markdown"](replace(report, seconds={})) + "\n"),
        ("GITHUB_OUTPUT", told),
    ):
        file = environment.get(variable)
        if file:
            _append(Path(file), text, variable)


def _append(file: Path, text: str, name: str) -> None:
    try:
        with file.open("a", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
    except OSError as error:
        raise ReportError(f"the file of {name} can not be written: {plain(str(error.strerror))}") from None
