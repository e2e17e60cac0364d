"""What PulumiPolicy.yaml says of how a pack is run."""

import sys
from pathlib import Path

import pytest

from preflight.errors import PackError
from preflight.packs.project_file import pack_interpreter
from tests.preflight.odd_packs import pack_of


def test_the_virtual_environment_of_the_pack_goes_first_if_it_is_there(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, "")
    (pack / "PulumiPolicy.yaml").write_text("runtime: {name: python, options: {virtualenv: venv}}\n")
    assert pack_interpreter(pack) == Path(sys.executable)
    (pack / "venv" / "bin").mkdir(parents=True)
    (pack / "venv" / "bin" / "python").touch()
    assert pack_interpreter(pack) == pack / "venv" / "bin" / "python"


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("runtime: nodejs", "has the runtime 'nodejs'"),
        ("runtime: [", "is not YAML of a policy pack"),
        ("runtime: python", "has no __main__.py"),
    ],
)
def test_a_description_that_no_engine_takes(tmp_path: Path, description: str, message: str) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text(description)
    with pytest.raises(PackError, match=message):
        pack_interpreter(tmp_path)
