"""The command `private-api-guard`: the pack's folder, in a checkout and in environments, and as an archive."""

import shutil
import tarfile
from pathlib import Path

import pytest

from private_api_guard import folder as module
from tests.policies.conftest import PACK


class _File:
    """A file of an installed distribution, as `importlib.metadata` tells of it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.locate = lambda: path


def installed(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pack's folder as its wheel puts it into an environment, with the code somewhere else."""
    share = home / "share" / "private-api-guard"
    share.mkdir(parents=True)
    for file in PACK.iterdir():
        if file.is_file():
            shutil.copyfile(file, share / file.name)
    text = (PACK / "PulumiPolicy.yaml").read_text("utf-8").replace("virtualenv: venv", "virtualenv: ../..")
    (share / "PulumiPolicy.yaml").write_text(text, "utf-8")
    code = home / "lib" / "private_api_guard"
    code.mkdir(parents=True)
    (code / "folder.py").touch()
    monkeypatch.setattr(module, "__file__", str(code / "folder.py"))
    monkeypatch.setattr(module, "files", lambda _: [_File(code / "folder.py"), _File(share / "PulumiPolicy.yaml")])
    return share


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        module.main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_in_a_checkout_it_is_the_folder_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("path") == 0
    assert capsys.readouterr().out == f"{PACK}\n"


@pytest.mark.parametrize("python", ["bin/python", "Scripts/python.exe"])
def test_in_an_environment_it_is_where_the_wheel_put_it(
    python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share = installed(tmp_path, monkeypatch)
    assert status("path") == 1
    assert f"{tmp_path} is no virtual environment" in capsys.readouterr().err
    (tmp_path / python).parent.mkdir()
    (tmp_path / python).touch()
    assert status("path") == 0
    assert capsys.readouterr().out == f"{share}\n"


def test_what_is_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(tmp_path, monkeypatch)
    monkeypatch.setattr(module, "files", lambda _: None)
    assert status("path") == 1
    assert capsys.readouterr().err == (
        "error: PulumiPolicy.yaml is not there. Remedy: install private-api-guard again.\n"
    )


def test_the_archive_of_a_wheel_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its description names an environment of its own, which is what `pulumi policy publish` makes."""
    installed(tmp_path / "home", monkeypatch)
    assert status("archive", str(tmp_path / "pack.tar.gz")) == 0
    with tarfile.open(tmp_path / "pack.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    (alone,) = tmp_path.glob("private-api-guard-*")
    assert (alone / "PulumiPolicy.yaml").read_text("utf-8") == (PACK / "PulumiPolicy.yaml").read_text("utf-8")


def test_the_archive_is_of_the_moment_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    module.archive(tmp_path / "pack.tar.gz")
    with tarfile.open(tmp_path / "pack.tar.gz") as archive:
        assert {(entry.mtime, entry.uid, entry.uname, entry.mode) for entry in archive} == {(1700000000, 0, "", 0o644)}


def test_an_archive_that_can_not_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").mkdir()
    for file in ("there", "missing/pack.tar.gz"):
        assert status("archive", str(tmp_path / file)) == 1
        assert f"error: {tmp_path / file} can not be written: " in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
