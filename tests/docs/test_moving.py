"""The programs of the pages on moving do what the pages say: nothing is made anew."""

import json
from pathlib import Path

import pytest

from tests.docs.blocks import code
from tests.drawn import soaked
from tests.preflight.change.test_against import git
from tests.preflight.test_cli import run
from tests.recorded import ROOT

BY_HAND, WITH_COMPONENTS = code("docs/how-to/move-a-program.md", "python")
[TAKEN_OVER] = code("docs/how-to/move-from-terraform.md", "python")


@pytest.fixture
def infra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program that was written by hand, committed; `private_api` can be imported."""
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "private_api").symlink_to(ROOT / "components")
    monkeypatch.setenv("PYTHONPATH", str(packages), prepend=":")
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: infra\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    (folder / "__main__.py").write_text(BY_HAND)
    git(tmp_path, "init", "--quiet", str(folder))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "by hand")
    return folder


def changes(infra: Path, program: str) -> dict[str, list[str]]:
    """The names of what was added, changed and removed since the commit."""
    (infra / "__main__.py").write_text(program)
    done = run("check", infra, "--preview", "--against", "HEAD", "--format", "json", folder=infra)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["comparison"]
    return {kind: sorted(each["name"] for each in found[kind]) for kind in ("added", "changed", "removed")}


def test_what_moved_into_a_component_is_the_same(infra: Path) -> None:
    moved = changes(infra, WITH_COMPONENTS)
    assert (moved["added"], moved["removed"]) == (["web"], [])


@soaked
def test_what_has_no_alias_would_be_made_anew(infra: Path) -> None:
    line = '    ("aws:lb/targetGroup:TargetGroup", "web-targets"): "web",\n'
    assert line in WITH_COMPONENTS
    moved = changes(infra, WITH_COMPONENTS.replace(line, ""))
    assert (moved["added"], moved["removed"]) == (["web", "web-targets"], ["web"])


@soaked
def test_what_terraform_made_is_named_as_components_name_it(infra: Path, tmp_path: Path) -> None:
    program = ROOT / "examples" / "program"
    for file in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (infra / file).write_text((program / file).read_text("utf-8"))
    (infra / "__main__.py").write_text(f"{TAKEN_OVER}\n{(program / '__main__.py').read_text('utf-8')}")
    done = run("check", infra, "--preview", "--format", "json", folder=infra)
    assert done.returncode == 0, done.stderr
    there = {(each["type"], each["name"]) for each in json.loads(done.stdout)["resources"]}
    named: dict[str, dict[tuple[str, str], str]] = {}
    exec(TAKEN_OVER.partition("IDS = ")[1] + TAKEN_OVER.partition("IDS = ")[2].partition("\n\n\n")[0], named)  # noqa: S102
    assert named["IDS"].keys() <= there
