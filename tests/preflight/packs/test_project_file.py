"""What PulumiPolicy.yaml says of how a pack is run."""

import sys
from pathlib import Path

import pytest

from preflight.errors import PackError
from preflight.packs.project_file import pack_project
from preflight.processes.interpreter import Interpreter
from tests.preflight.odd_packs import pack_of


def test_the_virtual_environment_of_the_pack_goes_first_if_it_is_there(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, "")
    (pack / "PulumiPolicy.yaml").write_text("runtime: {name: python, options: {virtualenv: venv}}\n")
    assert pack_project(pack).interpreter.path == Path(sys.executable)
    assert "venv is no virtual environment" in pack_project(pack).interpreter.warning
    (pack / "venv" / "bin").mkdir(parents=True)
    (pack / "venv" / "bin" / "python").touch()
    assert pack_project(pack).interpreter == Interpreter(pack / "venv" / "bin" / "python")


@pytest.mark.parametrize(("line", "told"), [("version: 1.2.3", "1.2.3"), ("version: 2", "2"), ("", "")])
def test_a_pack_has_the_version_that_it_is_published_under(tmp_path: Path, line: str, told: str) -> None:
    pack = pack_of(tmp_path, "")
    (pack / "PulumiPolicy.yaml").write_text(f"runtime: python\n{line}\n")
    assert pack_project(pack).version == told


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("runtime: nodejs", 'PulumiPolicy.yaml:1: .*runtime is "nodejs"'),
        ("runtime: [", "PulumiPolicy.yaml:1: it is not YAML"),
        ("- a", "does not hold a mapping"),
        ("runtime: {name: python, options: 5}", "runtime.options is 5\nAllowed: keys and values"),
        ("runtime: python", "has no __main__.py"),
    ],
)
def test_a_description_that_no_engine_takes(tmp_path: Path, description: str, message: str) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text(description)
    with pytest.raises(PackError, match=message):
        pack_project(tmp_path)
