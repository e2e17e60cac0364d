"""A function as Lambda runs it: its Python files at the root of the archive, started with environment variables."""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

COMPONENTS = Path(__file__).parents[3] / "components"
AUTHORIZER = COMPONENTS / "api" / "authorizer_lambda"
PROBE = COMPONENTS / "probe_lambda"

CREDENTIALS = {
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
}


def unpack(function: Path, folder: Path) -> Path:
    """Puts the files of a function into a folder, as they lie in /var/task: links, so that coverage knows what ran."""
    task = folder / "task"
    task.mkdir()
    for path in function.glob("*.py"):
        (task / path.name).symlink_to(path)
    return task


@dataclass(frozen=True)
class Environment:
    """A started execution environment, and the modules that it holds."""

    modules: Mapping[str, ModuleType]

    def invoke(self, event: dict[str, Any] | None) -> dict[str, Any]:
        """Calls the function, once."""
        return self.modules["handler"].handler(event, None)


def start(task: Path, variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Starts a new execution environment: whatever modules an earlier one left do not count."""
    names = [path.stem for path in task.glob("*.py")]
    with monkeypatch.context() as patch:
        patch.syspath_prepend(task)
        for name, value in variables.items():
            patch.setenv(name, value)
        for name in names:
            patch.delitem(sys.modules, name, raising=False)
        importlib.import_module("handler")
        return Environment({name: sys.modules.pop(name) for name in names if name in sys.modules})
