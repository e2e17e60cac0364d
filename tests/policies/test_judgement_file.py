"""The file that `PRIVATE_API_REPORT` names: whole, with the usual mode, and never a reason not to judge."""

import json
import os
import stat

import pytest

from private_api_guard.judgement_file import JudgementFile
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged


@pytest.fixture(scope="module")
def file() -> JudgementFile:
    return JudgementFile(judged(fargate_behind_nlb().build()))


@pytest.fixture
def written(file, monkeypatch):
    """Writes the judgement where a path says."""

    def write(path) -> None:
        monkeypatch.setenv("PRIVATE_API_REPORT", str(path))
        file.write()

    return write


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_it_has_the_mode_of_any_new_file(written, tmp_path, mask):
    before = os.umask(mask)
    try:
        written(tmp_path / "report.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.json").stat().st_mode) == 0o666 & ~mask
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["pack"] == "private-api"


def test_links_are_followed(written, tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    written(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text("utf-8"))["version"] == 1


def test_a_fifo_that_nobody_reads_is_one_warning(written, tmp_path, capsys):
    os.mkfifo(tmp_path / "fifo")
    written(tmp_path / "fifo")
    assert capsys.readouterr().err.startswith("warning: the judgement is not in ")


@pytest.mark.parametrize("where", ["missing/report.json", ".", "x" * 300])
def test_a_place_that_can_not_be_written_is_one_warning(written, tmp_path, capsys, where):
    before = sorted(tmp_path.iterdir())
    written(tmp_path / where)
    told = capsys.readouterr().err
    assert told.startswith("warning: the judgement is not in ")
    assert "PRIVATE_API_REPORT" in told
    assert told.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_an_earlier_file_stays_where_the_new_one_can_not_be_written(written, tmp_path, monkeypatch, capsys):
    target = tmp_path / "report.json"
    target.write_text("before", "utf-8")
    monkeypatch.setattr("pathlib.Path.replace", _full)
    written(target)
    assert target.read_text("utf-8") == "before"
    assert "No space left" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")
