"""Files that are named on the command line: written whole."""

import contextlib
import secrets
from pathlib import Path

from preflight.errors import ReportError


def write_whole(file: Path, text: str) -> None:
    """Write a file in one step: nobody ever sees half of it. Raises `ReportError`."""
    temporary = file.parent / f".{file.name}.{secrets.token_hex(4)}"
    try:
        # Made by `open`, so that the file has the mode that any new one has here.
        with temporary.open("x", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
        temporary.replace(file)
    except OSError as error:
        raise ReportError(f"{file} can not be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
