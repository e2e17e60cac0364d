"""What a run is about: a program, and the stacks of it that were asked for."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

_MOST_OF_NAME = 60


@dataclass(frozen=True)
class Scope:
    """A program by its folder in the repository, and the stack, or the pattern of several, as they were asked for.

    `config_file` is what stands in for the stack's own file, by its name in the repository; empty mostly. `called` is
    what people call it: project and stack, as far as a run came to know them.
    """

    program: str
    asked: str
    config_file: str = ""
    called: str = ""

    @property
    def digest(self) -> str:
        """What tells it from every other one, in 12 letters that any name may have; the same however a run ends."""
        return hashlib.sha256("\0".join((self.program, self.asked, self.config_file)).encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """A name for files and artifacts: what people recognise, and the digest."""
        words = re.sub(r"[^A-Za-z0-9_.]+", "-", f"{self.called}-{PurePath(self.config_file).stem}")[
            :_MOST_OF_NAME
        ].strip("-.")
        return f"{words}-{self.digest}"
