"""Runs a row and compares its answer."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.robustness.row import Row

_TESTS = Path(__file__).parent.parent
PREFLIGHT = Path(sys.executable).with_name("preflight")


def problems(row: Row, folder: Path) -> list[str]:
    """What is wrong with a row's answer; it runs in `folder`, which is empty."""
    _furnish(row, folder)
    mark = f"ROBUSTNESS={folder.name}"
    environment = {
        **os.environ,
        "PREFLIGHT": str(PREFLIGHT),
        "PYTHON": sys.executable,
        "NODE_MODULES": str(_TESTS / "typescript" / "node_modules"),
        "GO_PROGRAM": str(_TESTS / "fixtures" / "languages" / "go"),
        "TMPDIR": str(folder / "tmp"),
        "COLUMNS": "200",
        "ROBUSTNESS": folder.name,
    }
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        running = subprocess.Popen(
            ["/bin/bash", "-c", row.line],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip
        try:
            status = running.wait(row.seconds)
        except subprocess.TimeoutExpired:
            status = None
            running.kill()
            running.wait()
    written, said = ((folder / name).read_text("utf-8", "replace") for name in ("stdout", "stderr"))
    return [*_differences(row, status, written, said), *_left(folder, mark)]


def _furnish(row: Row, folder: Path) -> None:
    files = {
        "program/Pulumi.yaml": "name: program\nruntime: python\n",
        "program/Pulumi.dev.yaml": row.config,
        "program/__main__.py": row.program,
        "pack/PulumiPolicy.yaml": "runtime: python\n",
        "pack/__main__.py": row.pack,
        "tmp/keep": "",
        **row.files,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def _differences(row: Row, status: int | None, written: str, said: str) -> Iterator[str]:
    if status is None:
        yield f"not done after {row.seconds:g} s"
    elif status != row.status:
        yield f"status {status}, not {row.status}"
    if not re.search(row.says, said):
        yield f"standard error lacks {row.says!r}"
    if row.quiet and said:
        yield f"standard error is not empty: {said[:1200]}"
    if not re.search(row.writes, written):
        yield f"standard output lacks {row.writes!r}: {written[:600]}"
    for no in ("Traceback (most recent call last)", "Exception ignored", "preflight itself failed"):
        if no in said + written:
            yield f"{no!r} is said"
    if status != row.status or not re.search(row.says, said):
        yield f"standard error: {said[:1200]}"


def _left(folder: Path, mark: str) -> Iterator[str]:
    left = sorted(path.name for path in (folder / "tmp").iterdir() if path.name != "keep")
    if left:
        yield f"left in TMPDIR: {left}"
    deadline = time.monotonic() + 3
    while (running := _running(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in running:
        yield f"process left: {_command(pid)}"
        os.kill(pid, 9)


def _running(mark: str) -> list[int]:
    """Processes that were started with a mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[:200]
    except OSError:
        return str(pid)
