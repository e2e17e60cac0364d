"""A git revision in a folder of its own."""

from pathlib import Path

import pytest

from preflight.change import revision
from preflight.change.revision import checked_out
from preflight.errors import UsageError


def test_a_folder_without_git_has_no_revisions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not read .*: not a git repository"), checked_out("main", tmp_path):
        pass


def test_a_repository_of_another_user_is_told_as_that(infra: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "_GIT", ("env", "GIT_TEST_ASSUME_DIFFERENT_OWNER=1", "git"))
    with pytest.raises(UsageError, match="whose files another user owns") as error, checked_out("main", infra.parent):
        pass
    assert f"safe.directory '{infra.parent}'" in error.value.remedy


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="there is no git on this machine"), checked_out("main", tmp_path):
        pass
