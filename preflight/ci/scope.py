"""What a run is about: a program, and the stacks of it that were asked for."""

import hashlib
import re
from dataclasses import astuple, dataclass
from pathlib import PurePath

_MOST_OF_NAME = 60


@dataclass(frozen=True)
class Scope:
    """A program by its folder in the repository and its project, and the name of a stack or the pattern of several.

    `config_file` is what stands in for the stack's own file, by its name in the repository; empty mostly.
    """

    program: str
    project: str
    stacks: str
    config_file: str = ""

    @property
    def digest(self) -> str:
        """What tells it from every other one, in 12 letters that any name may have."""
        return hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """A name for files and artifacts: what people recognise, and the digest."""
        words = re.sub(r"[^A-Za-z0-9_.]+", "-", f"{self.project}-{self.stacks}-{PurePath(self.config_file).stem}")[
            :_MOST_OF_NAME
        ].strip("-.")
        return f"{words}-{self.digest}"
