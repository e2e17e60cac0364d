"""Lambda functions: their runtimes, and what can be read of their code.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and
https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..values.resource import Resource
from ..values.unknown import UNKNOWN, has_unknown

FUNCTION: Final = "lambda.Function"
ALIAS: Final = "lambda.Alias"
# Runtimes of which AWS no longer creates functions.
CREATE_BLOCKED: Final = frozenset({
    "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x",
    "python2.7", "python3.6", "python3.7", "ruby2.5", "ruby2.7", "java8", "go1.x", "provided",
    "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1",
})  # fmt: skip
# From this version of Node.js on, runtimes bring the SDK for JavaScript v3 only.
_FIRST_WITHOUT_SDK_V2: Final = 18
_SDK: Final = "node_modules/aws-sdk/"
_SCRIPTS: Final = (".js", ".mjs", ".cjs")
_LARGEST: Final = 2_000_000
_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
_IMPORT: Final = re.compile(
    r"""(?:\brequire\s*\(\s*|\bimport\s*\(\s*|\bfrom\s*|\bimport\s+)["'`](?P<module>[^"'`\n]+)["'`]"""
)


@dataclass
class Code:
    """The readable part of a function's code: scripts by path. `sealed` tells that other parts can not be read."""

    scripts: dict[str, str] = field(default_factory=dict)
    has_sdk: bool = False
    sealed: bool = False

    def take(self, name: str, text: str) -> None:
        """Adds a file."""
        name = posixpath.normpath(name)
        self.has_sdk = self.has_sdk or name.startswith(_SDK)
        if name.endswith(_SCRIPTS) and "node_modules/" not in name:
            self.scripts[name] = text

    def requires(self, module: str, entry: str) -> str | None:
        """The script that imports a module, of those that the entry file leads to; `None` if none does."""
        waiting, seen = [entry], set()
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
                    waiting += [
                        base,
                        *(f"{base}{end}" for end in _SCRIPTS),
                        *(f"{base}/index{end}" for end in _SCRIPTS),
                    ]
        return None


def imports(script: str) -> Iterator[str]:
    """The modules that a script imports, those in comments left out."""
    for match in _IMPORT.finditer(_COMMENT.sub("", script)):
        yield match["module"]


def node_version(runtime: object) -> int | None:
    """The version of a Node.js runtime: 22 for `nodejs22.x`."""
    match = re.match(r"nodejs(\d+)", runtime) if isinstance(runtime, str) else None
    return int(match[1]) if match else None


def missing_sdk(function: Resource) -> str | None:
    """Why a function's code can not find `aws-sdk`: the file that needs it. `None` where it can, or nobody can tell.

    Inline code and files with an absolute path can be read; a layer may carry the SDK.
    """
    version = node_version(function.raw_text("runtime"))
    if version is None or version < _FIRST_WITHOUT_SDK_V2 or function.get("layers"):
        return None
    code = read(function.get("code"))
    if code is None or code.has_sdk or code.sealed:
        return None
    for entry in _entries(function, code):
        found = code.requires("aws-sdk", entry)
        if found:
            return found
    return None


def _entries(function: Resource, code: Code) -> list[str]:
    """The files that the runtime loads first: that of the handler, or all of them where it is not known."""
    handler = function.raw_text("handler")
    if not isinstance(handler, str):
        return sorted(code.scripts)
    base = posixpath.normpath(handler.rpartition(".")[0] or handler)
    return [f"{base}{end}" for end in _SCRIPTS if f"{base}{end}" in code.scripts]


def scripts(function: Resource) -> str:
    """All text of a function's code that can be read, for a search of literals."""
    code = read(function.get("code"))
    return "\n".join(code.scripts.values()) if code else ""


def read(asset: Any) -> Code | None:
    """What can be read of a `code` property; `None` where nothing can."""
    if not isinstance(asset, dict) or has_unknown(asset.get("path")):
        return None
    code = Code()
    try:
        _read(asset, "", code)
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError):
        # What the program may read the pack may not, or not yet.
        return None
    return code


def _read(asset: dict[str, Any], name: str, code: Code) -> None:
    text, path, inside = asset.get("text"), asset.get("path"), asset.get("assets")
    if isinstance(inside, dict):
        for key, item in inside.items():
            if isinstance(item, dict):
                _read(item, posixpath.join(name, str(key)), code)
            else:
                code.sealed = True
    elif isinstance(text, str):
        code.take(name, text)
    elif isinstance(path, str) and Path(path).is_absolute():
        _read_path(Path(path), name, code)
    elif asset.get("archive") or text is UNKNOWN:
        # A folder or archive whose path the pack can not follow may hold the SDK. A single file can not.
        code.sealed = True


def _read_path(path: Path, name: str, code: Code) -> None:
    if path.is_dir():
        if (path / "node_modules" / "aws-sdk").is_dir():
            code.has_sdk = True
        for file in sorted(path.rglob("*")):
            relative = file.relative_to(path).as_posix()
            if file.suffix in _SCRIPTS and "node_modules/" not in f"{relative}/" and file.stat().st_size <= _LARGEST:
                code.take(posixpath.join(name, relative), file.read_text("utf-8", "replace"))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                wanted = entry.filename.endswith(_SCRIPTS) and "node_modules/" not in entry.filename
                text = archive.read(entry).decode("utf-8", "replace") if wanted and entry.file_size <= _LARGEST else ""
                code.take(posixpath.join(name, entry.filename), text)
    else:
        code.take(name, path.read_text("utf-8", "replace") if path.stat().st_size <= _LARGEST else "")
