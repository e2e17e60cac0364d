"""Files and folders that are named on the command line: found, and written whole."""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from preflight.errors import PreflightError, ReportError, UsageError

# As many as Linux follows.
_MOST_LINKS = 40
# Characters of a name: what is added has to fit into 255 bytes.
_KEPT = 50


def absolute(path: Path) -> Path:
    """Where a path leads, its links followed; links that lead to one another are left. Raises `PreflightError`."""
    try:
        return Path(os.path.realpath(path))
    except FileNotFoundError:
        raise PreflightError(
            f"{path} is below the working folder, which is there no more", remedy="Change to a folder that is."
        ) from None


def refuse_input(output: Path, inputs: Iterable[Path | None]) -> None:
    """Raise `UsageError` where a report would take the place of what it is made from."""
    same = any(each and each.is_file() and absolute(each) == absolute(output) for each in inputs)
    if same or output.suffix == ".py" or output.match("Pulumi*.y*ml") or output.name == "lookups.yaml":
        raise UsageError(
            f"--output {output} is what people write, or what this report is made from",
            remedy="Give the report a name of its own.",
        )


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are not there. Raises `ReportError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise ReportError(f"{folder} is no folder", remedy="Name a folder, or what can become one.") from None
    except OSError as error:
        raise ReportError(f"{folder} can not be made: {error.strerror}") from None


def write_whole(file: Path, text: str) -> None:
    """Write a file in one step: nobody ever sees half of it. What is no plain file is written through.

    Links are followed. Who reads from a pipe may stop at any time. Raises `ReportError`, with nothing left behind.
    """
    try:
        stream = _no_plain_file(file)
        if stream:
            with stream:
                stream.write(text)
        else:
            _replace(file.resolve(), text)
    except BrokenPipeError:
        return
    except (OSError, RuntimeError) as error:  # links that lead to one another are the second, before Python 3.13
        raise ReportError(f"{file} can not be written: {getattr(error, 'strerror', error)}") from None


def _no_plain_file(file: Path) -> TextIO | None:
    """What is open under a number already (`/dev/stdout`, `>(...)`), or a device, a fifo, a folder: opened."""
    number = _descriptor(file)
    if number is not None:
        return os.fdopen(os.dup(number), "w", encoding="utf-8", errors="replace")
    if file.exists() and not file.is_file():
        return file.open("w", encoding="utf-8", errors="replace")
    return None


def _descriptor(file: Path) -> int | None:
    """The number under which this process has a file open, if its name says so. What the file holds stays in it."""
    for _ in range(_MOST_LINKS):
        if file.name.isdecimal() and file.parent.resolve() == Path("/dev/fd").resolve():
            return int(file.name)
        if not file.is_symlink():
            break
        file = file.parent / file.readlink()
    return None


def _replace(file: Path, text: str) -> None:
    temporary = file.parent / f".{file.name[:_KEPT]}.{secrets.token_hex(4)}"
    try:
        # Made by `open`, so that the file has the mode that any new one has here.
        with temporary.open("x", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
        temporary.replace(file)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
