"""What a process's traceback says, for people: the exception, and the line of *their* code that raised it."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.repository import own_path_in, without_top

_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)')
_EXCEPTION = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")
_GROUP = "+ Exception Group Traceback"
# What draws a group: `|` before each line, and lines between its parts.
_DRAWN = re.compile(r"^ *(?:\| ?|[+][-+]*(?: \d+ -*)?$)", re.MULTILINE)
# What stands between an exception and the one that was raised because of it.
_CHAINED = re.compile(r"\n\n(?:During handling of the above exception|The above exception was the direct cause)")
_LONGEST_MESSAGE = 8_000
_START = "Traceback (most recent call last):"


@dataclass(frozen=True)
class Raised:
    """An exception as a traceback shows it. `position` is `file:line`, empty if no frame lies in the repository.

    `remedy` is what to do, where the exception's type tells.
    """

    exception: str
    message: str
    position: str
    remedy: str = ""

    @property
    def text(self) -> str:
        """`ValueError: message`."""
        return f"{self.exception}: {self.message}" if self.message else self.exception


def last_raised(text: str, folder: Path, repository: Path) -> Raised | None:
    """The last exception of what a process in `folder` wrote, at its innermost frame of the repository's own code.

    Where an SDK raised it anew, the frame is that of the exception that caused it.
    """
    text = _DRAWN.sub("", text) if _GROUP in text else text
    raised = [_raised(part, folder, repository) for part in text.split(_START)[1:]]
    known = [entry for entry in raised if entry]
    if not known:
        return None
    positions = [entry.position for entry in known if entry.position]
    return known[-1] if known[-1].position or not positions else replace(known[-1], position=positions[-1])


def _raised(text: str, folder: Path, repository: Path) -> Raised | None:
    position, exception, message = "", "", []
    for line in _CHAINED.split(text)[0].splitlines()[1:]:
        frame = _FRAME.match(line)
        if frame:
            position = position_in(folder / frame["file"], frame["line"], repository) or position
        elif not exception:
            found = None if line.startswith(" ") else _EXCEPTION.match(line.strip())
            if found:
                exception, message = found["type"], [found["message"] or ""]
        else:
            message.append(line.rstrip())
    if not exception:
        return None
    return Raised(exception, bounded("\n".join(message).strip(), repository), position)


def bounded(text: str, repository: Path) -> str:
    """What somebody's program says, for people: files by their paths in the repository, and no more than fits."""
    whole = without_top(repository, text)
    more = len(whole) - _LONGEST_MESSAGE
    return whole if more <= 0 else f"{whole[:_LONGEST_MESSAGE]} ... and {more:,} characters more"


def position_in(file: Path, line: str, repository: Path) -> str:
    """`file:line` of a frame; empty where it is not in the repository's own code."""
    if file.name.startswith("<"):
        return ""  # no file: the interpreter's own code, such as `<frozen runpy>`, or text that was executed
    path = own_path_in(repository, file)
    return path and f"{path}:{line}"
