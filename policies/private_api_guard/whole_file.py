"""Writes a file whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path


def write_whole(name: str, text: str) -> None:
    """Replaces a file, with the mode that a new file gets; what is no plain file is written through.

    Links are followed. Raises `OSError`, and leaves nothing behind then.
    """
    target = Path(name).resolve()
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        with target.open("w", encoding="utf-8") as through:
            through.write(text)
        return
    handle, part = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), _usual_mode())
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _usual_mode() -> int:
    """The mode of a new file; the mask can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
