"""Programs of each language, as somebody has them: with their packages."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.recorded import ROOT

LANGUAGES = ROOT / "tests" / "fixtures" / "languages"
NODE_MODULES = ROOT / "tests" / "typescript" / "node_modules"


@cache
def _go_has(module: str, folder: str) -> bool:
    go = shutil.which("go")
    if not go:
        return False
    listed = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", module],
        cwd=LANGUAGES / folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return bool(listed.stdout.strip())


def skip_without(language: str) -> None:
    """Skips a test, saying so, where nobody has what a language needs."""
    node = shutil.which("node") and (NODE_MODULES / "@pulumi" / "pulumi").is_dir()
    if language in {"typescript", "javascript"} and not node:
        pytest.skip("needs node, and what `npm ci --prefix tests/typescript` installs")
    module = {"go": "github.com/pulumi/pulumi/sdk/v3", "go-typed": "github.com/pulumi/pulumi-aws/sdk/v6"}.get(language)
    if module and not _go_has(module, language):
        pytest.skip(f"needs go, and the modules of tests/fixtures/languages/{language}")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A program of a language in a folder of its own, and its host on PATH."""

    def made(language: str) -> Path:
        skip_without(language)
        folder = tmp_path / "shop" / language
        shutil.copytree(LANGUAGES / language, folder)
        if language in {"typescript", "javascript"}:
            (folder / "node_modules").symlink_to(NODE_MODULES)
        if language == "standin":
            host = tmp_path / "bin" / "pulumi-language-standin"
            host.parent.mkdir()
            host.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder / "host.py"}" "$@"\n')
            host.chmod(0o755)
            monkeypatch.setenv("PATH", str(host.parent), prepend=":")
        return folder

    return made
