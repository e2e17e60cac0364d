"""`preflight ci` and `preflight comment`, as build servers run them."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawn import soaked
from tests.preflight.change.test_against import PROGRAM, git
from tests.preflight.ci import events
from tests.preflight.ci.events import FORK, NUMBER
from tests.preflight.ci.stand_in import TOKEN, StandIn, stand_in
from tests.preflight.test_cli import COMMAND
from tests.preflight.watcher import WATCHER

FILES = {".gitignore"} | {
    f"report.{each}" for each in ("txt", "md", "html", "svg", "json", "sarif", "junit.xml", "gitlab.json")
}
# What a program never sees: the token, and what acts on later steps.
KEPT = {f"GITHUB_{name}" for name in ("ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY", "TOKEN")}
_OF_BUILD_SERVERS = ("CI_", "GITHUB_", "BUILDKITE", "BITBUCKET", "SYSTEM_", "CHANGE_")


@pytest.fixture
def github() -> Iterator[StandIn]:
    with stand_in() as there:
        yield there


def ran(folder: Path, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(_OF_BUILD_SERVERS)}
    return subprocess.run(
        [str(COMMAND), *map(str, words)], cwd=folder, env={**own, **variables}, capture_output=True, text=True,
        timeout=90, check=False,
    )  # fmt: skip


def ci(infra: Path, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return ran(infra, "ci", "--policy-pack", WATCHER, *words, **variables)


def report_of(infra: Path, name: str = "preflight-reports") -> tuple[Path, dict]:
    (folder,) = (infra / name).iterdir()
    return folder, json.loads((folder / "report.json").read_text("utf-8"))


def test_anywhere_there_are_all_reports_and_the_text(infra: Path) -> None:
    git(infra, "-c", "core.hooksPath=/dev/null", "switch", "--quiet", "--create", "topic")
    (infra / "names.json").write_text('["a", "forbidden", "b"]')
    git(infra, "commit", "--quiet", "-am", "one more")
    done = ci(infra, "--fail-on", "new")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("clean: things dev · 1 mandatory finding")
    folder, report = report_of(infra)
    assert {file.name for file in folder.iterdir()} == FILES
    assert [each["name"] for each in report["comparison"]["added"]] == ["b"]
    assert report["comparison"]["base"] == git(infra, "rev-parse", "main")[:12]


def test_on_github_there_are_outputs_a_summary_and_the_comment(infra: Path, tmp_path: Path, github: StandIn) -> None:
    before = git(infra, "rev-parse", "HEAD").strip()
    (infra / "names.json").write_text('["forbidden", "b"]')
    (infra / "__main__.py").write_text(f"import os\nassert not {KEPT} & {{*os.environ}}\n{PROGRAM}")
    run = events.environment_of(events.pull_request(before), "pull_request", tmp_path)
    kept = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    kept |= {name: str(tmp_path / name) for name in KEPT - kept.keys()}
    done = ci(infra, "--reports", tmp_path / "a folder", "--fail-on", "never", **run, **kept)
    assert done.returncode == 0, done.stderr
    folder, _ = report_of(tmp_path, "a folder")
    assert {file.name for file in folder.iterdir()} == {*FILES, "comment.md", "comment.json"}
    assert (tmp_path / "summary").read_text("utf-8").strip() == (folder / "report.md").read_text("utf-8").strip()
    lines = (tmp_path / "output").read_text("utf-8").splitlines()
    outputs = {lines[at].partition("<<")[0]: lines[at + 1] for at in range(0, len(lines), 3)}
    assert outputs == {"outcome": "blocked", "reports": str(folder), "name": folder.name}
    for did in ("created", "left"):
        told = ran(infra, "comment", tmp_path / "a folder", **{**run, **github.environment})
        assert (told.returncode, told.stdout) == (0, "")
        assert told.stderr == f"note: the comment on {folder.name} was {did}\n"
        assert TOKEN not in told.stderr
    assert (github.created, github.updated) == (1, 0)
    github.status = 403
    told = ran(infra, "comment", tmp_path / "a folder", "--debug", **{**run, **github.environment})
    assert told.returncode == 2
    assert "Traceback" in told.stderr
    assert "pull-requests: write" in told.stderr
    assert TOKEN not in told.stderr
    assert json.loads((folder / "comment.json").read_text("utf-8"))["number"] == NUMBER


def test_a_stack_without_a_verdict_leaves_none_and_the_text_says_so(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: [\n")
    done = ci(infra, "--all", "--fail-on", "new", "--reports", infra / "reports")
    assert done.returncode == 2
    assert done.stdout.startswith("failed: things dev, prod · 1 error, no verdict")
    assert "stack prod: it is not YAML" in done.stdout
    said = "nothing to compare with, so everything counts as new: HEAD is on the default branch (main)"
    assert said in " ".join(done.stdout.split())
    left = [line for line in git(infra, "status", "--porcelain").splitlines() if "__pycache__" not in line]
    assert left == ['?? "cloud infra/Pulumi.prod.yaml"']


def test_what_the_repository_lacks_is_told_in_the_comment_and_where_reports_can_not_be_the_verdict_is_told(
    infra: Path, tmp_path: Path
) -> None:
    run = events.environment_of(events.pull_request("f" * 40), "pull_request", tmp_path)
    lost = ci(infra, **{**run, "GITHUB_BASE_REF": "nowhere"})
    assert lost.returncode == 3
    folder, report = report_of(infra)
    assert (report["outcome"], report["errors"][0]["kind"]) == ("failed", "usage")
    assert "is not in this clone" in (folder / "comment.md").read_text("utf-8")
    (tmp_path / "a file").touch()
    done = ci(infra, "--reports", tmp_path / "a file" / "below")
    assert done.returncode == 2
    assert done.stdout.startswith("blocked: things dev · 1 mandatory finding")
    assert "can not be made" in done.stderr


@soaked
def test_on_the_default_branch_every_stack_is_judged_since_its_report_is_kept(infra: Path, tmp_path: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    git(infra, "add", ".")
    git(infra, "commit", "--quiet", "-m", "two stacks")
    before = git(infra, "rev-parse", "HEAD").strip()
    (infra.parent / "README.md").write_text("prose")
    git(infra.parent, "add", "README.md")
    git(infra, "commit", "--quiet", "-m", "prose")
    for event, name, judged in (
        (events.push(before), "push", ["dev", "prod"]),
        (events.pull_request(before), "pull_request", []),
    ):
        done = ci(infra, "--all", "--reports", tmp_path / name, **events.environment_of(event, name, tmp_path))
        folder, report = report_of(tmp_path, name)
        assert [each["stack"] for each in report["stacks"]] == judged, done.stderr
    assert done.stdout.startswith("not judged: things · the change touches none of 2 stacks\n")
    assert (folder / "comment.md").read_text("utf-8").startswith("## ⚪ not judged: things")


@soaked
def test_a_program_that_fails_has_reports_a_comment_and_no_verdict(infra: Path, tmp_path: Path) -> None:
    before = git(infra, "rev-parse", "HEAD").strip()
    (infra / "__main__.py").write_text("raise RuntimeError('no such luck')\n")
    run = events.environment_of(events.pull_request(before), "pull_request", tmp_path)
    done = ci(infra, "--fail-on", "never", GITHUB_OUTPUT=str(tmp_path / "output"), **run)
    assert done.returncode == 2
    assert done.stdout.startswith("::error file=cloud infra/__main__.py,line=1,")
    assert done.stderr.count("no such luck") == 1
    folder, report = report_of(infra)
    assert report["outcome"] == "failed"
    assert "no such luck" in (folder / "comment.md").read_text("utf-8")
    assert "\nfailed\n" in (tmp_path / "output").read_text("utf-8")


@soaked
def test_a_fork_leaves_its_comment_to_a_later_workflow(infra: Path, tmp_path: Path, github: StandIn) -> None:
    head = git(infra, "rev-parse", "HEAD").strip()
    run = events.environment_of(events.pull_request(head, head, FORK), "pull_request", tmp_path)
    ci(infra, "--reports", tmp_path / "reports", **run)
    told = ran(infra, "comment", tmp_path / "reports", **run)
    assert (told.returncode, told.stderr) == (
        0,
        "note: this run may not write comments; a workflow that begins after it may\n",
    )
    github.pulls[NUMBER] = events.pull_request(head, head, FORK)["pull_request"]
    later = events.environment_of(events.workflow_run(head), "workflow_run", tmp_path)
    told = ran(infra, "comment", tmp_path / "reports", **{**later, **github.environment})
    assert told.stderr.endswith(" was created\n")
    assert (github.created, github.updated) == (1, 0)


@soaked
def test_what_can_not_be_read_or_written_is_told_once(infra: Path, tmp_path: Path, github: StandIn) -> None:
    (tmp_path / "event.json").write_text("{")
    done = ci(infra, GITHUB_EVENT_PATH=str(tmp_path / "event.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("error: ") == 1
    done = ci(infra, GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "summary"))
    assert done.returncode == 2
    assert "the file of GITHUB_STEP_SUMMARY can not be written" in done.stderr
    nothing = ran(infra, "comment", tmp_path / "nowhere")
    assert nothing.returncode == 0
    assert "nowhere: there is no such folder" in nothing.stderr


@soaked
def test_an_environment_that_can_not_be_made_is_told(infra: Path) -> None:
    (infra / "Pulumi.yaml").write_text("name: things\nruntime:\n  name: python\n  options: {virtualenv: the venv}\n")
    (infra / "requirements.txt").unlink()
    done = ci(infra, "--install")
    assert done.returncode == 2
    assert "asks for the virtual environment the venv, and has no requirements.txt" in done.stderr
    (infra / "requirements.txt").write_text("./no-such-package\n")
    done = ci(infra, "--install")
    assert done.returncode == 2
    assert "the environment of cloud infra can not be made: pip ended with exit status 1" in done.stderr
    assert not (infra / "the venv").exists()
