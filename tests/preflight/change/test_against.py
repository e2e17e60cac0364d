"""A program is compared with itself at another revision, and nothing of that is left."""

import json
import subprocess
from pathlib import Path

import pytest

from preflight.engine.simulation import simulated
from preflight.protocol.registration import Registration
from preflight.protocol.stack_identity import StackIdentity
from tests.drawn import soaked
from tests.exported import exported
from tests.preflight.test_cli import run
from tests.preflight.watcher import WATCHER

PROGRAM = """\
import json, pulumi
for name in json.load(open("names.json")):
    pulumi.CustomResource("own:thing:Thing", name, {"size": 1})
"""


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def check(infra: Path, *arguments: object) -> tuple[int, dict, str]:
    done = run("check", infra, "--preview", "--policy-pack", WATCHER, *arguments, "--format", "json", folder=infra)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def names(entries: list[dict]) -> list[str]:
    return [entry["name"] for entry in entries]


def test_what_is_new_gone_and_still_there(infra: Path) -> None:
    (infra / "names.json").write_text('["forbidden", "b"]')
    status, report, errors = check(infra, "--against", "main", "--new-only", "--cost")
    assert (status, errors) == (0, "")
    change = report["comparison"]
    assert (report["cost"]["parts"][0]["count"], change["costs"]) == ("2", [])
    assert (change["base"], change["note"], change["newOnly"]) == ("main", "", True)
    assert (names(change["added"]), names(change["removed"]), change["changed"]) == ([], [], [])  # a is called b
    assert [each["message"] for each in change["still"]] == ["forbidden/name: this name is not allowed"]
    assert change["new"] == change["gone"] == []
    assert check(infra, "--against", "main")[0] == 1


def test_both_are_planned_over_what_is_deployed(infra: Path) -> None:
    (infra / "__main__.py").write_text(
        "import pulumi\n"
        'queue = pulumi.CustomResource("aws:sqs/queue:Queue", "q", {})\n'
        'pulumi.CustomResource("own:thing:Thing", "of", {"queue": queue.id})\n'
    )
    git(infra, "commit", "--quiet", "-am", "a thing that has what only a state knows")
    type_ = "aws:sqs/queue:Queue"
    queue = Registration("custom", f"urn:pulumi:dev::things::{type_}::q", type_, "q")
    state = infra / "state.json"
    state.write_text(exported(simulated(StackIdentity("things", "dev"), [queue]).state))
    _, report, errors = check(infra, "--against", "HEAD", "--state", state)
    assert errors == ""
    assert {step["operation"] for step in report["plan"]["steps"]} == {"create"}
    assert (report["comparison"]["changed"], report["comparison"]["notes"]) == ([], [])


def test_a_base_that_does_not_run_is_said_and_everything_is_new(infra: Path) -> None:
    (infra / "__main__.py").write_text("raise RuntimeError('no such luck')\n")
    git(infra, "commit", "--quiet", "-am", "broken")
    (infra / "__main__.py").write_text(PROGRAM)
    status, report, _ = check(infra, "--against", "HEAD", "--new-only")
    assert status == 1
    assert "no such luck" in report["comparison"]["note"]
    assert len(report["comparison"]["new"]) == 1
    assert check(infra, "--against", "HEAD~1", "--new-only")[0] == 0


def test_a_program_that_is_new_and_other_requirements_are_said(infra: Path) -> None:
    moved = infra.with_name("moved")
    infra.rename(moved)
    (moved / "requirements.txt").write_text("pulumi>=3\n")
    (moved.parent / "uv.lock").write_text("version = 1\n")
    status, report, errors = check(moved, "--against", "main")
    assert (status, errors) == (1, "")
    assert "no Pulumi.yaml in" in report["comparison"]["note"]
    assert report["comparison"]["notes"] == [
        "requirements.txt, uv.lock is other than in main: both programs ran with the packages of now"
    ]


def test_a_program_that_moved_is_compared_with_where_it_was(infra: Path) -> None:
    moved = infra.parent / "stacks of ours" / "things"
    moved.parent.mkdir()
    git(infra.parent, "mv", infra.name, str(moved.relative_to(infra.parent)))
    (moved / "names.json").write_text('["a", "forbidden", "new"]')
    _, report, errors = check(moved, "--against", "main", "--new-only")
    assert errors == ""
    change = report["comparison"]
    assert (change["note"], change["notes"]) == ("", ["the program was in cloud infra then"])
    assert (names(change["added"]), names(change["changed"]), names(change["removed"])) == (["new"], [], [])
    assert [each["message"] for each in change["still"]] == ["forbidden/name: this name is not allowed"]


