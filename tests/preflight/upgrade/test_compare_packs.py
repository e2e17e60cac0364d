"""What an upgrade of the pack changes is named before it is made: by fault, resource and level, in text and JSON."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.captures import REAL_ENGINE
from tests.drawn import soaked
from tests.policies.conftest import PACK
from tests.preflight.test_cli import run
from tests.recorded import CHAIN

STATE = REAL_ENGINE / "state.json"
FAULT = "endpoint-access/public-policy-refuses-callers"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack as an earlier release might be: a fault has another id, and a policy that is advisory was mandatory.

    Its environment is its own, and notes that it was used.
    """
    folder = tmp_path_factory.mktemp("release") / "old"
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns("venv", "__pycache__"))
    code = folder / "private_api_guard" / "faults"
    for file in code.rglob("*.py"):
        text = file.read_text("utf-8").replace(FAULT, "endpoint-access/other")
        file.write_text(text.replace('Topic("observability", ADVISORY', 'Topic("observability", "mandatory"'), "utf-8")
    description = folder / "PulumiPolicy.yaml"
    text = description.read_text("utf-8")
    description.write_text(text.replace(text[text.index("version:") :].splitlines()[0], "version: 0.0.9"), "utf-8")
    python = folder / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\ntouch "{folder}/used"\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return folder


def test_findings_that_come_and_go_are_named_by_fault_and_resource(old: Path) -> None:
    done = run("compare-packs", old, PACK, STATE)
    assert done.returncode == 1, done.stderr
    first, second, *lines = done.stdout.splitlines()
    assert first.startswith("private-api 0.0.9 -> private-api ")
    assert first.endswith(" · chain dev")
    assert second == "3 findings more, 1 of them mandatory; 3 gone, 2 as before"
    assert [line for line in lines if line[:2] in {"+ ", "- "}] == [
        f"+ {FAULT}, mandatory",
        "+ observability/no-access-log, advisory",
        "+ observability/no-unhealthy-alarm, advisory",
        "- endpoint-access/other, mandatory",
        "- observability/no-access-log, mandatory",
        "- observability/no-unhealthy-alarm, mandatory",
    ]
    assert "    api (aws:apigateway/restApi:RestApi)" in lines
    assert (old / "used").is_file()


@soaked
def test_what_only_goes_or_becomes_advisory_blocks_nothing_and_a_program_is_run_once_for_both(
    old: Path, tmp_path: Path
) -> None:
    output = tmp_path / "upgrade.json"
    done = run("compare-packs", old, old, STATE, CHAIN, "--stack", "dev", "--format", "json", "--output", output)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    report = json.loads(output.read_text("utf-8"))
    assert report["comparison"]["new"] == report["comparison"]["gone"] == []
    assert len(report["comparison"]["still"]) >= 5
    assert [(each["project"], each["stack"], each["outcome"]) for each in report["stacks"]] == [
        ("chain", "dev", "clean"),
        ("chain", "dev", "clean"),
    ]


@soaked
def test_json_has_the_findings_that_come_and_go(old: Path) -> None:
    done = run("compare-packs", PACK, old, STATE, "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert {each["fault"] for each in report["comparison"]["gone"]} >= {FAULT}
    assert {(each["fault"], each["level"]) for each in report["comparison"]["new"]} == {
        ("endpoint-access/other", "mandatory"),
        ("observability/no-access-log", "mandatory"),
        ("observability/no-unhealthy-alarm", "mandatory"),
    }


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere", PACK, STATE], 2, "nowhere is not a policy pack"),
        ([PACK, PACK, "nowhere.json"], 3, "nowhere.json is neither a program's folder nor a file"),
        ([PACK, PACK], 3, "Missing argument 'STATE|PROGRAM...'"),
    ],
)
def test_what_can_not_be_compared_is_told(arguments: list[object], status: int, said: str) -> None:
    done = run("compare-packs", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
