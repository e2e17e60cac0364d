"""The pack's folder, which engines are given: where it is, and as an archive. The command `private-api-guard`."""

import argparse
import contextlib
import gzip
import io
import os
import secrets
import sys
import tarfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import NoReturn

from .published import VERSION

_DISTRIBUTION = "private-api-guard"
_DESCRIPTION = "PulumiPolicy.yaml"
_PARTS = ("__main__.py", "requirements.txt", "rules.json", "RULES.md", "policy-config.schema.json")
# Where the folder says that its Python is: in the wheel, that of the environment that the wheel is in; in a folder that
# stands alone, one below it, which `pulumi policy publish` makes as well.
_IN_A_WHEEL = "virtualenv: ../.."
_ALONE = "virtualenv: venv"
_PYTHON = ("bin/python", "Scripts/python.exe")
# What an archive says that its files are of, where SOURCE_DATE_EPOCH says nothing: the same files give the same bytes.
_MOMENT = 1_580_601_600


class FolderError(Exception):
    """Why there is no such folder, and what to do."""


def folder() -> Path:
    """The folder, in a checkout or where the wheel put it. Raises `FolderError`."""
    beside = Path(__file__).resolve().parent.parent
    if (beside / _DESCRIPTION).is_file():
        return beside
    try:
        installed = files(_DISTRIBUTION) or ()
    except PackageNotFoundError:
        installed = ()
    for file in installed:
        if file.name == _DESCRIPTION:
            return Path(file.locate()).resolve().parent
    raise FolderError(f"{_DESCRIPTION} is not there. Remedy: install {_DISTRIBUTION} again.")


def runnable() -> Path:
    """The folder, where an engine finds the Python that its description names. Raises `FolderError`."""
    place = folder()
    if _IN_A_WHEEL in _description(place) and not any((place.parents[1] / python).is_file() for python in _PYTHON):
        raise FolderError(
            f"{place.parents[1]} is no virtual environment, so that an engine would find no Python for the pack. "
            f"Remedy: install {_DISTRIBUTION} into one (python -m venv, uv, pipx)."
        )
    return place


def archive(file: Path) -> None:
    """Write the folder with the pack's code as a .tar.gz, whole or not at all: the same pack gives the same bytes.

    Raises `FolderError`.
    """
    place = folder()
    made = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=made, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in _contents(place):
            entry = tarfile.TarInfo(f"{_DISTRIBUTION}-{VERSION}/{name}")
            entry.size, entry.mode = len(content), 0o644
            entry.mtime = int(os.environ.get("SOURCE_DATE_EPOCH") or _MOMENT)
            tar.addfile(entry, io.BytesIO(content))
    begun = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        begun.write_bytes(made.getvalue())
        begun.replace(file)
    except OSError as error:
        raise FolderError(f"{file} can not be written: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            begun.unlink()


def _contents(place: Path) -> Iterator[tuple[str, bytes]]:
    code = Path(__file__).resolve().parent
    yield _DESCRIPTION, _description(place).replace(_IN_A_WHEEL, _ALONE).encode()
    for name in _PARTS:
        yield name, (place / name).read_bytes()
    for file in sorted(code.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield f"{code.name}/{file.relative_to(code).as_posix()}", file.read_bytes()


def _description(place: Path) -> str:
    return (place / _DESCRIPTION).read_text(encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command: its status is 0, 1 where something is not there or can not be written, or argparse's 2."""
    parser = argparse.ArgumentParser(prog=_DISTRIBUTION, description="The policy pack for private APIs on AWS.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("path", help='print its folder: pulumi preview --policy-pack "$(private-api-guard path)"')
    archiving = commands.add_parser("archive", help="write its folder as a .tar.gz, to be published or checked in")
    archiving.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "path":
            sys.stdout.write(f"{runnable()}\n")
        else:
            archive(given.file)
    except FolderError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(1)
    sys.exit(0)


if __name__ == "__main__":
    main()
