"""What somebody looked at and accepted, in files of `tests/golden`."""

import os
from collections.abc import Collection
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
WRITES = os.environ.get("GOLDEN") == "write"


def check_accepted(name: str, text: str) -> None:
    """Whether a text is the one that was accepted. If it is meant to be another: `make golden`."""
    file = GOLDEN / name
    if WRITES:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{file} is another; if that is meant: make golden"


def check_no_other_accepted(folder: str, names: Collection[str]) -> None:
    """Whether nothing else is held in a folder. `make golden` takes it out."""
    others = {file for file in (GOLDEN / folder).rglob("*") if file.is_file()} - {GOLDEN / name for name in names}
    for file in others if WRITES else ():
        file.unlink()
    assert WRITES or not others, f"nobody makes {sorted(map(str, others))}; make golden takes them out"
