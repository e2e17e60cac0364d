"""Writes a file whole or not at all."""

import contextlib
import secrets
from pathlib import Path


def write_whole(name: str | Path, text: str) -> None:
    """Replaces a file, with the mode that a new file gets; what is no plain file is written through.

    Links are followed. Raises `OSError`, and leaves nothing behind then.
    """
    target = Path(name).resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Made by `open`, so that the file has the mode that any new one has here.
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
