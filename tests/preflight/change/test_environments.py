"""What today's program has installed is there for another revision, and nothing of it stays."""

import os
from pathlib import Path

import pytest

from preflight.change.environments import environments_of_today
from preflight.program.project import read_project


def repository(tmp_path: Path, runtime: str) -> tuple[Path, Path]:
    """A repository with a program below `infra`, and the work tree of another revision of it."""
    for name in ("shop", "then"):
        (tmp_path / name / "infra").mkdir(parents=True)
        (tmp_path / name / "infra" / "Pulumi.yaml").write_text(f"name: shop\nruntime: {runtime}\n")
    (tmp_path / "shop" / ".git").mkdir()
    return tmp_path / "shop", tmp_path / "then"


def content(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_virtual_environment_is_linked(tmp_path: Path) -> None:
    top, tree = repository(tmp_path, "{name: python, options: {virtualenv: venv}}")
    (top / "infra" / "venv" / "bin").mkdir(parents=True)
    (top / "infra" / "venv" / "bin" / "python").write_text("")
    (top / "infra" / "venv" / "lib").mkdir()
    (top / "infra" / "venv" / "lib64").symlink_to("lib")  # as `python -m venv` makes it
    before = content(tree)
    with environments_of_today(read_project(top / "infra"), tree):
        assert (tree / "infra" / "venv").resolve() == top / "infra" / "venv"
    assert content(tree) == before


def test_node_modules_are_linked_and_packages_of_the_repository_are_those_of_then(tmp_path: Path) -> None:
    top, tree = repository(tmp_path, "nodejs")
    for name in ("node_modules/@pulumi/pulumi", "node_modules/left", "infra/node_modules/mine", "tools/node_modules/a"):
        (top / name).mkdir(parents=True)
    (top / "node_modules" / "@acme").mkdir()
    for folder in (top, tree):
        (folder / "packages" / "net").mkdir(parents=True)
    (top / "packages" / "new").mkdir()
    for name in ("net", "new"):
        (top / "node_modules" / "@acme" / name).symlink_to(f"../../packages/{name}", target_is_directory=True)
    before = content(tree)
    with environments_of_today(read_project(top / "infra"), tree):
        modules = tree / "node_modules"
        assert (modules / "@pulumi" / "pulumi").resolve() == top / "node_modules" / "@pulumi" / "pulumi"
        assert (modules / "left").resolve() == top / "node_modules" / "left"
        assert (modules / "@acme" / "net").resolve() == tree / "packages" / "net"
        assert not os.path.lexists(modules / "@acme" / "new")  # it was not there then
        assert (tree / "infra" / "node_modules").resolve() == top / "infra" / "node_modules"
        assert not (tree / "tools").exists()
    assert content(tree) == before
    assert (top / "node_modules" / "left").is_dir()


@pytest.mark.parametrize("runtime", ["go", "yaml"])
def test_what_is_kept_elsewhere_needs_nothing(tmp_path: Path, runtime: str) -> None:
    top, tree = repository(tmp_path, runtime)
    (top / "node_modules").mkdir()
    before = content(tree)
    with environments_of_today(read_project(top / "infra"), tree):
        assert content(tree) == before
