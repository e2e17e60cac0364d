"""Writes a file whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import TextIO

# As many as Linux follows.
_MOST_LINKS = 40
# Characters of a name: what is added has to fit into 255 bytes.
_KEPT = 50


def write_whole(name: str | Path, text: str) -> None:
    """Replaces a file, with the mode that a new file gets; what is no plain file is written through.

    Links are followed. Who reads from a pipe may stop at any time. Raises `OSError`, and leaves nothing behind then.
    """
    file = Path(name)
    stream = _no_plain_file(file)
    if not stream:
        _replace(_followed(file), text)
        return
    with contextlib.suppress(BrokenPipeError), stream:
        stream.write(text)


def _no_plain_file(file: Path) -> TextIO | None:
    """What is open under a number already (`/dev/stderr`), or a device, a fifo that is read, a folder: opened."""
    number = _number(file)
    if number is not None:
        return os.fdopen(os.dup(number), "w", encoding="utf-8")
    if not file.exists() or file.is_file():
        return None
    # A fifo that nobody reads would keep the policies waiting; this way it is an error.
    opened = os.open(file, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(opened, True)
    return os.fdopen(opened, "w", encoding="utf-8")


def _number(file: Path) -> int | None:
    """The number under which this process has a file open, if its name says so. What the file holds stays in it."""
    for _ in range(_MOST_LINKS):
        if file.name.isdecimal() and file.parent.resolve() == Path("/dev/fd").resolve():
            return int(file.name)
        if not file.is_symlink():
            break
        file = file.parent / file.readlink()
    return None


def _followed(file: Path) -> Path:
    try:
        return file.resolve()
    except RuntimeError as error:  # links that lead to one another; an OSError from Python 3.13 on
        raise OSError(str(error)) from None


def _replace(file: Path, text: str) -> None:
    part = file.with_name(f".{file.name[:_KEPT]}.{secrets.token_hex(4)}")
    try:
        # Made by `open`, so that the file has the mode that any new one has here.
        with part.open("x", encoding="utf-8") as stream:
            stream.write(text)
        part.replace(file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
