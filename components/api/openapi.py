"""OpenAPI documents: read from a file, and as API Gateway takes them."""

from __future__ import annotations

import json
from pathlib import Path

from ..settings import Problem, SettingsError


def document(file: str, key: tuple[str, ...]) -> str:
    """The text of a document of the project, which a key of the stack file names. A preview knows it, as it stays.

    Raises SettingsError where there is no such file.
    """
    path = Path(file)
    if not path.is_file():
        wrong = (
            f"{'.'.join(key)} = {json.dumps(file)}: there is no such document. Allowed: a file, as a path from the "
            "project's folder. Remedy: correct the path in the stack file, or add the document."
        )
        raise SettingsError([Problem(key, wrong)])
    return path.read_text(encoding="utf-8")
