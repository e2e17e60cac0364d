"""Standard output and error that are there, whatever the shell did to them, and that change no verdict."""

import io
import os
import select
import sys
from typing import Any, TextIO

from preflight.errors import ReportError


def prepare() -> None:
    """Open what is closed of the three standard streams, and let the command go on where nobody reads what it writes.

    What can not be written to standard output otherwise, such as on a full disk, raises `ReportError`, once.
    """
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # else gRPC tells there how connections end, now and then
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free is this one; no pipe takes it any more
    sys.stdout = _stream(sys.stdout, 1, told="standard output")
    sys.stderr = _stream(sys.stderr, 2)


def _stream(given: TextIO | None, descriptor: int, *, told: str = "") -> TextIO:
    # With PYTHONUNBUFFERED the buffer is what writes, else its `raw`.
    raw = getattr(given.buffer, "raw", given.buffer) if given else io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(_Raw(raw, told)),
        encoding=given.encoding if given else "utf-8",
        errors="replace",  # a terminal that has no check marks is no reason to fail
        line_buffering=raw.isatty() or not told,
    )


class _Raw(io.RawIOBase):
    """Writes to `raw` until that breaks, and nowhere after it. `told` is its name in errors; "" raises none."""

    def __init__(self, raw: Any, told: str) -> None:
        self._raw = raw
        self._told = told
        self._broken = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()

    def write(self, data: Any, /) -> int:
        try:
            while not self._broken:
                count = self._raw.write(data)
                if count is not None:
                    return count
                select.select((), (self._raw,), ())  # it does not wait by itself
        except BrokenPipeError:
            self._broken = True  # who reads has seen enough: `| head`
        except OSError as error:
            self._broken = True
            if self._told:
                raise ReportError(f"{self._told} can not be written: {error.strerror}") from None
        return len(data)
