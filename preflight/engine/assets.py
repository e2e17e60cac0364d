"""What is in assets and archives, hashed as the engine does it, which is how it notices that a file is another.

Source: pulumi/pulumi `sdk/go/common/resource/asset/asset.go` and `archive/archive.go`.
"""

import hashlib
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from preflight.protocol import wire
from preflight.protocol.wire import ARCHIVE, ASSET, SIGNATURE, Properties

_MODE = 0o600
_BLOCK = 512
_DEVICES = slice(329, 345)
_CHECKSUM = slice(148, 156)
# Longer ones get a header of another form.
_LONGEST_NAME = 100
_ZIPS = (".zip", ".jar")
_OTHER_ARCHIVES = (".tar", ".tgz", ".tar.gz")


def hashed(inputs: Properties, folder: Path) -> Properties:
    """Inputs, of whose assets and archives the `hash` is told; paths are below `folder`.

    What can not be read, or is of a form that is not known here, stays without.
    """
    return wire.mapped(inputs, lambda part: _hashed(part, folder))


def _hashed(part: Any, folder: Path) -> Any:
    if not isinstance(part, dict) or part.get(SIGNATURE) not in (ASSET, ARCHIVE) or part.get("hash"):
        return part
    try:
        if part[SIGNATURE] == ASSET:
            digest = hashlib.sha256(_content(part, folder))
        else:
            digest = hashlib.sha256()
            for name, content in _members(part, folder):
                digest.update(_entry(name, content))
            digest.update(bytes(2 * _BLOCK))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile):
        return part
    return {**part, "hash": digest.hexdigest()}


def _content(asset: dict[str, Any], folder: Path) -> bytes:
    if isinstance(asset.get("text"), str) and not asset.get("path"):
        return asset["text"].encode()
    return (folder / asset["path"]).read_bytes()


def _members(archive: dict[str, Any], folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of an archive by name, in the engine's order, each once."""
    seen: set[str] = set()
    for name, content in _all_members(archive, folder):
        if name not in seen:
            seen.add(name)
            yield name, content


def _all_members(archive: dict[str, Any], folder: Path) -> Iterator[tuple[str, bytes]]:
    if archive.get("path"):
        yield from _files(folder / archive["path"])
        return
    for name, part in sorted(archive["assets"].items()):
        if part[SIGNATURE] == ASSET:
            yield name, _content(part, folder)
        else:
            for below, content in _all_members(part, folder):
                yield str(PurePosixPath(name, below)), content


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.name.endswith(_OTHER_ARCHIVES):
        raise ValueError("an archive that is not opened here")
    if path.suffix in _ZIPS:
        with zipfile.ZipFile(path) as opened:
            for name in opened.namelist():
                if not name.endswith("/"):
                    yield name, opened.read(name)
        return
    if not path.is_dir():
        raise ValueError("neither a folder nor an archive")
    for file in sorted(path.rglob("*"), key=lambda each: each.relative_to(path).parts):
        name = file.relative_to(path)
        if file.is_file() and ".pulumi" not in name.parts:
            yield name.as_posix(), file.read_bytes()


def _entry(name: str, content: bytes) -> bytes:
    """A file in a tar archive as Go writes it: devices are zeros, and so is the time."""
    if len(name) > _LONGEST_NAME or not name.isascii():
        raise ValueError("a name with a header of another form")
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), _MODE
    header = bytearray(entry.tobuf(tarfile.USTAR_FORMAT))
    header[_DEVICES] = b"0000000\0" * 2
    header[_CHECKSUM] = b" " * 8
    header[_CHECKSUM] = b"%06o\0 " % sum(header)
    return bytes(header) + content + bytes(-len(content) % _BLOCK)
