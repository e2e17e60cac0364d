"""The pack that preflight's own environment has, where it was installed from its wheel."""

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

_DISTRIBUTION = "private-api-guard"


def installed_pack() -> Path | None:
    """The pack's folder, None where there is no such wheel."""
    try:
        parts = files(_DISTRIBUTION) or ()
    except PackageNotFoundError:
        return None
    return next((Path(part.locate()).resolve().parent for part in parts if part.name == "PulumiPolicy.yaml"), None)
