"""The port on which a policy pack serves: the first line that it writes."""

import re
from pathlib import Path

from preflight.errors import PackError
from preflight.packs.project_file import pack_repository
from preflight.processes.process import Child, ended
from preflight.processes.raised import last_raised

_LARGEST_PORT = 65_535


def read_port(child: Child, folder: Path, timeout: float) -> int:
    """The port that a pack writes within so many seconds. Raises `PackError`."""
    try:
        line = child.read_line(timeout)
    except TimeoutError:
        raise PackError(
            f"policy pack {folder.name!r} did not serve within {timeout:g} s",
            remedy="--timeout gives it more time.",
            details=child.last_words,
        ) from None
    if line is None:
        status = child.wait(2.0)
        child.finish_reading()
        raised = last_raised(child.last_words, folder, pack_repository(folder))
        what = f"ended before it served: {raised.text}" if raised else f"{ended(status)} before it served"
        raise PackError(
            f"policy pack {folder.name!r} {what}",
            remedy="Its __main__.py must construct a PolicyPack, with the packages of its requirements.txt installed.",
            position=raised.position if raised else "",
            details=child.last_words,
        )
    if not re.fullmatch(r"[0-9]{1,5}", line.strip()) or int(line) > _LARGEST_PORT:
        raise PackError(
            f"policy pack {folder.name!r} wrote {line[:80]!r} to standard output where the engine expects its port",
            remedy="A pack must not print before it serves; write to standard error instead.",
        )
    return int(line)
