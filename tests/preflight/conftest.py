"""A program in a repository of its own, which several tests change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preflight.change.test_against import PROGRAM, git


@pytest.fixture
def infra(tmp_path: Path) -> Iterator[Path]:
    """A program in a sub-folder of a repository, whose two things are committed; a hook that must not run."""
    repository = tmp_path / "our repository"
    infra = repository / "cloud infra"
    infra.mkdir(parents=True)
    (infra / "Pulumi.yaml").write_text("name: things\nruntime: python\n")
    (infra / "Pulumi.dev.yaml").write_text("config: {}\n")
    (infra / "__main__.py").write_text(PROGRAM)
    (infra / "requirements.txt").write_text("pulumi\n")
    (infra / "names.json").write_text('["a", "forbidden"]')
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(repository))
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "things")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/hooked'\n")
    hook.chmod(0o755)
    yield infra
    assert git(repository, "worktree", "list").count("\n") == 1
    assert not (tmp_path / "hooked").exists()
