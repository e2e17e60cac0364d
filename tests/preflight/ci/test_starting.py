"""`preflight init` writes what is not there, and what it writes works."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from preflight.ci.starting import start, steps
from preflight.errors import ReportError
from preflight.program.project import read_project
from tests.preflight.ci.test_ci import ran
from tests.recorded import ROOT

BIN = Path(sys.executable).parent
WORKFLOW = ".github/workflows/private-api.yml"


def test_what_is_written_fits_the_program_and_the_published_schemas(infra: Path) -> None:
    done = ran(infra.parent, "init", infra.name)
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in told[:3]] == [
        f"wrote {WORKFLOW}",
        "wrote .github/workflows/private-api-comment.yml",
        "wrote private-api.json",
    ]
    assert told[3].startswith("1. Try it here: preflight check 'cloud infra' --stack dev")
    steps = yaml.safe_load((infra.parent / WORKFLOW).read_text("utf-8"))["jobs"]["preflight"]["steps"]
    assert steps[1]["with"] == {"program": "cloud infra", "stack": "dev", "policy-pack-config": "private-api.json"}
    workflows = infra.parent.glob(".github/workflows/*.yml")
    checked = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    found = subprocess.run(
        [BIN / "zizmor", "--offline", "--no-progress", "--format", "json", infra.parent],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # A tag of ours moves, as others' of theirs; and a fork has no other way to a comment.
    assert {each["ident"] for each in json.loads(found.stdout)} == {"unpinned-uses", "dangerous-triggers"}


def test_the_configuration_that_is_written_is_one(infra: Path) -> None:
    start(read_project(infra))
    done = ran(infra, "check", "--preview", "--policy-pack-config", "../private-api.json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_no_file_that_is_there_is_touched(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    (infra.parent / ".github" / "workflows").mkdir(parents=True)
    (infra.parent / WORKFLOW).symlink_to("nowhere")
    (infra.parent / "private-api.json").write_text("mine")
    done = ran(infra, "init")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("left")] == [
        f"left {WORKFLOW} as it is",
        "left private-api.json as it is",
    ]
    assert (infra.parent / "private-api.json").read_text() == "mine"
    assert not (infra.parent / ".github" / "workflows" / "nowhere").exists()
    assert "--stack NAME" in done.stdout
    assert not any(file.written for file in start(read_project(infra)))


def test_a_second_program_is_told_what_to_add(infra: Path) -> None:
    start(read_project(infra))
    assert not [step for step in steps(read_project(infra), infra) if step.startswith("Add to")]
    other = infra.parent / "cloud infra 2"
    infra.rename(other)
    for _ in range(2):
        start(read_project(other))  # which leaves the file as it is
        (step,) = (step for step in steps(read_project(other), other) if step.startswith("Add to"))
        told, *lines = step.splitlines()
        assert told == f"Add to {WORKFLOW}, which is there and does not check this program:"
        added = yaml.safe_load("\n".join(lines))[0]
        assert (added["uses"], added["with"]["program"]) == ("OWNER/private-api@v1", "cloud infra 2")
    with (other.parent / WORKFLOW).open("a") as file:
        file.write("\n".join(lines))
    assert not [step for step in steps(read_project(other), other) if step.startswith("Add to")]
    other.rename(infra)  # as the fixture has it


def test_several_stacks_are_all_checked(infra: Path) -> None:
    (infra / "Pulumi.prod.yaml").write_text("config: {}\n")
    start(read_project(infra))
    assert 'stack: "*",' in (infra.parent / WORKFLOW).read_text("utf-8")


def test_a_repository_on_gitlab_gets_what_is_for_gitlab(infra: Path) -> None:
    (infra.parent / ".gitlab-ci.yml").write_text("{}\n")
    project = read_project(infra)
    assert [file.name for file in start(project)] == [".gitlab/private-api.yml", "private-api.json"]
    assert "add `include: .gitlab/private-api.yml`" in " ".join(steps(project, infra))
    (included,) = yaml.safe_load((infra.parent / ".gitlab" / "private-api.yml").read_text("utf-8"))["include"]
    component = yaml.safe_load((ROOT / "templates/preflight/template.yml").read_text("utf-8").split("\n---\n")[0])
    assert included["inputs"].keys() <= component["spec"]["inputs"].keys()
    assert included["inputs"]["program"] == "cloud infra"


def test_what_can_not_be_written_is_told(infra: Path) -> None:
    (infra.parent / ".github").write_text("")
    with pytest.raises(ReportError, match="can not be made"):
        start(read_project(infra))


def test_the_documents_show_what_is_written(tmp_path: Path) -> None:
    infra = tmp_path / "infra"
    infra.mkdir()
    (tmp_path / ".git").mkdir()
    (infra / "Pulumi.yaml").write_text("name: things\nruntime: python\n")
    (infra / "Pulumi.dev.yaml").write_text("config: {}\n")
    start(read_project(infra))
    page = (ROOT / "docs" / "how-to" / "pull-requests.md").read_text("utf-8")
    (tmp_path / ".github").rename(tmp_path / "github")
    (tmp_path / ".gitlab-ci.yml").write_text("{}\n")
    start(read_project(infra))
    for file in (*tmp_path.glob("github/workflows/*.yml"), tmp_path / ".gitlab" / "private-api.yml"):
        assert f"```yaml\n{file.read_text('utf-8')}```" in page


def test_the_documents_name_every_input_with_its_default() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    page = (ROOT / "docs" / "how-to" / "pull-requests.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*?) \|", page, re.MULTILINE))
    assert rows.keys() == inputs.keys()
    for name, each in inputs.items():
        assert not each["default"] or rows[name] == f"`{each['default']}`"
