"""What ties a child to its owner: the child ends when its owner is gone, and may say how it ended.

It is a socket that the child inherits. Where a process can hand no such thing on (Windows), the child's standard input
is what ends with the owner, and a file is where it says how it ended.
"""

import contextlib
import os
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "PREFLIGHT_LIFELINE"
"""Where a child finds it."""

_INHERITED = hasattr(os, "killpg")
_OPENED = (
    f"_lifeline = int(os.environ.pop({VARIABLE!r})); _owner = _lifeline; _end = lambda: os.killpg(0, 9); "
    if _INHERITED
    else f"_lifeline = os.open(os.environ.pop({VARIABLE!r}), os.O_WRONLY | getattr(os, 'O_BINARY', 0)); "
    "_owner = os.dup(0); os.dup2(os.open(os.devnull, os.O_RDONLY), 0); _end = lambda: os._exit(1); "
)
LIFELINE = (
    f"import os, threading; {_OPENED}"
    "threading.Thread(target=lambda: (os.read(_owner, 1), _end()), daemon=True).start(); "
)
"""Python code that a child begins with: it ends its group when its owner is gone, however that ended.

`_lifeline` is the descriptor on which it may say how it ended (`Lifeline.last_word`).
"""


def tied(script: Path) -> str:
    """Python code that runs a script so, with the descriptor of its last word as the last of its arguments."""
    run = f"runpy.run_path({str(script)!r}, run_name='__main__')"
    return f"{LIFELINE}import runpy, sys; sys.argv.append(str(_lifeline)); {run}"


# Of a last word, what is read at once.
_PIECE = 1 << 16


class _Socket:
    """One end of a pair of sockets; the child inherits the other one."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self.value = str(self._theirs.fileno())
        self.options: Mapping[str, Any] = {"pass_fds": (self._theirs.fileno(),), "stdin": subprocess.DEVNULL}

    def started(self, _process: "subprocess.Popen[str]") -> None:
        self._theirs.close()

    @property
    def last_word(self) -> bytes:
        self._ours.setblocking(False)
        said = b""
        with contextlib.suppress(OSError):
            while piece := self._ours.recv(_PIECE):
                said += piece
        return said

    def close(self) -> None:
        self._theirs.close()
        self._ours.close()


class _InputAndFile:
    """The child's standard input, and a file."""

    def __init__(self) -> None:
        number, self.value = tempfile.mkstemp(prefix="preflight-")
        os.close(number)
        self.options: Mapping[str, Any] = {"stdin": subprocess.PIPE}
        self._process: subprocess.Popen[str] | None = None

    def started(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @property
    def last_word(self) -> bytes:
        return Path(self.value).read_bytes()

    def close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        with contextlib.suppress(OSError):
            Path(self.value).unlink()


class Lifeline:
    """The owner's end of it."""

    def __init__(self) -> None:
        self._line = _Socket() if _INHERITED else _InputAndFile()
        self.environment = {VARIABLE: self._line.value}
        """What the child's environment has of it."""
        self.options = self._line.options
        """What `subprocess.Popen` has to be told."""

    def started(self, process: "subprocess.Popen[str]") -> None:
        """Note that the child has its end."""
        self._line.started(process)

    @property
    def last_word(self) -> bytes:
        """What the child said, once it has ended; to be asked before `close`."""
        return self._line.last_word

    def close(self) -> None:
        """Let go. A child that still runs ends."""
        self._line.close()
