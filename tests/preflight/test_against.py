"""A program is compared with itself at another revision, and nothing of that is left."""

import json
import subprocess
from pathlib import Path

import pytest

from preflight.errors import UsageError
from preflight.revision import checked_out
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
    status, report, errors = check(infra, "--against", "main", "--new-only")
    assert (status, errors) == (0, "")
    change = report["comparison"]
    assert (change["base"], change["note"], change["newOnly"]) == ("main", "", True)
    assert (names(change["added"]), names(change["removed"]), change["changed"]) == ([], [], [])  # a is called b
    assert [each["message"] for each in change["still"]] == ["forbidden/name: this name is not allowed"]
    assert change["new"] == change["gone"] == []
    assert check(infra, "--against", "main")[0] == 1


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
    status, report, errors = check(moved, "--against", "main")
    assert status == 1
    assert "no Pulumi.yaml in" in report["comparison"]["note"]
    assert "note: requirements.txt is other than in main: both programs ran with the packages of now" in errors


def test_a_report_serves_as_the_base(infra: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    check(infra, "--output", before)
    (infra / "names.json").write_text('["a"]')
    status, report, _ = check(infra, "--against", before)
    assert status == 0
    assert report["comparison"]["base"] == "before.json"
    assert [each["message"] for each in report["comparison"]["gone"]] == ["forbidden/name: this name is not allowed"]


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


def test_a_folder_without_git_has_no_revisions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a file nor a git revision"), checked_out("main", tmp_path):
        pass


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git can not be asked: No such file"), checked_out("main", tmp_path):
        pass
