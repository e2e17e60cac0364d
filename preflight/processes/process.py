"""A child process that never outlives its owner."""

import contextlib
import errno
import select
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import IO
from weakref import WeakSet

from preflight.errors import StartError
from preflight.processes import groups
from preflight.processes.lifeline import Lifeline
from preflight.repository import repository_of, without_top

TIMEOUT_SECONDS = 300
"""How long a process may take for what it is asked, unless somebody says otherwise."""

_LINES_KEPT = 400
# Longer lines are read in pieces, so that nobody fills this process's memory.
_LONGEST_LINE = 1 << 16
_RUNNING: "WeakSet[Child]" = WeakSet()
_OVER = threading.Event()
GROUPS: set[int] = set()
"""The process groups that were ever started here, which end with their `Child`."""

_GRACE_SECONDS = 2.0
# What a reader has taken from a pipe and not passed on yet.
_LAST_LINES_SECONDS = 0.3


def stop_for_good() -> None:
    """End every child, and let none start any more: a `Child` raises `KeyboardInterrupt` from now on."""
    _OVER.set()
    stop_all()


def over() -> bool:
    """Whether children were stopped for good."""
    return _OVER.is_set()


def stop_all() -> None:
    """End every child that still runs, at once."""
    for child in list(_RUNNING):
        if child.exit_status is None:
            child._end()  # noqa: SLF001 - this module's own


def ended(status: int | None) -> str:
    """What became of a process, for people: it "was ended by SIGKILL", say."""
    if status is None or status >= 0:
        return f"ended with exit status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


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
        """Start `command` in `folder`; `on_output` gets each line of standard output. Raises `StartError`."""
        if _OVER.is_set():
            raise KeyboardInterrupt
        self._standard_error: deque[str] = deque(maxlen=_LINES_KEPT)
        self._output: Queue[str | None] = Queue()
        self._on_output = on_output
        self._lifeline = Lifeline()
        environment = {**environment, **self._lifeline.environment}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command is built here, not by a shell
                list(command),
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
                **self._lifeline.options,
            )
        except OSError as error:
            self._lifeline.close()
            raise _not_started(command[0], folder, environment, error) from None
        self._lifeline.started(self._process)
        GROUPS.add(self._process.pid)
        _RUNNING.add(self)
        if _OVER.is_set():  # since just now
            self._end()
        self._reading = [
            (stream, threading.Thread(target=read, args=(stream,), daemon=True))
            for stream, read in ((self._process.stdout, self._read_output), (self._process.stderr, self._read_error))
            if stream
        ]
        for _, reader in self._reading:
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
    def last_word(self) -> bytes:
        """What it said on its lifeline, once it has ended; to be asked before `stop`."""
        return self._lifeline.last_word

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
        """Wait until what an ended process wrote has been read, also where another one holds its output open."""
        deadline = time.monotonic() + _GRACE_SECONDS
        for stream, reader in self._reading:
            with contextlib.suppress(ValueError, OSError):  # it was closed just now
                while reader.is_alive() and select.select([stream], [], [], 0)[0] and time.monotonic() < deadline:
                    reader.join(0.02)
            reader.join(_LAST_LINES_SECONDS)

    def stop(self) -> None:
        """End the group: politely first, then for good. Does nothing to a process that already ended."""
        groups.send(self._process, signal.SIGTERM)
        if self.wait(_GRACE_SECONDS) is None:
            groups.send(self._process, groups.KILL)
            self._process.wait()
        groups.send(self._process, groups.KILL)  # what the command started may have ignored the first signal
        self._lifeline.close()
        self.finish_reading()

    def _end(self) -> None:
        """End the group without waiting for anything."""
        groups.send(self._process, signal.SIGTERM)
        groups.send(self._process, groups.KILL)

    def _read_output(self, stream: IO[str]) -> None:
        for line in _lines(stream):
            if self._output.qsize() < _LINES_KEPT:
                self._output.put(line)
            if self._on_output:
                self._on_output(line)
        self._output.put(None)

    def _read_error(self, stream: IO[str]) -> None:
        self._standard_error.extend(_lines(stream))


def _lines(stream: IO[str]) -> Iterator[str]:
    with stream:
        while line := stream.readline(_LONGEST_LINE):
            yield line.rstrip("\n")


def _not_started(program: str, folder: Path, environment: Mapping[str, str], error: OSError) -> StartError:
    remedy = ""
    if error.errno == errno.E2BIG:
        largest = max(environment, key=lambda name: len(environment[name]))
        remedy = (
            f"The largest variable of its environment is {largest} with {len(environment[largest].encode()):,} bytes. "
            "Engines hand a stack's configuration over in PULUMI_CONFIG; Linux takes 131,072 bytes of one variable."
        )
    place = f" in {error.filename}" if error.filename not in {None, program} else ""  # its folder
    said = without_top(repository_of(folder), f"{program} can not be started{place}")
    return StartError(f"{said}: {error.strerror}", remedy=remedy)
