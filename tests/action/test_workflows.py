"""Every script of our workflows and of the GitLab component is run, with tools that note what they are asked."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.action.github_runner import BASH
from tests.action.test_published import TEMPLATE, WORKFLOWS
from tests.drawn import soaked
from tests.preflight.change.test_against import git
from tests.preflight.report import reports
from tests.recorded import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="the scripts need jq, which machines of GitHub have")

# What the tools say, by tool and its first words; what is not listed says nothing and succeeds.
_TOOL = f"""\
#!{sys.executable}
import json, os, pathlib, sys
name, words = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
given = json.loads(pathlib.Path(os.environ["SAYS"]).read_text())
with open(os.environ["ASKED"], "a") as asked:
    asked.write(json.dumps([name, *words]) + "\\n")
if name == "aws":
    pathlib.Path(words[-1]).write_text('{{"ok": true}}')
for begins, (said, status) in given.items():
    if " ".join([name, *words]).startswith(begins):
        print(said)
        sys.exit(status)
"""
_NEVER_RUN = re.compile(r"^make |^\.venv/bin/preflight check --stack|^\.venv/bin/preflight comment")


@dataclass
class Ran:
    status: int
    said: str
    asked: list[list[str]]
    output: str


@dataclass
class Machine:
    """A runner with its tools."""

    temp: Path

    def __post_init__(self) -> None:
        tools = self.temp / "tools"
        tools.mkdir()
        for name in ("pulumi", "aws", "gh", "make"):
            (tools / name).write_text(_TOOL)
            (tools / name).chmod(0o755)

    def run(self, script: str, folder: Path = ROOT, says: dict[str, tuple[str, int]] | None = None, **more: str) -> Ran:
        for name in ("asked", "output"):
            (self.temp / name).write_text("")
        (self.temp / "says.json").write_text(json.dumps(says or {}))
        done = subprocess.run(
            [*BASH, "-c", script],
            cwd=folder,
            env={
                **os.environ,
                "PATH": f"{self.temp / 'tools'}:{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_OUTPUT": str(self.temp / "output"),
                "SAYS": str(self.temp / "says.json"),
                "ASKED": str(self.temp / "asked"),
                "STACK": "dev",
                **more,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        asked = [json.loads(line) for line in (self.temp / "asked").read_text().splitlines()]
        return Ran(done.returncode, done.stdout + done.stderr, asked, (self.temp / "output").read_text())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def steps_of(workflow: str) -> dict[str, dict[str, Any]]:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text("utf-8"))
    steps = [step for job in content["jobs"].values() for step in job.get("steps", ())]
    return {step["name"]: step for step in steps if "run" in step}


def script(workflow: str, name: str) -> str:
    return steps_of(workflow)[name]["run"]


def test_every_script_is_run_here_or_is_one_command_of_ours() -> None:
    source = Path(__file__).read_text("utf-8")
    for file in WORKFLOWS:
        for name, step in steps_of(file.stem).items():
            assert f'script("{file.stem}", "{name}")' in source or _NEVER_RUN.match(step["run"]), (file.stem, name)


def test_all_examples_are_listed(machine: Machine) -> None:
    name, _, files = machine.run(script("preview", "List")).output.strip().partition("=")
    assert name == "files"
    assert json.loads(files) == sorted(file.name for file in (ROOT / "examples").glob("Pulumi.*.yaml"))


def test_the_newest_releases_are_tested(machine: Machine) -> None:
    ran = machine.run(script("check", "Test what the newest releases make of it"))
    assert [words[1] for words in ran.asked] == ["lock", "test"]


def test_a_preview_by_the_real_engine_is_judged_by_the_pack(machine: Machine) -> None:
    ran = machine.run(script("preview", "Preview"))
    assert ran.asked == [["pulumi", "preview", "--stack", "dev", "--policy-pack", "policies", "--non-interactive"]]


def test_what_the_real_engine_found_is_reported_like_what_was_found_without(machine: Machine) -> None:
    (machine.temp / "judgement.json").write_text(json.dumps(reports.JUDGEMENT))
    event = machine.temp / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "1"}, "base": {"sha": "2"}}}))
    ran = machine.run(script("preview", "Report"), GITHUB_EVENT_PATH=str(event))
    assert ran.status == 1, ran.said
    (folder,) = (machine.temp / "reports").iterdir()
    assert json.loads((folder / "comment.json").read_text())["name"] == folder.name
    assert folder.name.startswith("shop-dev-")
    assert "\nblocked\n" in ran.output


@pytest.mark.parametrize(("error", "status"), [("None", 0), ("Unhandled", 1)])
def test_every_probe_is_asked_and_one_that_fails_fails_the_deployment(
    error: str, status: int, machine: Machine
) -> None:
    assert machine.run(script("deploy", "Deploy")).asked[0][:4] == ["pulumi", "up", "--stack", "dev"]
    probes = {"pulumi stack output": ('{"orders": "probe-1", "billing": "probe-2"}', 0), "aws": (error, 0)}
    ran = machine.run(script("deploy", "Probe"), says=probes)
    assert ran.status == status, ran.said
    assert [words[words.index("--function-name") + 1] for words in ran.asked if words[0] == "aws"] == [
        "probe-1",
        "probe-2",
    ]
    assert 'orders: {"ok": true}' in ran.said


def test_a_stack_without_probes_is_deployed(machine: Machine) -> None:
    assert machine.run(script("deploy", "Probe"), says={"pulumi stack output": ("{}", 0)}).status == 0


def test_a_probe_that_can_not_be_asked_fails_the_deployment(machine: Machine) -> None:
    says = {"pulumi stack output": ('{"orders": "probe"}', 0), "aws": ("AccessDenied", 254)}
    assert machine.run(script("deploy", "Probe"), says=says).status != 0


@pytest.mark.parametrize(
    ("there", "preview", "audit", "asked"),
    [
        ("", "success", "success", None),
        ("12", "success", "success", ["issue", "close", "12"]),
        ("", "failure", "success", ["issue", "create", "--title"]),
        ("12", "success", "failure", ["issue", "edit", "12"]),
    ],
)
def test_drift_is_one_issue_that_is_opened_updated_and_closed(
    there: str, preview: str, audit: str, asked: list[str] | None, machine: Machine
) -> None:
    (machine.temp / "preview.txt").write_text("~~~~~~\n~ aws:lb changed\n")
    (machine.temp / "audit.md").write_text("## blocked\n")
    ran = machine.run(script("drift", "Issue"), says={"gh issue list": (there, 0)}, PREVIEW=preview, AUDIT=audit)
    assert ran.status == 0, ran.said
    assert [words[1:4] for words in ran.asked[1:]] == ([asked] if asked else [])
    if asked and asked[1] != "close":
        text = (machine.temp / "issue.md").read_text()
        assert "## blocked\n" in text
        assert text.count("~~~~~~") == 2


@soaked
def test_drift_is_looked_for_in_the_cloud_and_in_the_state(machine: Machine) -> None:
    ran = machine.run(script("drift", "What is deployed is what the program says"), says={"pulumi": ("changed", 1)})
    assert (ran.status, (machine.temp / "preview.txt").read_text()) == (1, "changed\n")
    shutil.copy(ROOT / "tests" / "fixtures" / "real-engine" / "state.json", machine.temp / "state.json")
    ran = machine.run(script("drift", "What is deployed would still work"))
    assert ran.status == 1, ran.said
    assert (machine.temp / "audit.md").read_text().startswith("## ❌ blocked")


def test_a_release_has_one_version_and_its_part_of_the_changes(machine: Machine, tmp_path: Path) -> None:
    place = tmp_path / "checkout"
    (place / "policies").mkdir(parents=True)
    (place / "pyproject.toml").write_text('name = "private-api"\nversion = "1.2.3"\n')
    (place / "policies" / "PulumiPolicy.yaml").write_text("version: 1.2.3\n")
    (place / "dist").mkdir()
    for name in ("guard", "preflight", "components"):
        (place / "dist" / f"private_api_{name}-1.2.3-py3-none-any.whl").touch()
    (place / "CHANGELOG.md").write_text("# Changes\n\n## Unreleased\n\nno\n\n## 1.2.3\n\nyes\n\n## 1.2.2\n\nold\n")
    same = script("release", "The version is the same everywhere")
    assert machine.run(same, place, GITHUB_REF_NAME="v1.2.3").status == 0
    assert (machine.temp / "notes.md").read_text() == "## 1.2.3\n\nyes\n\n"
    assert machine.run(same, place, GITHUB_REF_NAME="v1.2.4").status != 0
    (place / "CHANGELOG.md").write_text("# Changes\n")
    assert "no section 1.2.3" in machine.run(same, place, GITHUB_REF_NAME="v1.2.3").said
    (place / "dist" / "private_api_guard-1.2.3-py3-none-any.whl").unlink()
    assert machine.run(same, place, GITHUB_REF_NAME="v1.2.3").status == 1


@pytest.mark.parametrize("same", [True, False])
def test_a_release_is_built_twice_and_has_to_be_the_same(same: bool, machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (machine.temp / "again").mkdir()
    for place, text in ((tmp_path / "dist", "one"), (machine.temp / "again", "one" if same else "two")):
        (place / "a.whl").write_text(text)
    ran = machine.run(script("release", "Build"), tmp_path)
    assert (ran.status == 0) == same
    assert ran.asked == [
        ["make", "sbom", "PYTHON=python3"],
        ["make", "wheels", "PYTHON=python3", f"DIST={machine.temp / 'again'}"],
    ]


@pytest.mark.parametrize("there", [True, False])
def test_a_release_moves_the_tag_that_others_use_and_makes_it_the_first_time(
    there: bool, machine: Machine, tmp_path: Path
) -> None:
    run = {"GITHUB_REF_NAME": "v1.2.3", "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "f" * 40}
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.whl").touch()
    says = {} if there else {"gh api --method PATCH": ("", 1)}
    ran = machine.run(script("release", "Release"), tmp_path, says=says, **run)
    assert ran.status == 0, ran.said
    assert ran.asked[0][:5] == ["gh", "release", "create", "v1.2.3", "dist/a.whl"]
    assert [words[3:5] for words in ran.asked[1:]] == [["PATCH", "repos/a/b/git/refs/tags/v1"]] + (
        [] if there else [["POST", "repos/a/b/git/refs"]]
    )


def installed_tool(tool: Path) -> Path:
    """A checkout of this repository with another pack. How it is installed is asked of the action."""
    (tool / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "hook", tool / ".ci")
    (tool / ".ci" / "install").write_text(
        f'#!/bin/sh\nmkdir -p "$2/bin"\nln -sf {Path(sys.executable).with_name("preflight")} "$2/bin/preflight"\n'
    )
    (tool / ".ci" / "install").chmod(0o755)
    (tool / "policies").mkdir()
    for name in ("PulumiPolicy.yaml", "__main__.py"):
        shutil.copy(ROOT / "tests" / "fixtures" / "packs" / "watcher" / name, tool / "policies" / name)
    return tool


def their_program(infra: Path) -> Path:
    shutil.copytree(Path(__file__).with_name("program"), infra)
    (infra / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (infra / "Pulumi.dev.yaml").write_text("config: {}\n")
    (infra / "settings.json").write_text('{"keys": true}')
    return infra


def test_the_hook_checks_a_program_before_a_commit(machine: Machine, tmp_path: Path) -> None:
    infra = their_program(tmp_path / "cloud infra")
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    command = shlex.join([str(installed_tool(tmp_path / "a tool") / hook["entry"]), infra.name, "--stack", "dev"])
    ran = machine.run(command, infra.parent)
    assert ran.status == 0, ran.said
    assert "pack watcher" in ran.said
    assert "files" not in hook  # a program, its packages and the pack's configuration may be in any of them
    assert not re.search(hook["exclude"], "requirements.txt")
    assert re.search(hook["exclude"], "README.md")


@soaked
def test_a_merge_request_has_its_reports(machine: Machine, tmp_path: Path) -> None:
    tool, infra = installed_tool(tmp_path / "tool"), their_program(tmp_path / "their infra")
    for folder in (tool, infra):
        git(folder, "init", "--quiet", "--initial-branch=main")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "one")
    job = yaml.safe_load(TEMPLATE.read_text("utf-8").split("\n---\n")[1])["preflight"]
    given = dict.fromkeys(job["variables"], "") | {
        "PREFLIGHT_PROGRAM": ".",
        "PREFLIGHT_FAIL_ON": "new",
        "PREFLIGHT_SOURCE": str(tool),
        "PREFLIGHT_VERSION": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(infra, "rev-parse", "HEAD").strip(),
    }
    ran = machine.run(job["script"][0], infra, **given)
    assert ran.status == 0, ran.said
    for kind in ("junit", "codequality"):
        assert list(infra.glob(job["artifacts"]["reports"][kind]))
