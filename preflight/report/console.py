"""What the command tells people: reports on standard output, everything else on standard error."""

import shutil
import sys

from rich.console import Console
from rich.text import Text

from preflight.report.plain import plain, without_commands, without_controls

WIDTH = 110
"""Columns of what goes to no terminal, at most."""


def log(severity: str, text: str) -> None:
    """A line that a program or pack logged or printed."""
    if text:
        style = {"error": "red", "warning": "yellow"}.get(severity, "dim")
        stderr().print(
            Text.assemble(("program " if severity == "output" else f"{severity} ", style), _said(text)), soft_wrap=True
        )


def say(label: str, message: str, *, position: str = "", remedy: str = "") -> None:
    """One message of our own: what, where, and what to do about it."""
    console = stderr()
    style = {"error": "bold red", "warning": "yellow"}.get(label, "bold")
    place = f"{position}: " if position else ""
    console.print(Text.assemble((f"{label}: ", style), _said(f"{place}{message}")), soft_wrap=True)
    if remedy:
        console.print(Text(f"  {_said(remedy)}"), soft_wrap=True)


def show_details(details: str) -> None:
    """A traceback or the last words of a process."""
    stderr().print(Text(without_commands(without_controls(details.rstrip())), style="dim"), soft_wrap=True)


def _said(text: str) -> str:
    return without_commands(plain(text, lines=True))


def stdout() -> Console:
    """For reports: as wide as the terminal, or as `COLUMNS` says; elsewhere never wider than a page is read well."""
    console = Console(highlight=False)
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 0)).columns)
    return console if console.is_terminal else Console(highlight=False, width=width)


def stderr() -> Console:
    """For everything else."""
    global _error_console  # noqa: PLW0603 - one console, so that messages do not tear the progress line
    if _error_console is None or _error_console.file is not sys.stderr:
        _error_console = Console(stderr=True, highlight=False)
    return _error_console


_error_console: Console | None = None
