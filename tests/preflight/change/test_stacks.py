"""Several stacks are checked side by side and told in one report."""

import json
from pathlib import Path

import pytest

from preflight.change.stacks import stacks_of
from preflight.errors import UsageError
from preflight.program.project import read_project
from tests.drawn import soaked
from tests.preflight.change.test_against import git
from tests.preflight.test_cli import run
from tests.preflight.watcher import WATCHER


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


@soaked
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
    ports = top / "network/ports.json"
    ports.parent.mkdir()
    (ports.parent / "Pulumi.yaml").write_text("name: network\nruntime: python\n")
    ports.write_text("{}")
    assert json.loads(run("check", infra, *arguments).stdout)["untouched"] == ["dev", "prod"]
    code = "import pulumi\nif pulumi.get_stack() == 'prod': json.load(open('../network/ports.json'))\n"
    program.write_text(f"{program.read_text()}{code}")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "one stack reads the ports of another program")
    ports.write_text('{"one": 80}')
    prod = json.loads(run("check", infra, *arguments).stdout)
    assert (prod["stack"], prod["untouched"]) == ("prod", ["dev"])
    assert "network/ports.json" in prod["sources"]
    (top / "shared/names.py").write_text("# changed")
    both = json.loads(run("check", infra, *arguments).stdout)
    assert [each["stack"] for each in both["stacks"]] == ["dev", "prod"]
    assert both["untouched"] == []


@soaked
def test_a_stack_that_the_change_removes_is_told_with_what_goes(infra: Path) -> None:
    for name in ("prod", "test"):
        (infra / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    git(infra, "add", ".")
    git(infra, "commit", "--quiet", "-m", "three stacks")
    arguments = ["--preview", "--policy-pack", WATCHER, "--against", "HEAD"]
    git(infra, "rm", "--quiet", "Pulumi.prod.yaml")
    report = json.loads(run("check", infra, "--all", *arguments, "--format", "json").stdout)
    assert (report["outcome"], report["removed"], report["untouched"]) == ("clean", ["prod"], ["dev", "test"])
    assert {each["name"] for each in report["comparison"]["removed"]} >= {"a", "forbidden", "things-prod"}
    assert len(report["comparison"]["gone"]) == 1
    git(infra, "rm", "--quiet", "Pulumi.test.yaml")
    text = run("check", infra, "--all", *arguments).stdout
    assert text.startswith(
        "clean: things · 0 mandatory findings, 0 advisory; the change removes 2 stacks: prod, test\n"
    )
    assert "forbidden/name" not in text.partition("Changed since")[0]
    assert "a (prod, test)" in text.partition("removed: ")[2]
    one = json.loads(run("check", infra, "--stack", "t*", *arguments, "--format", "json").stdout or "{}")
    assert one == {}  # no stack fits any more, which is an error of its own


@soaked
def test_a_stack_that_does_not_run_is_compared_with_nothing(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    git(infra, "add", ".")
    git(infra, "commit", "--quiet", "-m", "two stacks")
    (infra / "__main__.py").write_text("raise RuntimeError('no such luck')\n")
    arguments = ["--all", "--preview", "--policy-pack", WATCHER, "--against", "HEAD", "--format", "json"]
    report = json.loads(run("check", infra, *arguments).stdout)
    assert (report["outcome"], report.get("comparison")) == ("failed", None)
    (error,) = report["errors"]
    assert error["message"].startswith("stacks dev, prod: the program raised")


def test_what_is_for_one_stack_is_refused_for_several(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    for arguments, said in (
        (["--config-file", infra / "Pulumi.dev.yaml"], "--config-file for 2 stacks"),
        (["--against", infra / "names.json"], "--against one report for 2 stacks"),
    ):
        done = run("check", infra, "--all", "--policy-pack", WATCHER, *arguments)
        assert done.returncode == 3
        assert said in done.stderr
