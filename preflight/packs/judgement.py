"""The file that a pack writes where `PRIVATE_API_REPORT` says: its judgement of one stack."""

from pathlib import Path
from typing import Any

from preflight.errors import ReportError
from preflight.protocol.json_file import read_json

VERSION = 1


def read_judgement(file: Path) -> dict[str, Any]:
    """A judgement from a file. Raises `ReportError`."""
    content = read_json(file)
    if not isinstance(content, dict) or not isinstance(content.get("paths"), list):
        raise ReportError(
            f"{file} is no judgement of a policy pack",
            remedy="A pack writes one where the environment variable PRIVATE_API_REPORT names a file.",
        )
    if content.get("version") != VERSION:
        raise ReportError(f"{file} has version {content.get('version')!r}", remedy=f"Known: {VERSION}.")
    return content
