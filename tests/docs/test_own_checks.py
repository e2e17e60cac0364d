"""docs/how-to/own-checks.md, followed: its module finds what it says, and its pack runs beside ours."""

import ast
import shlex
from pathlib import Path

import pytest

from private_api_guard import own
from private_api_guard.faults import own_checks
from private_api_guard.judgement import Judgement
from tests.docs.blocks import code, commands
from tests.drawn import soaked
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import entities
from tests.preflight.test_cli import run
from tests.recorded import ROOT

PAGE = "docs/how-to/own-checks.md"
MODULE, PACK = code(PAGE, "python")
(CONFIGURATION,) = code(PAGE, "json")
FAULT = "own-checks/plan-without-team"
OURS = [command for command in commands(PAGE) if command.startswith("preflight ")]


def written(folder: Path) -> Path:
    """A folder with what the page says stands there."""
    (folder / "acme_checks.py").write_text(MODULE, "utf-8")
    (folder / "pack.json").write_text(CONFIGURATION, "utf-8")
    house = folder / "house"
    house.mkdir()
    (house / "__main__.py").write_text(PACK, "utf-8")
    (house / "PulumiPolicy.yaml").write_text(code(PAGE, "yaml")[0], "utf-8")
    return folder


@pytest.mark.parametrize(("description", "found"), [(None, True), ("ours", True), ("of the team orders", False)])
def test_its_module_finds_a_plan_without_a_team(tmp_path, monkeypatch, description, found):
    monkeypatch.setenv(own_checks.PLACE, str(written(tmp_path)))
    stack = fargate_behind_nlb().change("gold", description=description)
    judgement = Judgement(entities(stack.build()), recorded=True)
    judgement.configure("own-checks", {"module": "acme_checks"})
    assert [each.fault.id for each in judgement.findings] == [FAULT] * found


def test_what_it_takes_from_the_pack_is_what_stays():
    taken = {
        each.name for node in ast.walk(ast.parse(MODULE)) if isinstance(node, ast.ImportFrom) for each in node.names
        if node.module == own.__name__
    }  # fmt: skip
    assert taken
    assert taken <= set(own.__all__)


@soaked
@pytest.mark.parametrize(("command", "status"), list(zip(OURS, (0, 1, 0, 0), strict=True)))
def test_its_commands_do_what_it_says(tmp_path, command, status):
    there = {each.name for each in written(tmp_path).iterdir()}
    words = [str(tmp_path / word) if word in there else word for word in shlex.split(command)[1:]]
    done = run(*words, folder=ROOT)
    assert done.returncode == status, done.stderr + done.stdout
    assert (FAULT in done.stdout) is (words[0] != "config" and "house" not in command)
    if "house" in command:
        assert "packs private-api, house" in done.stdout
