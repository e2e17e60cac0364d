"""Several stacks are checked side by side and told in one report."""

import json
from pathlib import Path

import pytest

from preflight.errors import UsageError
from preflight.program.project import read_project
from preflight.stacks import stacks_of
from preflight.touched import touched
from tests.preflight.test_against import git
from tests.preflight.test_cli import run
from tests.preflight.watcher import WATCHER


@pytest.fixture
def project(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: things\nruntime: python\n")
    for name in ("dev", "prod-eu", "prod-us"):
        (folder / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    return read_project(folder)


@pytest.mark.parametrize(
    ("asked", "every", "meant"),
    [
        ("dev", False, ["dev"]),
        ("typo", False, ["typo"]),
        ("prod-*", False, ["prod-eu", "prod-us"]),
        ("*-us", False, ["prod-us"]),
        ("prod-[!e]?", False, ["prod-us"]),
        ("", True, ["dev", "prod-eu", "prod-us"]),
    ],
)
def test_names_and_patterns(project, asked: str, every: bool, meant: list[str]) -> None:
    assert stacks_of(project, asked, every=every) == meant


@pytest.mark.parametrize(
    ("asked", "every", "said"),
    [
        ("", False, "--stack is missing"),
        ("test-*", False, "--stack test-\\* fits no stack"),
        ("dev", True, "--all beside"),
    ],
)
def test_what_means_none_is_refused(project, asked: str, every: bool, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        stacks_of(project, asked, every=every)


def test_the_only_stack_goes_without_saying(infra: Path) -> None:
    assert stacks_of(read_project(infra), "") == ["dev"]


def test_all_stacks_are_one_report_each_compared_with_itself(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    (infra / "Pulumi.broken.yaml").write_text("config: [\n")
    git(infra, "add", ".")
    git(infra, "commit", "--quiet", "-m", "more stacks")
    (infra / "names.json").write_text('["a"]')
    arguments = ["--preview", "--policy-pack", WATCHER, "--format", "json", "--against", "HEAD"]
    done = run("check", infra, "--stack", "[dp]*", *arguments, folder=infra)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert [(each["stack"], each["outcome"]) for each in report["stacks"]] == [("dev", "clean"), ("prod", "clean")]
    assert len(report["comparison"]["gone"]) == 2
    failed = run("check", infra, "--all", *arguments, folder=infra)
    assert failed.returncode == 2
    assert "stack broken: it is not YAML" in json.loads(failed.stdout)["errors"][0]["message"]
    assert failed.stderr == ""


@pytest.mark.parametrize(
    ("changed", "meant"),
    [
        ({"infra/Pulumi.prod-eu.yaml"}, ["prod-eu"]),
        ({"infra/names.json"}, ["dev", "prod-eu", "prod-us"]),
        ({"shared/a.py"}, ["dev", "prod-eu", "prod-us"]),
        ({"other/README.md"}, []),
        ({"other/README.md", "infra/Pulumi.dev.yaml"}, ["dev"]),
        ({"infra/Pulumi.gone.yaml"}, []),
    ],
)
def test_a_change_touches_stacks_by_their_file_the_programs_folder_or_what_the_program_runs_from(
    project, changed: set[str], meant: list[str]
) -> None:
    assert touched(project.stacks, project, changed, lambda: ("infra/__main__.py", "shared/a.py")) == meant


def test_what_a_program_runs_from_is_known_and_what_is_not_touched_is_not_judged(infra: Path) -> None:
    top = infra.parent
    for file in ("shared/names.py", "cloud infra/Pulumi.prod.yaml"):
        (top / file).parent.mkdir(exist_ok=True)
        (top / file).write_text("")
    program = infra / "__main__.py"
    program.write_text(f"import sys\nsys.path.append('../shared')\nimport names\n{program.read_text()}")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "two stacks")
    arguments = ["--all", "--preview", "--policy-pack", WATCHER, "--format", "json", "--against", "HEAD"]
    (top / "README.md").write_text("new")
    none = json.loads(run("check", infra, *arguments).stdout)
    assert (none["stacks"], none["untouched"]) == ([], ["dev", "prod"])
    (top / "shared/names.py").write_text("# changed")
    both = json.loads(run("check", infra, *arguments).stdout)
    assert [each["stack"] for each in both["stacks"]] == ["dev", "prod"]
    assert both["untouched"] == []


def test_where_nobody_knows_what_a_program_runs_from_any_change_touches_all(project) -> None:
    def asked(sources: tuple[str, ...] | None) -> list[str]:
        return touched(project.stacks, project, {"shared/a.py"}, lambda: sources)

    assert asked(None) == ["dev", "prod-eu", "prod-us"]
    assert asked(("shared/a.py",)) == ["dev", "prod-eu", "prod-us"]
    assert asked(("shared/b.py",)) == []


def test_what_is_for_one_stack_is_refused_for_several(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    for arguments, said in (
        (["--config-file", infra / "Pulumi.dev.yaml"], "--config-file for 2 stacks"),
        (["--against", infra / "names.json"], "--against one report for 2 stacks"),
    ):
        done = run("check", infra, "--all", "--policy-pack", WATCHER, *arguments)
        assert done.returncode == 3
        assert said in done.stderr
