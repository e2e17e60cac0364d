"""The wheels and the archive, built once as `make wheels` builds them, and environments that have them."""

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.recorded import ROOT

BIN = Path(sys.executable).parent


def run(*command: object, folder: Path = ROOT, status: int = 0) -> str:
    """What a command writes, which has to end so. It sees nothing of this checkout but what it is given."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "MAKEFLAGS"}}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def build(checkout: Path, into: Path) -> Path:
    """The folder in which `make wheels` left what it built from a checkout, with this interpreter's packages."""
    run("make", "--silent", "--old-file=.venv/checks", "wheels", f"BIN={BIN}", f"DIST={into}", folder=checkout)
    return into


@dataclass(frozen=True)
class Installed:
    """An environment with the wheels."""

    home: Path

    def run(self, command: str, *arguments: object, folder: Path, status: int = 0) -> str:
        """What one of its commands writes."""
        return run(self.home / "bin" / command, *arguments, folder=folder, status=status)

    @property
    def pack(self) -> Path:
        """What its pack says that its folder is."""
        return Path(self.run("private-api-guard", "path", folder=self.home).strip())


def install(dist: Path, home: Path, python: str, *packages: object) -> Installed:
    """An environment of some Python with the wheels and packages. Arguments are those of `uv pip install`."""
    run(BIN / "uv", "venv", "--quiet", "--python", python, home)
    run(BIN / "uv", "pip", "install", "--quiet", "--python", home / "bin" / "python", *dist.glob("*.whl"), *packages)
    return Installed(home)


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheels and the archive."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheels that borrows what they need from the one that runs the tests."""
    made = install(dist, tmp_path_factory.mktemp("installed") / "home", sys.executable, "--no-deps", "--offline")
    (packages,) = made.home.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return made
