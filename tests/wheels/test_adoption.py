"""Another repository adopts the pack from a wheel and from the archive, by what the documents say alone."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from preflight.analysis import analyze
from preflight.engine.simulation import simulate
from preflight.packs.pack import Pack
from preflight.packs.pack_config import read
from tests.drawn import soaked
from tests.recorded import ROOT
from tests.typescript import test_waiver as typescript
from tests.wheels.conftest import Installed
from tests.wheels.test_cli import archived

FAULT = "usage-plan-key/no-key-in-plan"
TOMORROW = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1))
_BESIDE = f"""
from private_api import Waiver, WaiverArgs

told = WaiverArgs(fault="{FAULT}", resource=plan, reason="made by hand", expires="{TOMORROW}", owner="a")
Waiver("keys-by-hand", told)
"""
_CHECKS = '''"""What this organisation asks."""

from private_api_guard.own import WORKS, Fault, Hop

NAMED = Fault(
    id="own-checks/stage-named",
    hop=Hop.DEPLOYMENT,
    title="A stage is called v1",
    symptom=WORKS.says("Nobody knows why"),
    remedy="Call it live.",
    source="https://wiki.example.com/stages",
)


def check(stack, paths):
    for stage in stack.of("apigateway.Stage"):
        yield NAMED, stage, ~stage.text("stageName").is_("v1")
'''


def _configuration(folder: Path, **policies: Any) -> Path:
    file = folder / "pack.json"
    file.write_text(json.dumps(policies))
    return file


def _in_file(fault: str) -> dict[str, Any]:
    waiver = {"fault": fault, "resource": "*", "reason": "as agreed", "expires": TOMORROW, "owner": "a"}
    return {"waivers": [waiver]}


def _report(installed: Installed, folder: Path, *more: object, status: int) -> dict[str, Any]:
    asked = ("check", "infra", "--preview", "--stack", "dev", "--format", "json", *more)
    return json.loads(installed.run("preflight", *asked, folder=folder, status=status))


def _blocking(report: dict[str, Any]) -> list[str]:
    return [each["fault"] for each in report["findings"] if each["level"] == "mandatory" and not each.get("waived")]


@pytest.fixture
def infra(tmp_path: Path) -> Path:
    """A program of somebody else, with a plan that has no key."""
    folder = shutil.copytree(ROOT / "tests" / "action" / "program", tmp_path / "infra")
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "settings.json").write_text('{"keys": false}')
    return folder


@soaked
@pytest.mark.parametrize("source", ["wheel", "archive"])
def test_a_program_in_python(source: str, installed: Installed, dist: Path, infra: Path, tmp_path: Path) -> None:
    pack = installed.pack if source == "wheel" else archived(dist, tmp_path / "archive")
    mine = () if source == "wheel" else ("--policy-pack", pack)
    found = _report(installed, tmp_path, *mine, status=1)
    assert _blocking(found) == [FAULT]
    checkout = _report(installed, tmp_path, "--policy-pack", ROOT / "policies", status=1)
    assert [each["message"] for each in found["findings"]] == [each["message"] for each in checkout["findings"]]

    waived = _configuration(tmp_path, waivers=_in_file(FAULT))
    assert _blocking(_report(installed, tmp_path, *mine, "--policy-pack-config", waived, status=0)) == []

    (tmp_path / "acme_checks.py").write_text(_CHECKS)
    own = _configuration(tmp_path, **{"own-checks": {"enforcementLevel": "mandatory", "module": "acme_checks"}})
    asked = _report(installed, tmp_path, *mine, "--policy-pack-config", own, status=1)
    assert sorted(_blocking(asked)) == ["own-checks/stage-named", FAULT]

    with (infra / "__main__.py").open("a") as program:
        program.write(_BESIDE)
    assert _blocking(_report(installed, tmp_path, *mine, status=0)) == []


@soaked
def test_an_upgrade_that_adds_a_fault_is_told_before(installed: Installed, infra: Path, tmp_path: Path) -> None:
    """The pack that is there knows the fault by another name; it is that of the wheel, copied."""
    old = shutil.copytree(installed.pack, tmp_path / "old")
    (old / "venv").symlink_to(installed.home)
    code = shutil.copytree(ROOT / "policies" / "private_api_guard", old / "private_api_guard")
    description = (old / "PulumiPolicy.yaml").read_text()
    (old / "PulumiPolicy.yaml").write_text(description.replace("virtualenv: ../..", "virtualenv: venv"))
    faults = code / "faults" / "usage_plan_key.py"
    faults.write_text(faults.read_text().replace(FAULT, "usage-plan-key/other"))
    told = installed.run("preflight", "compare-packs", old, installed.pack, infra, folder=tmp_path, status=1)
    assert f"+ {FAULT}, mandatory" in told.splitlines()
    assert "- usage-plan-key/other, mandatory" in told.splitlines()


@soaked
@typescript.pytestmark
@pytest.mark.parametrize("source", ["wheel", "archive"])
def test_a_program_in_typescript(
    source: str, installed: Installed, dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installed.pack if source == "wheel" else archived(dist, tmp_path / "archive")
    (tmp_path / "acme_checks.py").write_text(
        _CHECKS.replace("apigateway.Stage", "lb.TargetGroup").replace(
            '"stageName").is_("v1")', '"protocol").is_("HTTP")'
        )
    )

    def judged(expires: str, **policies: Any) -> set[str]:
        program = tmp_path / f"program {len(list(tmp_path.glob('program *')))}"
        monkeypatch.setenv("EXPIRES", expires)
        made = typescript.registered(program, preview=True)
        with Pack.start(folder, made.identity, beside=tmp_path) as pack:
            pack.introduce(made.identity)
            settings = read(_configuration(tmp_path, **policies))
            violations = analyze(simulate(made.identity, made), pack, settings).violations
        return {each.message.partition(":")[0] for each in violations if each.level == "mandatory"}

    assert judged("2020-01-31") == {typescript.FAULT}
    assert judged(TOMORROW) == set()
    assert judged("2020-01-31", waivers=_in_file(typescript.FAULT)) == set()
    own = {"own-checks": {"enforcementLevel": "mandatory", "module": "acme_checks"}}
    assert judged(TOMORROW, **own) == {"own-checks/stage-named"}
