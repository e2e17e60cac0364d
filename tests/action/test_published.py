"""Actions, workflows and pipelines against published schemas, a linter of workflows, and one of shell scripts."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.recorded import ROOT

BIN = Path(sys.executable).parent
ACTIONS = [ROOT / "action.yml", ROOT / "comment" / "action.yml"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATE = ROOT / "templates" / "preflight" / "template.yml"
SCRIPTS = sorted((ROOT / ".ci").iterdir())
_PINNED = re.compile(r"uses: (?:\./\S*|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$")


def scripts_in(content: Any) -> Iterator[str]:
    """Every `run:` below something."""
    if isinstance(content, dict):
        if isinstance(content.get("run"), str):
            yield content["run"]
        for part in content.values():
            yield from scripts_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from scripts_in(part)


RUNS = {
    f"{file.parent.name}/{file.name} {number}": script
    for file in (*ACTIONS, *WORKFLOWS)
    for number, script in enumerate(scripts_in(yaml.safe_load(file.read_text("utf-8"))))
}
RUNS["template.yml"] = yaml.safe_load(TEMPLATE.read_text("utf-8").split("\n---\n")[1])["preflight"]["script"][0]


def done(*command: object, **given: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], check=False, capture_output=True, text=True, cwd=ROOT, **given)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", ACTIONS),
        ("vendor.github-workflows", WORKFLOWS),
    ],
)
def test_they_are_what_the_published_schema_says(schema: str, files: list[Path]) -> None:
    assert files
    checked = done(BIN / "check-jsonschema", "--builtin-schema", schema, *files)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_gitlab_component_is_a_pipeline_whatever_its_inputs_are(tmp_path: Path) -> None:
    head, pipeline = TEMPLATE.read_text("utf-8").split("\n---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    assert {*re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", pipeline)} == inputs.keys()
    assert "$[[" not in "".join(yaml.safe_load(pipeline)["preflight"]["script"])
    filled = re.sub(r"\$\[\[ inputs\.[\w-]+ \]\]", "a", pipeline)
    (tmp_path / ".gitlab-ci.yml").write_text(filled, "utf-8")
    checked = done(BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / ".gitlab-ci.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_strictest_linter_of_workflows_finds_nothing() -> None:
    config, hooks = ROOT / ".github" / "zizmor.yml", ROOT / ".pre-commit-hooks.yaml"
    files = [*ACTIONS, *WORKFLOWS, hooks]
    strictest = ("--offline", "--persona", "auditor", "--no-progress", "--format", "json")
    found = done(BIN / "zizmor", *strictest, "--config", config, *files)
    told = [f"{each['ident']}: {each['locations'][0]['symbolic']['key']}" for each in json.loads(found.stdout)]
    assert (told, found.returncode) == ([], 0), found.stderr


@pytest.mark.parametrize("name", RUNS)
def test_a_step_is_a_script_without_faults_and_without_expressions(name: str) -> None:
    assert "${{" not in RUNS[name]
    found = done(BIN / "shellcheck", "--shell=bash", "--severity=style", "-", input=RUNS[name])
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_without_faults(script: Path) -> None:
    found = done(BIN / "shellcheck", "--severity=style", script)
    assert found.returncode == 0, found.stdout


def test_an_action_is_pinned_alike_wherever_it_is_used() -> None:
    texts = [file.read_text("utf-8") for file in (*ACTIONS, *WORKFLOWS, ROOT / "docs" / "how-to" / "pull-requests.md")]
    used = {tuple(found) for text in texts for found in re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40} # \S+)", text)}
    assert len(used) == len({name for name, _ in used}) >= 7


@pytest.mark.parametrize("file", [*ACTIONS, *WORKFLOWS], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_other_actions_are_pinned_with_their_tag_beside_them(file: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in file.read_text("utf-8").splitlines()]
    used = [line for line in lines if line.startswith("uses:")]
    assert used
    assert [line for line in used if not _PINNED.fullmatch(line)] == []
