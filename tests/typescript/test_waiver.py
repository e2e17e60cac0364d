"""The waiver of programs in TypeScript: run with Pulumi's own SDK for Node.js, and judged by the pack's process."""

import datetime
import shutil
from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.engine.simulation import simulate
from preflight.packs.pack import Pack
from preflight.program.program import prepare, record
from preflight.protocol.registration import Registrations
from tests.drawn import soaked
from tests.policies.conftest import PACK

HERE = Path(__file__).parent
SDK = HERE / "node_modules" / "@pulumi" / "pulumi"
TODAY = datetime.datetime.now(datetime.UTC).date()
FAULT = "load-balancer/target-group-without-port"

pytestmark = pytest.mark.skipif(
    not shutil.which("node") or not SDK.is_dir(),
    reason="needs node, and what `npm ci --prefix tests/typescript` installs",
)


def registered(folder: Path, *, preview: bool) -> Registrations:
    """What the program registers."""
    shutil.copytree(HERE / "program", folder, dirs_exist_ok=True)
    shutil.copy(HERE.parent.parent / "typescript" / "waiver.ts", folder)
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    (folder / "package.json").write_text('{"main": "index.ts"}')
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    return record(prepare(folder, "dev", update=not preview))


@soaked
@pytest.mark.parametrize(
    ("preview", "days", "found"),
    [
        (True, 1, {("advisory", "waivers/in-force")}),
        (True, -1, {("mandatory", FAULT), ("advisory", "waivers/expired")}),
        (False, 1, {("advisory", "waivers/in-force")}),
    ],
)
def test_it_waives_what_it_names_up_to_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preview: bool, days: int, found: set
) -> None:
    monkeypatch.setenv("EXPIRES", str(TODAY + datetime.timedelta(days=days)))
    made = registered(tmp_path, preview=preview)
    with Pack.start(PACK, made.identity) as pack:
        pack.introduce(made.identity)
        verdict = analyze(simulate(made.identity, made), pack)
    assert {(each.level, each.message.partition(":")[0]) for each in verdict.violations} == found
