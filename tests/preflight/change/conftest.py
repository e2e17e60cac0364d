"""A project with three stacks."""

from pathlib import Path

import pytest

from preflight.program.project import read_project


@pytest.fixture
def project(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: things\nruntime: python\n")
    for name in ("dev", "prod-eu", "prod-us"):
        (folder / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    return read_project(folder)
