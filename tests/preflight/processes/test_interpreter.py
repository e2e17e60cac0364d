"""The Python that runs a program or a pack."""

import sys
from pathlib import Path

import pytest

from preflight.processes.interpreter import Interpreter, Options, PythonRuntime, interpreter_of

OURS = Path(sys.executable)


@pytest.mark.parametrize("place", ["bin/python", "Scripts/python.exe"])
def test_a_virtual_environment_that_is_there_goes_first(tmp_path: Path, place: str) -> None:
    python = tmp_path / "venv" / place
    python.parent.mkdir(parents=True)
    python.touch()
    assert interpreter_of(tmp_path, "venv") == Interpreter(python)
    other = interpreter_of(tmp_path, "another")
    assert other.path == OURS
    assert f"{tmp_path / 'another'} is no virtual environment" in other.warning


@pytest.mark.parametrize("virtualenv", ["", None])
def test_without_one_it_is_our_own(tmp_path: Path, virtualenv: str | None) -> None:
    assert interpreter_of(tmp_path, virtualenv) == Interpreter(OURS)


@pytest.mark.parametrize(
    ("options", "folder"),
    [
        (None, None),
        (Options(), None),
        (Options(virtualenv="venv"), "venv"),
        (Options(toolchain="uv"), ".venv"),
        (Options(toolchain="uv", virtualenv="venv"), "venv"),
        (Options(toolchain="poetry"), None),  # poetry alone knows where it is
    ],
)
def test_which_one_is_meant_says_the_toolchain_where_no_name_does(options: Options | None, folder: str | None) -> None:
    assert PythonRuntime(name="python", options=options).virtualenv == folder
