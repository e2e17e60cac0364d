"""What is in an asset or archive: the same wherever its files lie."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from preflight.protocol.wire import ARCHIVE, ASSET, SIGNATURE

_MOST = 64 << 20
"""Bytes that are read of one file; of a larger one its size is told."""


def without_places(value: Any) -> Any:
    """A part of properties; an asset or archive with what its files hold in place of where they are.

    Source: pulumi/pulumi `sdk/go/common/resource/asset`.
    """
    if not isinstance(value, dict) or value.get(SIGNATURE) not in (ASSET, ARCHIVE) or not value.get("path"):
        return value
    return {**value, "path": "", "hash": _digest(Path(value["path"]))}


@cache
def _digest(path: Path) -> str:
    """Of what is there. Several resources, and both operations of a check, have the same files: they are read once."""
    found = hashlib.sha256()
    for part in _content(path):
        found.update(part)
    return found.hexdigest()


def _content(path: Path) -> Iterator[bytes]:
    """What a file, or all files of a folder, hold; nothing where there is none, or nobody may read it."""
    try:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" in file.parts:
                continue
            yield file.relative_to(path).as_posix().encode()
            size = file.stat().st_size
            yield file.read_bytes() if size <= _MOST else str(size).encode()
    except OSError:
        return
