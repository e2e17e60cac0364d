"""Type checkers accept a natural program of somebody else's, and see its mistakes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drawn import SOAKED
from tests.engine import ROOT

ALONE, MISUSED = (ROOT / "tests" / "components" / name for name in ("alone.py", "misused.py"))
EXAMPLE = ROOT / "examples" / "program" / "__main__.py"
# With the classes of pulumi_aws mypy takes minutes; pyright reads what is used of them.
MYPY = """
[mypy]
strict = True
show_error_codes = False
[mypy-pulumi_aws.*]
follow_imports = skip
[mypy-components.*,private_api.*]
follow_imports = silent
"""


def installed(folder: Path) -> Path:
    """A folder with the components under the name that their wheel gives them."""
    (folder / "packages").mkdir()
    (folder / "packages" / "private_api").symlink_to(ROOT / "components")
    return folder / "packages"


def _run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def mypy(folder: Path) -> set[tuple[str, int]]:
    """The lines that mypy refuses, by file."""
    config = folder / "mypy.ini"
    config.write_text(MYPY, encoding="utf-8")
    checker = (sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", folder / "cache")
    said = _run(*checker, ALONE, MISUSED) + _run(*checker, EXAMPLE, MYPYPATH=str(installed(folder)))
    return {(Path(file).name, int(line)) for file, line in re.findall(r"^(\S+):(\d+): error:", said, re.MULTILINE)}


def pyright(folder: Path) -> set[tuple[str, int]]:
    """The lines that pyright refuses, by file."""
    config = folder / "pyrightconfig.json"
    paths = {
        "include": [str(ALONE), str(MISUSED), str(EXAMPLE)],
        "extraPaths": [str(ROOT), str(installed(folder))],
    }
    config.write_text(json.dumps({"typeCheckingMode": "standard", **paths}), encoding="utf-8")
    checker = Path(sys.executable).parent / "basedpyright"
    said = _run(checker, "--outputjson", "--pythonpath", sys.executable, "--project", config)
    found = json.loads(said)["generalDiagnostics"]
    return {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in found if each["severity"] == "error"
    }


@pytest.mark.parametrize("checker", [mypy, pytest.param(pyright, marks=SOAKED)])
def test_a_natural_program_is_accepted_and_its_mistakes_are_seen(
    checker: Callable[[Path], set[tuple[str, int]]], tmp_path: Path
) -> None:
    lines = MISUSED.read_text(encoding="utf-8").splitlines()
    mistakes = {(MISUSED.name, number) for number, line in enumerate(lines, start=1) if "  # refused" in line}
    assert len(mistakes) == 7
    assert checker(tmp_path) == mistakes
