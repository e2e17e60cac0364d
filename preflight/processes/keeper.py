"""A command of any language that ends when its owner is gone: its parent is a Python that watches the lifeline."""

import sys
from collections.abc import Sequence
from pathlib import Path

from preflight.processes.lifeline import tied

_HOST = Path(__file__).with_name("keeper_host.py")


def kept(command: Sequence[str]) -> list[str]:
    """A command that runs another one, ends as that one ends, and ends it with its group when its owner is gone."""
    # Neither the user's variables for Python nor packages matter to it.
    return [sys.executable, "-I", "-S", "-c", tied(_HOST), *command]
