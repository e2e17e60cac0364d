"""Processes that outlive what started them, such as a program's daemon.

They have left the group that is ended with the program. Linux hands them to the nearest process that asks for them.
"""

import contextlib
import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from preflight.processes.groups import KILL

# include/uapi/linux/prctl.h
_PR_SET_CHILD_SUBREAPER = 36
# How long ended ones may take.
_SECONDS = 1.0


def adopt() -> None:
    """Ask for them, where the system can do that (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes  # noqa: PLC0415 - some builds of Python have none

            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end(groups: Collection[int] = ()) -> list[str]:
    """End them; what they are called. Who is in one of `groups` is ended already, and may take its time."""
    ended: dict[int, str] = {}
    deadline = time.monotonic() + _SECONDS
    while (children := dict(_children(groups))) and time.monotonic() < deadline:
        for pid in children.keys() - ended.keys():  # in a later turn, what was left by those of an earlier one
            with contextlib.suppress(OSError):
                os.kill(pid, KILL)
        ended |= children
        time.sleep(0.01)
    return [f"{' '.join(name.split())} (process {pid})" for pid, name in ended.items()]


def _children(but: Collection[int]) -> Iterator[tuple[int, str]]:
    """The processes that this one is the parent of and that still run, with their names; `but` those of some groups."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = file.read_text(encoding="utf-8", errors="replace").partition(" (")
            name, _, fields = rest.rpartition(") ")
            state, parent, group = fields.split()[:3]
            if int(parent) == os.getpid() and int(group) not in but and state not in {"Z", "X"}:
                yield int(pid), name
