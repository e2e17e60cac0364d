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
def _go_sdk() -> bool:
    go = shutil.which("go")
    if not go:
        return False
    listed = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"],
        cwd=LANGUAGES / "go", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return bool(listed.stdout.strip())


def skip_without(language: str) -> None:
    """Skips a test, saying so, where nobody has what a language needs."""
    node = shutil.which("node") and (NODE_MODULES / "@pulumi" / "pulumi").is_dir()
    if language in {"typescript", "javascript"} and not node:
        pytest.skip("needs node, and what `npm ci --prefix tests/typescript` installs")
    if language == "go" and not _go_sdk():
        pytest.skip("needs go, and what `go mod download -C tests/fixtures/languages/go` brings")


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
