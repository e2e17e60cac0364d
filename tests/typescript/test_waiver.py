"""The waiver of programs in TypeScript: run with Pulumi's own SDK for Node.js, and judged by the pack's process."""

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.engine.engine import Engine, Message
from preflight.engine.monitor import Monitor
from preflight.engine.server import serving
from preflight.engine.simulation import simulate
from preflight.packs.pack import Pack
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from tests.drawn import soaked
from tests.policies.conftest import PACK

HERE = Path(__file__).parent
SDK = HERE / "node_modules" / "@pulumi" / "pulumi"
TODAY = datetime.datetime.now(datetime.UTC).date()
NODE = shutil.which("node")
FAULT = "load-balancer/target-group-without-port"

pytestmark = pytest.mark.skipif(
    NODE is None or not SDK.is_dir(),
    reason="needs node, and what `npm ci --prefix tests/typescript` installs",
)


def registered(folder: Path, identity: StackIdentity, expires: str) -> Registrations:
    """What the program registers, run as the language host runs it."""
    shutil.copytree(HERE / "program", folder, dirs_exist_ok=True)
    shutil.copy(HERE.parent.parent / "typescript" / "waiver.ts", folder)
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    (folder / "package.json").write_text('{"main": "index.ts"}')
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n")
    said: list[Message] = []
    monitor = Monitor(identity, folder, on_message=said.append)
    with serving(monitor, Engine(said.append)) as address:
        done = subprocess.run(
            [str(NODE), SDK / "cmd" / "run", "--monitor", address, "--engine", address, "--project", identity.project,
             "--stack", identity.stack, "--dry-run", str(identity.preview).lower(), "--pwd", folder, "."],
            cwd=folder,
            env={**os.environ, "PULUMI_NODEJS_TYPESCRIPT": "true", "PULUMI_CONFIG": "{}", "EXPIRES": expires},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, (done.stderr, said)
    return monitor.registrations


@soaked
@pytest.mark.parametrize(
    ("preview", "days", "found"),
    [
        (True, 1, {("advisory", "waivers/in-force")}),
        (True, -1, {("mandatory", FAULT), ("advisory", "waivers/expired")}),
        (False, 1, {("advisory", "waivers/in-force")}),
    ],
)
def test_it_waives_what_it_names_up_to_its_last_day(tmp_path: Path, preview: bool, days: int, found: set) -> None:
    identity = StackIdentity("shop", "dev", preview=preview)
    resources = simulate(identity, registered(tmp_path, identity, str(TODAY + datetime.timedelta(days=days))))
    with Pack.start(PACK, identity) as pack:
        pack.introduce(identity)
        verdict = analyze(resources, pack)
    assert {(each.level, each.message.partition(":")[0]) for each in verdict.violations} == found
