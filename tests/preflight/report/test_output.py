"""Where a report goes, and how wide it is there."""

from pathlib import Path

import pytest

from preflight.report.formats.text import to_text
from preflight.report.output import write
from preflight.report.told import told
from tests.preflight.report.paths import path, report
from tests.preflight.report.reports import blocked


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("300", 110), ("", 110), ("many", 110), ("1", 1)])
def test_text_in_a_pipe_is_as_wide_as_columns_says_and_not_too_wide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    write(blocked(), "text", None)
    assert capsys.readouterr().out == to_text(told(blocked()), width=width)


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_paths_are_drawn_whole_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    drawn = report(path("shop", "items"))
    for asked in (False, True):
        file = tmp_path / f"{format_}-{asked}"
        write(drawn, format_, file, paths=asked)
        write(drawn, format_, None, paths=asked)
        assert ("items-listener" in file.read_text(encoding="utf-8")) is (asked or format_ != "text")
        assert ("items-listener" in capsys.readouterr().out) is (asked or format_ != "text")
