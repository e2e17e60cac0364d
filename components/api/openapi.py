"""OpenAPI documents: read from a file, and as API Gateway takes them."""

from __future__ import annotations

from pathlib import Path

from ..settings import SettingsError


def document(file: str) -> str:
    """The text of a document of the project. It stays as it is, so that a preview knows it.

    Raises SettingsError where there is no such file.
    """
    path = Path(file)
    if not path.is_file():
        raise SettingsError(
            f"The OpenAPI document {file} is not there. Allowed: a file, as a path from the project's folder. "
            "Remedy: correct openapi.file in the stack file, or add the document."
        )
    return path.read_text(encoding="utf-8")
