"""A child process never outlives its owner."""

import errno
import os
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from preflight.errors import StartError
from preflight.processes.lifeline import LIFELINE
from preflight.processes.process import Child, ended, stop_all

ENVIRONMENT = dict(os.environ)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def python(code: str, tmp_path: Path, **more: object) -> Child:
    return Child([sys.executable, "-u", "-c", code], folder=tmp_path, environment=ENVIRONMENT, **more)


def wait_until_gone(*pids: int) -> None:
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in pids if alive(pid)]


PARENT = """
import subprocess, sys, time
stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(99)"
child = subprocess.Popen([sys.executable, "-c", stubborn])
time.sleep(0.3)
print(child.pid)
time.sleep(99)
"""


def test_leaving_ends_the_process_and_what_it_started(tmp_path: Path) -> None:
    with python(PARENT, tmp_path) as child:
        grandchild = int(child.read_line(10) or 0)
        assert alive(child.pid)
        assert alive(grandchild)
    wait_until_gone(child.pid, grandchild)


def test_an_exception_ends_it_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), python("import time; time.sleep(99)", tmp_path) as child:
        raise KeyboardInterrupt
    wait_until_gone(child.pid)


def test_all_can_be_ended_at_once(tmp_path: Path) -> None:
    with python("import time; time.sleep(99)", tmp_path) as one, python("import time; time.sleep(99)", tmp_path) as two:
        stop_all()
        assert one.wait(5) is not None
        assert two.wait(5) is not None


STOPPED = """
import sys
from pathlib import Path
from preflight.processes import process
process.stop_for_good()
try:
    process.Child([sys.executable], folder=Path.cwd(), environment={})
except KeyboardInterrupt:
    print("interrupted")
"""


def test_none_starts_after_all_were_stopped_for_good(tmp_path: Path) -> None:
    with python(STOPPED, tmp_path) as child:
        assert child.read_line(10) == "interrupted"


OWNER = f"""
import os, sys, time
from pathlib import Path
from preflight.processes.lifeline import LIFELINE
from preflight.processes.process import Child
child = Child([sys.executable, "-u", "-c", LIFELINE + {PARENT!r}], folder=Path.cwd(), environment=os.environ)
print(child.pid, child.read_line(10), flush=True)
time.sleep(99)
"""


def test_a_killed_owner_takes_its_children_along(tmp_path: Path) -> None:
    with python(OWNER, tmp_path) as owner:
        child, grandchild = map(int, (owner.read_line(10) or "").split())
        assert alive(child)
        os.kill(owner.pid, signal.SIGKILL)
        wait_until_gone(child, grandchild)


def test_output_is_read_line_by_line_and_errors_are_kept(tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import sys; print('one'); print('two'); print('bad', file=sys.stderr)"
    with python(code, tmp_path, on_output=lines.append) as child:
        assert child.read_line(10) == "one"
        assert child.read_line(10) == "two"
        assert child.read_line(10) is None
        assert child.wait(10) == 0
        child.finish_reading()
        assert child.last_words == "bad"
    assert lines == ["one", "two"]


@pytest.mark.parametrize(
    ("code", "said"),
    [("os.write(_lifeline, b'done')", b"done"), ("os.write(_lifeline, b'x' * 32768)", b"x" * 32768), ("pass", b""),
     ("os._exit(0)", b"")],
)  # fmt: skip
def test_a_last_word_tells_how_it_ended(tmp_path: Path, code: str, said: bytes) -> None:
    with python(f"{LIFELINE}\n{code}", tmp_path) as child:
        assert child.wait(10) == 0
        assert child.last_word == said


def test_what_can_not_be_started_is_told(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("no program")
    with pytest.raises(StartError, match="python can not be started: Permission denied"):
        Child([str(tmp_path / "python")], folder=tmp_path, environment=ENVIRONMENT)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=f"{sys.executable} can not be started in {tmp_path / 'gone'}: No such file"):
        Child([sys.executable], folder=tmp_path / "gone", environment={})


def test_an_environment_that_is_too_large_is_told_with_its_size(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"LARGE with 300,000 bytes"):
        Child([sys.executable], folder=tmp_path, environment={"LARGE": "x" * 300_000})


@pytest.mark.parametrize(
    ("status", "told"),
    [(3, "ended with exit status 3"), (-9, "was ended by SIGKILL"), (-40, "was ended by signal 40")],
)
def test_how_a_process_ended(status: int, told: str) -> None:
    assert ended(status) == told


def test_who_holds_the_output_open_delays_nobody(tmp_path: Path) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '30'], start_new_session=True).pid)"
    with python(code, tmp_path) as child:
        assert child.wait(10) == 0
        child.finish_reading()
        holder = int(child.read_line(10) or 0)
        assert alive(holder)
    os.kill(holder, signal.SIGKILL)


def test_a_stream_that_is_closed_while_it_is_asked_for_more_is_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed_just_now(*_: object) -> None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    with python("input()", tmp_path) as child:
        monkeypatch.setattr(select, "select", closed_just_now)
        child.finish_reading()


def test_lines_are_read_in_pieces_and_not_all_are_kept(tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import sys; sys.stdout.write('x' * 200_000); print(); [print(n) for n in range(1000)]"
    with python(code, tmp_path, on_output=lines.append) as child:
        child.wait(10)
        child.finish_reading()
        kept = [child.read_line(1) for _ in range(401)]
    assert max(map(len, lines)) <= 1 << 16
    assert lines[-1] == "999"
    assert kept[-1] is None


def test_silence_times_out(tmp_path: Path) -> None:
    with python("import time; time.sleep(99)", tmp_path) as child:
        with pytest.raises(TimeoutError):
            child.read_line(0.05)
        assert child.wait(0.05) is None
        assert child.exit_status is None
