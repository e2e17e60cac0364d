"""What a run is about: a program, and the stacks of it that were asked for."""

import hashlib
import re
from dataclasses import dataclass

_MOST_OF_NAME = 60


@dataclass(frozen=True)
class Scope:
    """A program by its folder in the repository and its project, and the name of a stack or the pattern of several."""

    program: str
    project: str
    stacks: str

    @property
    def digest(self) -> str:
        """What tells it from every other one, in 12 letters that any name may have."""
        return hashlib.sha256("\0".join((self.program, self.project, self.stacks)).encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """A name for files and artifacts: what people recognise, and the digest."""
        words = re.sub(r"[^A-Za-z0-9_.]+", "-", f"{self.project}-{self.stacks}")[:_MOST_OF_NAME].strip("-.")
        return f"{words}-{self.digest}"
