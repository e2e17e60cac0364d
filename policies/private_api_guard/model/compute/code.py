"""What can be read of a function's code: inline text, and files with an absolute path.

Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..values import Resource

_SDK: Final = "node_modules/aws-sdk/"
_SCRIPTS: Final = (".js", ".mjs", ".cjs")
_READ: Final = (*_SCRIPTS, ".py")
_LARGEST: Final = 2_000_000
_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
_IMPORT: Final = re.compile(
    r"""(?:\brequire\s*\(\s*|\bimport\s*\(\s*|\bfrom\s*|\bimport\s+)["'`](?P<module>[^"'`\n]+)["'`]"""
)


@dataclass(frozen=True)
class Code:
    """Scripts by path, those of node_modules left out. `sealed` tells that other parts can not be read."""

    scripts: Mapping[str, str]
    has_sdk: bool = False
    sealed: bool = False

    def entries(self, handler: str | None) -> list[str]:
        """The scripts that the runtime loads first: those of the handler, or all where it is not known."""
        if handler is None:
            return sorted(self.scripts)
        base = posixpath.normpath(handler.rpartition(".")[0] or handler)
        return [f"{base}{end}" for end in _SCRIPTS if f"{base}{end}" in self.scripts]

    def importing(self, module: str, entry: str) -> str | None:
        """The script that imports a module, of those that an entry leads to; `None` if none does."""
        waiting, seen = [entry], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.scripts:
                continue
            seen.add(name)
            for wanted in imports(self.scripts[name]):
                if wanted == module or wanted.startswith(f"{module}/"):
                    return name
                if wanted.startswith("."):
                    base = posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
                    waiting += [base, *(f"{base}{index}{end}" for index in ("", "/index") for end in _SCRIPTS)]
        return None


def imports(script: str) -> Iterator[str]:
    """The modules that a script imports, those in comments left out."""
    closed, end, rest = script.rpartition("*/")
    # What is not closed is no comment, and would be looked for to the end of the script each time.
    text = closed + end + rest.replace("/*", "")
    for match in _IMPORT.finditer(_COMMENT.sub("", text)):
        yield match["module"]


def code_of(function: Resource) -> Code | None:
    """What can be read of a function's `code`; `None` where nothing can."""
    asset = function.value("code").known
    if not isinstance(asset, dict):
        return None
    try:
        files = [(None if name is None else posixpath.normpath(name), text) for name, text in _files(asset, "")]
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError):
        # What the program may read the pack may not, or not yet.
        return None
    named = {name: text for name, text in files if name is not None}
    return Code(
        {name: text for name, text in named.items() if _is_script(name)},
        has_sdk=any(name.startswith(_SDK) for name in named),
        sealed=any(name is None for name, _ in files),
    )


def _is_script(name: str) -> bool:
    return name.endswith(_READ) and "node_modules/" not in name


def _files(asset: dict[str, Any], name: str) -> Iterator[tuple[str | None, str]]:
    """The files of an asset or archive: path and, of a script, text. A path of `None` stands for what is not seen."""
    text, path, inside = asset.get("text"), asset.get("path"), asset.get("assets")
    if isinstance(inside, dict):
        for key, item in inside.items():
            yield from _files(item, posixpath.join(name, str(key))) if isinstance(item, dict) else [(None, "")]
    elif isinstance(text, str):
        yield name, text
    elif isinstance(path, str) and Path(path).is_absolute():
        yield from _files_at(Path(path), name)
    elif asset.get("archive") or not (text is None or isinstance(text, str)):
        # A folder or archive whose path the pack can not follow may hold the SDK. A single file can not.
        yield None, ""


def _files_at(path: Path, name: str) -> Iterator[tuple[str, str]]:
    if path.is_dir():
        if (path / _SDK).is_dir():
            yield _SDK + "package.json", ""
        for file in sorted(path.rglob("*")):
            relative = file.relative_to(path).as_posix()
            if _is_script(relative) and file.stat().st_size <= _LARGEST:
                yield posixpath.join(name, relative), file.read_text("utf-8", "replace")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                wanted = _is_script(entry.filename) and entry.file_size <= _LARGEST
                text = archive.read(entry).decode("utf-8", "replace") if wanted else ""
                yield posixpath.join(name, entry.filename), text
    else:
        yield name, path.read_text("utf-8", "replace") if path.stat().st_size <= _LARGEST else ""
