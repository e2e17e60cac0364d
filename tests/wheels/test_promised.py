"""What the wheels' metadata promise: the oldest and newest releases of what they need, on the oldest and newest Python.

Packages come from an index. Of Pythons, those count that are at hand.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.captures import REAL_ENGINE, judge_capture
from tests.drawn import SOAKED
from tests.policies.conftest import PACK
from tests.recorded import ROOT
from tests.replay import replay
from tests.wheels.conftest import BIN, Installed, install
from tests.wheels.test_build import metadata
from tests.wheels.test_installed import CAPTURES, TRANSCRIPTS

_ALL = ["private_api_guard", "private_api_preflight", "private_api_components"]


def _at_hand() -> dict[str, str]:
    """The oldest and the newest Python of those that the project is for: on PATH, or installed beside ours."""
    found = {}
    for version in ("3.11", "3.12", "3.13", "3.14"):
        beside = sorted(Path(sys.base_prefix).parent.glob(f"*/bin/python{version}"))
        for python in filter(None, [shutil.which(f"python{version}"), *map(str, beside)]):
            if subprocess.run([python, "-V"], check=False, capture_output=True).returncode == 0:
                found[version] = python
    return {version: found[version] for version in (min(found, key=_number), max(found, key=_number))}


def _number(version: str) -> int:
    return int(version.partition(".")[2])


ENVIRONMENTS = [
    pytest.param((python, resolution), id=f"{version} {resolution}", marks=SOAKED)
    for version, python in _at_hand().items()
    for resolution in ("lowest-direct", "highest")
]


@pytest.fixture(scope="module")
def environments(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> "Environments":
    return Environments(dist, tmp_path_factory.mktemp("environments"))


class Environments:
    """Environments with some of the wheels, each made once."""

    def __init__(self, dist: Path, folder: Path) -> None:
        self._dist, self._folder = dist, folder
        self._made: dict[str, Installed] = {}

    def of(self, environment: tuple[str, str], *wheels: str) -> Installed:
        """One of a Python and a resolution, with what the wheels need, and nothing else."""
        python, resolution = environment
        name = "-".join([Path(python).name, resolution, *wheels])
        if name not in self._made:
            needed = {text for wheel in wheels for text in metadata(self._dist, wheel).get_all("Requires-Dist") or ()}
            of_index = [text for text in needed if not text.startswith("private-api-")]
            chosen = self._folder / f"dist {name}"
            chosen.mkdir()
            for wheel in wheels:
                shutil.copy(next(self._dist.glob(f"{wheel}-*.whl")), chosen)
            home = self._folder / name
            self._made[name] = install(
                chosen, home, python, "--no-build", "--resolution", resolution, *sorted(of_index)
            )
        return self._made[name]


def ours(command: str, subject: Path) -> dict[str, Any]:
    """The report of this checkout's preflight and pack."""
    asked = [BIN / "preflight", command, subject, "--policy-pack", PACK, "--format", "json"]
    done = subprocess.run(asked, cwd=subject.parent, check=False, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_pack_alone_says_what_the_checkouts_says(environment: tuple[str, str], environments: Environments) -> None:
    pack = environments.of(environment, "private_api_guard").pack
    for capture in CAPTURES:
        assert judge_capture(capture, pack).violations == judge_capture(capture, PACK).violations, capture
    for transcript in TRANSCRIPTS:
        assert replay(transcript, pack).violations == replay(transcript, PACK).violations, transcript.name


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_program_has_the_components_alone(
    environment: tuple[str, str], environments: Environments, tmp_path: Path
) -> None:
    program = shutil.copytree(ROOT / "examples" / "program", tmp_path / "program")
    home = environments.of(environment, "private_api_components").home
    described = yaml.safe_load((program / "Pulumi.yaml").read_text("utf-8"))
    described["runtime"] = {"name": "python", "options": {"virtualenv": str(home)}}
    (program / "Pulumi.yaml").write_text(yaml.safe_dump(described), "utf-8")
    report = ours("check", program)
    assert (report["outcome"], report["findings"]) == ("clean", [])


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_all_of_them_say_what_the_checkout_says(
    environment: tuple[str, str], environments: Environments, tmp_path: Path
) -> None:
    theirs = environments.of(environment, *_ALL)
    program = shutil.copytree(ROOT / "examples" / "program", tmp_path / "program")
    report = json.loads(theirs.run("preflight", "check", program, "--format", "json", folder=tmp_path))
    assert (report["outcome"], report["findings"]) == ("clean", [])
    state = Path(shutil.copy(REAL_ENGINE / "state.json", tmp_path))
    audited = theirs.run("preflight", "audit", state, "--format", "json", folder=tmp_path, status=1)
    assert json.loads(audited) == ours("audit", state)
