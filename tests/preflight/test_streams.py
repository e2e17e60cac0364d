"""Standard streams that are closed, full or not read: the exit status stays the verdict's."""

import sys
from pathlib import Path

import pytest

from tests.drawn import one_in
from tests.robustness.answer import problems
from tests.robustness.rows import places, signals, streams

# Rows that need no program and no pack, and take a second.
QUICK = {
    name: row
    for name, row in {**streams.ROWS, **places.ROWS}.items()
    if " check " not in row.line
    and name not in {"output-to-a-device", "output-to-a-full-device", "output-to-a-full-disk"}
}


@pytest.mark.skipif(sys.platform != "linux", reason="rows use /dev/full and /proc")
@pytest.mark.drawn
@pytest.mark.parametrize("name", sorted(QUICK)[:: one_in(2)])
def test_a_row_gets_its_answer(tmp_path: Path, name: str) -> None:
    assert problems(QUICK[name], tmp_path) == []


@pytest.mark.parametrize("name", ["TERM-after-0.5-s", "INT-after-0.5-s"])
def test_an_interrupt_while_modules_are_imported_is_told_like_any_other(tmp_path: Path, name: str) -> None:
    assert problems(signals.ROWS[name], tmp_path) == []
