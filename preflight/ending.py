"""How a command ends: with its report or with one message about its failure, and with an exit status."""

import contextlib
import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import typer
from typer.exceptions import TyperException

from preflight.errors import BLOCKED, FAILED, PreflightError, ReportError, unforeseen
from preflight.files import refuse_input
from preflight.report.code_host import files_at
from preflight.report.console import say, show_details
from preflight.report.formats import TEXT, Format
from preflight.report.report import Report


@contextlib.contextmanager
def failing(*, debug: bool, on_error: Callable[[PreflightError], None] = lambda _: None) -> Iterator[None]:
    """Turns errors into one clear message and an exit status."""
    try:
        yield
    except PreflightError as error:
        say("error", error.message, position=error.position, remedy=error.remedy)
        if debug:
            show_details(error.details or traceback.format_exc())
        on_error(error)
        raise typer.Exit(error.status) from None
    except (typer.Exit, TyperException):
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours gets a status and a message, too
        if debug:
            show_details(traceback.format_exc())
        failed = unforeseen(error)
        say("error", failed.message, remedy=failed.remedy)
        on_error(failed)
        raise typer.Exit(FAILED) from None


@contextlib.contextmanager
def reported(
    format_: Format,
    output: Path | None,
    blank: Callable[[], Report],
    *,
    inputs: Iterable[Path | None],
    debug: bool,
    paths: bool = False,
) -> Iterator[Callable[[Report], None]]:
    """Writes the report that the body finishes with, or the one of its failure, and sets the exit status.

    `blank` tells what a run was about that failed; `inputs` are the files that it is given.
    """
    from preflight.report.output import write  # noqa: PLC0415
    from preflight.report.report import failure  # noqa: PLC0415

    finished: list[Report] = []

    def failed(error: PreflightError) -> None:
        if error.status != FAILED or finished or (format_ is TEXT and not output):
            return
        with contextlib.suppress(ReportError):  # the first error is the one to tell
            write(failure(blank(), [error], details=debug), format_, output)

    with failing(debug=debug, on_error=failed):
        if output:
            refuse_input(output, inputs)
        yield finished.append
        for report in finished:
            write(replace(report, files_at=files_at(os.environ)), format_, output, paths=paths)
            if report.outcome != "clean":
                raise typer.Exit(BLOCKED if report.outcome == "blocked" else FAILED)
