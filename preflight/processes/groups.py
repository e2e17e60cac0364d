"""Ending a process with all that it started."""

import contextlib
import os
import signal
import subprocess

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""What no process survives. Windows ends a process in one way only."""


def send(process: "subprocess.Popen[str]", number: int) -> None:
    """Send a signal to the group that a process leads. Windows has no groups: there it ends, with what it started.

    Does nothing where all of them are gone.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        elif process.poll() is None:
            with contextlib.suppress(OSError):
                tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
                subprocess.run(tree, check=False, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603
            process.terminate()
