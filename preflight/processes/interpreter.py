"""The Python that runs a program or a pack."""

import sys
from pathlib import Path


def interpreter_of(folder: Path, virtualenv: str | None) -> Path:
    """The Python of a virtual environment of `folder` if one is named and there, else the one that runs preflight."""
    places = ("bin/python", "Scripts/python.exe") if virtualenv else ()
    found = (folder / str(virtualenv) / place for place in places)
    return next((path for path in found if path.exists()), Path(sys.executable))
