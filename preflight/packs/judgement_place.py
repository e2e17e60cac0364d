"""Where a pack is asked to write its judgement: a name in the folder of temporary files that nobody else has."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from preflight.errors import ReportError
from preflight.packs.judgement import Judgement, read_judgement

VARIABLE = "PRIVATE_API_REPORT"


class JudgementPlace:
    """The place. Nothing is there until the pack writes, so that nothing stays when this process is killed before."""

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir()) / f"preflight-{secrets.token_hex(8)}.json"

    def read(self, *, name: str) -> Judgement | None:
        """What the pack wrote, None if it wrote nothing; errors call it `name`. Raises `ReportError`."""
        if self.path.is_file():
            return read_judgement(self.path, name=name)
        if os.path.lexists(self.path):
            raise ReportError(f"{name} is no plain file")
        return None

    def remove(self) -> None:
        """Remove what the pack made there, whatever that is, and what it began to write."""
        for made in (self.path, *self.path.parent.glob(f".{self.path.name}.*")):
            if made.is_dir() and not made.is_symlink():
                shutil.rmtree(made, ignore_errors=True)
            else:
                made.unlink(missing_ok=True)
