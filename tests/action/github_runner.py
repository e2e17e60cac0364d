"""Runs the steps of a composite action as GitHub's runner does: its expressions, files, conditions and shell.

What other actions do is done here in a few lines, and noted. An expression of another kind than those below fails.
Sources: https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax,
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.preflight.ci.stand_in import TOKEN
from tests.recorded import ROOT

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
_OF_A_RUNNER = ("CI", "GITHUB_", "RUNNER_", "INPUT_")


@dataclass
class Ran:
    """An action that ran: `uses` are the other actions with what they were given, by name without version."""

    failed: bool = False
    outputs: dict[str, str] = field(default_factory=dict)
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    skipped: list[str] = field(default_factory=list)


@dataclass
class Runner:
    """A machine of GitHub. `artifacts` is where it keeps what jobs hand on; `variables` are those of the run."""

    temp: Path
    artifacts: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, action: Path, workspace: Path, **inputs: str) -> Ran:
        """Run an action for a checkout."""
        described = yaml.safe_load((action / "action.yml").read_text("utf-8"))
        assert described["runs"]["using"] == "composite"
        assert inputs.keys() <= described["inputs"].keys()
        given = {name: inputs.get(name, each["default"]) for name, each in described["inputs"].items()}
        context: dict[str, Any] = {
            "inputs": {name: str(value) for name, value in given.items()},
            "github": {"token": TOKEN, "event": {"workflow_run": {"id": "1"}}},
            "runner": {"temp": str(self.temp)},
            "steps": {},
        }
        ran = Ran()
        for step in described["runs"]["steps"]:
            if self._wanted(step.get("if", "success()"), context, failed=ran.failed):
                well = self._step(step, action, workspace, context, ran)
                ran.failed = ran.failed or not (well or step.get("continue-on-error"))
            else:
                ran.skipped.append(step["name"])
        ran.outputs = {
            name: self._filled(each["value"], context) for name, each in described.get("outputs", {}).items()
        }
        return ran

    def _step(self, step: dict[str, Any], action: Path, workspace: Path, context: dict[str, Any], ran: Ran) -> bool:
        outputs: dict[str, str] = {}
        context["steps"][step.get("id", step["name"])] = {"outputs": outputs}
        if "uses" in step:
            name = step["uses"].partition("@")[0]
            ran.uses[name] = {key: self._filled(str(value), context) for key, value in step["with"].items()}
            outputs |= self._other(name, ran.uses[name])
            return True
        assert step["shell"] == "bash"
        assert not _EXPRESSION.search(step["run"]), "an expression inside of a script"
        files = {name: self.temp / f"_{name}" for name in ("output", "step_summary")}
        for file in files.values():
            file.write_text("", "utf-8")
        script = self.temp / "_script.sh"
        script.write_text(step["run"], "utf-8")
        own = {name: value for name, value in os.environ.items() if not name.startswith(_OF_A_RUNNER)}
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=workspace,
            env={
                **own,
                **self.variables,
                **{f"GITHUB_{name.upper()}": str(file) for name, file in files.items()},
                "GITHUB_ACTION_PATH": str(action),
                "RUNNER_TEMP": str(self.temp),
                **{name: self._filled(value, context) for name, value in step.get("env", {}).items()},
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        ran.log += done.stdout
        ran.summary += files["step_summary"].read_text("utf-8")
        lines = files["output"].read_text("utf-8").splitlines()
        outputs |= {lines[at].partition("<<")[0]: lines[at + 1] for at in range(0, len(lines), 3)}
        return done.returncode == 0

    def _other(self, name: str, given: dict[str, str]) -> dict[str, str]:
        """What another action does, as far as ours sees it."""
        match name:
            case "actions/setup-python":
                return {"python-path": sys.executable}
            case "actions/upload-artifact":
                place = self.artifacts / given["name"]
                shutil.rmtree(place, ignore_errors=True)
                shutil.copytree(given["path"], place)
            case "actions/download-artifact":
                for place in self.artifacts.glob(given["pattern"]):
                    shutil.copytree(place, Path(given["path"]) / place.name)
            case "github/codeql-action/upload-sarif":
                assert Path(given["sarif_file"]).is_file()
            case _:
                raise AssertionError(name)
        return {}

    def _wanted(self, condition: str, context: dict[str, Any], *, failed: bool) -> bool:
        inner = _EXPRESSION.fullmatch(condition)
        terms = [term.strip() for term in (inner[1] if inner else condition).split("&&")]
        if not {"!cancelled()", "always()", "failure()", "success()"} & {*terms}:
            terms.append("success()")
        return all(self._true(term, context, failed=failed) for term in terms)

    def _true(self, term: str, context: dict[str, Any], *, failed: bool) -> bool:
        if term in ("!cancelled()", "always()"):
            return True
        if term == "success()":
            return not failed
        compared = re.fullmatch(r"(\S+) (==|!=) '([^']*)'", term)
        assert compared, term
        return (_value(compared[1], context) == compared[3]) is (compared[2] == "==")

    @staticmethod
    def _filled(text: str, context: dict[str, Any]) -> str:
        return _EXPRESSION.sub(lambda found: _value(found[1].strip(), context), text)


def _value(name: str, context: dict[str, Any]) -> str:
    """What a name such as `steps.check.outputs.outcome` stands for; nothing where an output is not there."""
    found: Any = context
    for part in name.split("."):
        found = found.get(part, "" if "outputs" in name else None)
        if found == "":
            return ""
        assert found is not None, name
    return found


def installed(temp: Path) -> None:
    """An installation that is there already: the environment in which tests run. The real one is a test of its own."""
    (temp / "preflight" / "bin").mkdir(parents=True)
    (temp / "preflight" / "bin" / "preflight").symlink_to(Path(sys.executable).with_name("preflight"))
    assert (ROOT / "policies" / "venv").exists()
