"""Wheels in an environment of their own say what the checkout says."""

import json
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

from tests.captures import REAL_ENGINE, REAL_PLANS, judge_capture
from tests.drawn import SOAKED
from tests.policies.conftest import PACK
from tests.recorded import ROOT
from tests.replay import replay
from tests.wheels.conftest import Installed
from tests.wheels.test_build import PROJECT

CAPTURES = sorted(str(file.relative_to(REAL_PLANS).with_suffix("")) for file in REAL_PLANS.rglob("*.json"))
TRANSCRIPTS = sorted(REAL_ENGINE.glob("*.jsonl"))


def test_the_pack_finds_what_the_checkouts_finds(installed: Installed) -> None:
    theirs, ours = (judge_capture("preview/F01_no_usage_plan_key", pack) for pack in (installed.pack, PACK))
    assert theirs.violations == ours.violations
    assert any(each.message.startswith("usage-plan-key/no-key-in-plan: ") for each in theirs.violations)
    assert theirs.releases == {"private-api": PROJECT["version"]}


def test_preflight_finds_the_pack_of_its_environment_and_a_program_the_components(
    installed: Installed, tmp_path: Path
) -> None:
    program = shutil.copytree(ROOT / "examples" / "program", tmp_path / "program")
    told = installed.run("preflight", "check", program, "--preview", "--format", "json", folder=tmp_path)
    report = json.loads(told)
    assert (report["outcome"], report["findings"]) == ("clean", [])
    assert report["releases"] == {"private-api": report["preflight"]} == {"private-api": PROJECT["version"]}
    assert [path["state"] for path in report["paths"]] == ["open"]
    assert {"private-api:index:Fargate", "aws:dynamodb/table:Table"} <= {each["type"] for each in report["resources"]}
    assert installed.run("preflight", "--version", folder=tmp_path) == f"preflight {PROJECT['version']}\n"


@pytest.mark.parametrize("transcript", [pytest.param(each, id=each.stem, marks=SOAKED) for each in TRANSCRIPTS])
def test_it_says_the_same_to_what_the_real_engine_sends(transcript: Path, installed: Installed) -> None:
    assert replay(transcript, installed.pack).violations == replay(transcript, PACK).violations


@pytest.mark.parametrize("capture", [pytest.param(each, marks=SOAKED) for each in CAPTURES])
def test_the_archive_says_the_same(capture: str, dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / "private-api-guard.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    (pack,) = tmp_path.iterdir()
    (pack / "venv").symlink_to(sys.prefix)
    assert judge_capture(capture, pack).violations == judge_capture(capture, PACK).violations