def test_a_report_serves_as_the_base(infra: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    check(infra, "--output", before)
    (infra / "names.json").write_text('["a"]')
    status, report, _ = check(infra, "--against", before)
    assert status == 0
    assert report["comparison"]["base"] == "before.json"
    assert [each["message"] for each in report["comparison"]["gone"]] == ["forbidden/name: this name is not allowed"]


@soaked
def test_a_report_of_another_stack_is_refused_and_of_several_stacks_the_own_part_is_taken(
    infra: Path, tmp_path: Path
) -> None:
    for stack in ("prod", "test"):
        (infra / f"Pulumi.{stack}.yaml").write_text("config: {}\n")
    before = tmp_path / "before.json"
    check(infra, "--stack", "[dp]*", "--output", before)
    status, report, _ = check(infra, "--stack", "prod", "--against", before, "--new-only")
    change = report["comparison"]
    assert (status, change["new"], change["gone"], change["removed"], change["notes"]) == (0, [], [], [], [])
    assert len(change["still"]) == 1
    status, _, errors = check(infra, "--stack", "test", "--against", before)
    assert status == 3
    assert "--against before.json is a report on stack dev, prod, not on test" in errors
    other = json.loads(before.read_text()) | {"project": "shop", "stack": "test", "stacks": []}
    before.write_text(json.dumps(other))
    _, report, _ = check(infra, "--stack", "test", "--against", before)
    assert report["comparison"]["notes"] == ["before.json is on shop test, and not on things test"]


@soaked
def test_a_file_that_is_called_like_a_branch_is_not_the_base(infra: Path) -> None:
    (infra / "main").write_text("no report")
    assert check(infra, "--against", "main")[1]["comparison"]["base"] == "main"
    (infra / "other").write_text("no report")
    assert "it is not JSON" in check(infra, "--against", "other")[2]


@soaked
def test_packs_are_configured_as_the_revision_has_it(infra: Path) -> None:
    config = infra.parent / "pack.json"
    config.write_text(json.dumps({"note": "disabled"}))
    git(infra, "add", "--all")
    git(infra, "commit", "--quiet", "-m", "allowed")
    config.write_text("{}")
    status, report, _ = check(infra, "--policy-pack-config", config, "--against", "HEAD", "--new-only")
    assert (status, len(report["comparison"]["new"])) == (1, 1)
    status, report, _ = check(infra, "--policy-pack-config", config, "--against", "HEAD~1", "--new-only")
    assert (status, len(report["comparison"]["still"])) == (0, 1)  # there was no such file then


@soaked
def test_submodules_are_there_as_far_as_the_clone_has_them(infra: Path, tmp_path: Path) -> None:
    shared, repository = tmp_path / "shared", infra.parent
    git(tmp_path, "init", "--quiet", str(shared))
    (shared / "own.py").write_text("NAMES = ['a', 'forbidden']\n")
    git(shared, "add", ".")
    git(shared, "commit", "--quiet", "-m", "names")
    add = ["-c", "protocol.file.allow=always", "-c", "core.hooksPath=/dev/null", "submodule", "--quiet", "add"]
    git(repository, *add, str(shared), "shared")
    (infra / "__main__.py").write_text(f"import sys\nsys.path.append('../shared')\nimport own\n{PROGRAM}")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "shared")
    (infra / "names.json").write_text('["a"]')
    status, report, _ = check(infra, "--against", "HEAD")
    assert (status, report["comparison"]["note"], report["comparison"]["notes"]) == (0, "", [])
    assert len(report["comparison"]["gone"]) == 1
    assert git(repository / "shared", "worktree", "list").count("\n") == 1
    git(repository, "submodule", "--quiet", "deinit", "--force", "shared")
    assert check(infra, "--against", "HEAD~1")[0] == 2  # the program itself lacks it now
    (infra / "__main__.py").write_text(PROGRAM)
    notes = check(infra, "--against", "HEAD")[1]["comparison"]["notes"]
    assert notes == ["this clone has no commit of HEAD for the submodule shared"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--against", "nowhere"], "--against 'nowhere' is neither a file nor a git revision that our repository has"),
        (["--against=--all"], "--against '--all' is no git revision"),
        (["--new-only"], "--new-only without --against"),
    ],
)
def test_what_is_no_base_is_refused(infra: Path, arguments: list[str], said: str) -> None:
    status, report, errors = check(infra, *arguments)
    assert (status, report) == (3, {})
    assert said in errors
