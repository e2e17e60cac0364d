"""The pack of the fixtures that reports what it was shown, with a configuration."""

from pathlib import Path

from preflight.analysis import PackChoice
from tests.captures import FIXTURES

WATCHER = FIXTURES / "packs" / "watcher"


def configured(tmp_path: Path, text: str) -> PackChoice:
    file = tmp_path / "config.json"
    file.write_text(text)
    return PackChoice(WATCHER, file)
