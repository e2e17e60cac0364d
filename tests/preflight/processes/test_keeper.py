"""A command ends as it would by itself, and with whoever started it."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from preflight.processes.keeper import kept
from preflight.processes.process import Child


def child(*command: str, folder: Path) -> Child:
    return Child(kept(command), folder=folder, environment=os.environ)


@pytest.mark.parametrize(
    ("does", "status"),
    [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", -9), ("kill -ABRT $$", -6), ("kill -40 $$", -40)],
)
def test_it_ends_as_the_command_ends(tmp_path: Path, does: str, status: int) -> None:
    with child("/bin/sh", "-c", does, folder=tmp_path) as running:
        assert running.wait(20) == status


def test_what_can_not_be_started_is_told(tmp_path: Path) -> None:
    with child(str(tmp_path), folder=tmp_path) as running:
        assert running.wait(20) == 126
        running.finish_reading()
        assert running.last_words == f"{tmp_path} can not be started: Permission denied"


def test_the_command_is_ended_where_the_owner_is_gone(tmp_path: Path) -> None:
    owner = (
        "import os, sys, time; from pathlib import Path; from preflight.processes.keeper import kept;"
        "from preflight.processes.process import Child;"
        "Child(kept(['/bin/sh', '-c', 'trap \"\" TERM; echo $$ > pid; while :; do sleep 1; done']),"
        f" folder=Path({str(tmp_path)!r}), environment=os.environ); time.sleep(99)"
    )
    with Child([sys.executable, "-c", owner], folder=tmp_path, environment=os.environ) as running:
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(running.pid, signal.SIGKILL)
    pid = int((tmp_path / "pid").read_text())
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
