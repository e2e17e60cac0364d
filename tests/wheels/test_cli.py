"""The real CLI takes the pack from the checkout, the wheel and the archive."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.policies.conftest import PACK
from tests.wheels.conftest import BIN, Installed

CLI = shutil.which("pulumi")
pytestmark = [
    pytest.mark.cli,
    pytest.mark.skipif(not CLI, reason="it needs the Pulumi CLI (`pulumi`) on PATH"),
]
# A program that needs no provider; what the pack finds stands in its configuration.
_PROGRAM = 'import pulumi\n\npulumi.ComponentResource("shop:index:Shop", "shop")\n'
_EXPIRED = {"policy": "exposure", "fault": "*", "resource": "*", "reason": "moved", "expires": "2020-01-31"}
_CONFIGURATION = {"waivers": {"enforcementLevel": "advisory", "waivers": [_EXPIRED]}}


def archived(dist: Path, folder: Path) -> Path:
    with tarfile.open(dist / "private-api-guard.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    (pack,) = folder.iterdir()
    (pack / "venv").symlink_to(sys.prefix)
    return pack


@pytest.mark.parametrize("source", ["checkout", "wheel", "archive"])
def test_a_preview_asks_the_pack(source: str, dist: Path, installed: Installed, tmp_path: Path) -> None:
    pack = {
        "checkout": lambda: PACK,
        "wheel": lambda: installed.pack,
        "archive": lambda: archived(dist, tmp_path / "a"),
    }
    program, state = tmp_path / "program", tmp_path / "state"
    program.mkdir()
    state.mkdir()
    (program / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (program / "__main__.py").write_text(_PROGRAM)
    (tmp_path / "pack.json").write_text(json.dumps(_CONFIGURATION))
    environment = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    told = [pulumi(["stack", "init", "dev", "--non-interactive"], program, environment)]
    told.append(
        pulumi(["preview", "--stack", "dev", "--non-interactive", "--policy-pack", str(pack[source]()),
                "--policy-pack-config", str(tmp_path / "pack.json")], program, environment)
    )  # fmt: skip
    assert "private-api" in told[-1]
    assert "waivers/expired: " in told[-1]


def pulumi(command: list[str], program: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [str(CLI), *command], cwd=program, env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
