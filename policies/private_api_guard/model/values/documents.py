"""Documents inside of properties."""

import json
from typing import Any


def objects(document: Any) -> list[dict[str, Any]] | None:
    """The objects of a document, which is JSON text or a list; `None` where one of them can not be read."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            return None
    return document if isinstance(document, list) and all(isinstance(each, dict) for each in document) else None
