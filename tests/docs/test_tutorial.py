"""The tutorial, followed from its beginning to its end in a repository of its own."""

import shlex
import shutil
import subprocess
from pathlib import Path

from tests.docs.blocks import code, commands
from tests.drawn import soaked
from tests.preflight.change.test_against import git
from tests.preflight.test_cli import run
from tests.recorded import ROOT

PAGE = "docs/tutorial.md"
[LINE] = (each.removeprefix("-") for each in code(PAGE, "diff"))
# What each command ends with, and what it says.
STEPS = {
    "make preview": (0, "clean: private-api dev · 0 mandatory findings"),
    ".venv/bin/preflight check --stack dev --against HEAD": (
        1,
        "blocked: private-api dev · 1 mandatory finding, 0 advi",
    ),
    ".venv/bin/preflight explain privatelink-enforcement/unset": (0, "privatelink-enforcement/unset"),
    "git checkout components/load_balancer.py": (0, ""),
    "cp stacks/Pulumi.dev.yaml stacks/Pulumi.trial.yaml": (0, ""),
    ".venv/bin/preflight check --stack trial": (2, "Allowed: /16 to /23"),
}
# `make preview` does its own set-up, which is here already.
_RUNS = {"make preview": "preflight check --stack dev --paths"}


def test_its_commands_are_those_that_are_followed() -> None:
    assert [each for each in commands(PAGE) if not each.startswith("pulumi ")] == [*STEPS]
    assert LINE in (ROOT / "components" / "load_balancer.py").read_text("utf-8")
    assert code(PAGE, "text")[0].strip().startswith(STEPS[".venv/bin/preflight check --stack dev --against HEAD"][1])


@soaked
def test_it_leads_where_it_says(tmp_path: Path) -> None:
    clone = _clone(tmp_path)
    balancer, trial = clone / "components" / "load_balancer.py", clone / "stacks" / "Pulumi.trial.yaml"
    for command, (status, said) in STEPS.items():
        if "--against" in command:
            balancer.write_text(balancer.read_text("utf-8").replace(LINE, ""), "utf-8")
        if command.endswith("--stack trial"):
            trial.write_text(trial.read_text("utf-8").replace("10.20.0.0/16", "10.20.0.0/28"), "utf-8")
        words = shlex.split(_RUNS.get(command, command).removeprefix(".venv/bin/"))
        if words[0] == "preflight":
            done = run(*words[1:], folder=clone)
        else:
            done = subprocess.run(words, cwd=clone, check=False, capture_output=True, text=True)
        assert (done.returncode, said in done.stdout + done.stderr) == (status, True), done.stderr
    trial.write_text(trial.read_text("utf-8").replace("10.20.0.0/28", "10.21.0.0/16"), "utf-8")
    done = run("check", "--stack", "trial", folder=clone)
    assert done.returncode == 0, done.stdout


def _clone(tmp_path: Path) -> Path:
    """What git has of this repository, as it is now, in a repository of its own."""
    clone = tmp_path / "private-api"
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith("tests/"):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(clone))
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", "as it is")
    return clone
