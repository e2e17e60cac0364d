"""The value that stands for what only the update will tell."""

import enum
from typing import Any, Final


class Unknown(enum.Enum):
    """The type of `UNKNOWN`, so that a type checker narrows `is UNKNOWN`."""

    VALUE = "unknown"

    def __repr__(self) -> str:
        return "unknown"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown.VALUE


def has_unknown(value: Any) -> bool:
    """Whether a plain value is unknown, or holds an unknown somewhere inside."""
    if value is UNKNOWN:
        return True
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return False
