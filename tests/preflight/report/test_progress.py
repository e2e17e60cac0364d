"""What is waited for."""

import io

import pytest
from rich.console import Console

from preflight.report.progress import _InLog, _OnTerminal

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def test_a_log_gets_a_line_after_15_s_30_s_and_so_on(capsys: pytest.CaptureFixture[str]) -> None:
    telling = _InLog()
    telling.begin("Judging 3 resources")
    for seconds in range(61):
        telling.tell("Judging 3 resources", seconds)
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if line] == [
        f"note: Judging 3 resources takes {seconds} s so far" for seconds in (15, 30, 60)
    ]


def test_the_next_step_begins_anew(capsys: pytest.CaptureFixture[str]) -> None:
    telling = _InLog()
    telling.tell("one", 15)
    telling.begin("two")
    telling.tell("two", 15)
    assert capsys.readouterr().err.count("15 s so far") == 2


def test_a_terminal_gets_it_after_one_second_and_loses_it_at_the_end() -> None:
    written = io.StringIO()
    telling = _OnTerminal(Console(file=written, force_terminal=True, width=80))
    with telling:
        telling.tell("Judging [bold]3[/] resources", 0)
        assert written.getvalue() == ""
        telling.tell("Judging [bold]3[/] resources", 1)
        assert written.getvalue().startswith(HIDE_CURSOR)
        assert str(telling._status.status) == "Judging [bold]3[/] resources (1 s)"
    assert SHOW_CURSOR in written.getvalue()
