"""Enforcement levels, as policies and configuration files name them."""

from typing import Literal, get_args

Level = Literal["advisory", "mandatory", "remediate", "disabled"]
LEVELS: tuple[Level, ...] = get_args(Level)


def blocks(level: Level) -> bool:
    """Whether what a policy of a level reports blocks a deployment; what is left after a remediation does, too."""
    return level in {"mandatory", "remediate"}
