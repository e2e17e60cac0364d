"""JSON files that are named on the command line."""

import json
from pathlib import Path
from typing import Any

from preflight.errors import ReportError


def read_json(file: Path) -> Any:
    """What a JSON file holds. Raises `ReportError`."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise ReportError(f"{file} is not JSON: {error}") from None
