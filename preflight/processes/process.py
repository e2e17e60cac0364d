"""A child process that never outlives its owner."""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import IO
from weakref import WeakSet

LIFELINE = (
    "import os, threading; "
    "_lifeline = int(os.environ.pop('PREFLIGHT_LIFELINE')); "
    "threading.Thread(target=lambda: (os.read(_lifeline, 1), os.killpg(0, 9)), daemon=True).start(); "
)
"""Python code that a child begins with: it ends its group when its owner is gone, however that ended."""

_LINES_KEPT = 400
_RUNNING: "WeakSet[Child]" = WeakSet()
_GRACE_SECONDS = 2.0


def stop_all() -> None:
    """End every child that still runs, at once."""
    for child in list(_RUNNING):
        if child.exit_status is None:
            child._end()  # noqa: SLF001 - this module's own


class Child:
    """A command in a process group of its own, its output read line by line.

    Ending it ends the whole group, so that what the command started ends too. Use it as a context manager.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        on_output: Callable[[str], None] | None = None,
    ) -> None:
        """Start `command` in `folder`; `on_output` gets each line of standard output after the first one taken."""
        self._standard_error: deque[str] = deque(maxlen=_LINES_KEPT)
        self._output: Queue[str | None] = Queue()
        self._on_output = on_output
        lifeline, self._lifeline = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603 - the command is built here, not by a shell
            list(command),
            cwd=folder,
            env={**environment, "PREFLIGHT_LIFELINE": str(lifeline)},
            pass_fds=(lifeline,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        os.close(lifeline)
        _RUNNING.add(self)
        self._readers = [
            threading.Thread(target=self._read_output, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_error, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll()

    @property
    def last_words(self) -> str:
        """The last lines of standard error."""
        return "\n".join(self._standard_error)

    def read_line(self, timeout: float) -> str | None:
        """The next line of standard output; None when the process closed it. Raises `TimeoutError`."""
        try:
            return self._output.get(timeout=timeout)
        except Empty:
            raise TimeoutError from None

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit status once it ended by itself, None if it still runs after `timeout` seconds."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def finish_reading(self) -> None:
        """Wait until what an ended process wrote has been read."""
        for reader in self._readers:
            reader.join(_GRACE_SECONDS)

    def stop(self) -> None:
        """End the group: politely first, then for good. Does nothing to a process that already ended."""
        self._signal(signal.SIGTERM)
        if self.wait(_GRACE_SECONDS) is None:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._signal(signal.SIGKILL)  # what the command started may have ignored the first signal
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        self.finish_reading()
        for stream, reader in zip((self._process.stdout, self._process.stderr), self._readers, strict=True):
            if stream and not reader.is_alive():
                stream.close()

    def _end(self) -> None:
        """End the group without waiting for anything."""
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read_output(self, stream: IO[str]) -> None:
        for line in stream:
            text = line.rstrip("\n")
            self._output.put(text)
            if self._on_output:
                self._on_output(text)
        self._output.put(None)

    def _read_error(self, stream: IO[str]) -> None:
        for line in stream:
            self._standard_error.append(line.rstrip("\n"))
