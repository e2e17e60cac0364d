"""The run that the README shows is a run."""

import re
import textwrap
from dataclasses import replace

from preflight.analysis import PackChoice
from preflight.check import check
from preflight.program.program import prepare
from preflight.report.formats.text import to_text
from tests.recorded import ROOT

_TIMES = re.compile(r" · [\d.]+ s \(program [\d.]+ s\)")


def test_the_run_of_the_readme_is_what_a_run_says() -> None:
    run = prepare(ROOT, "dev")
    report = check([run, run.updating()], [PackChoice(ROOT / "policies")])
    after = (ROOT / "README.md").read_text(encoding="utf-8").partition("This is a run of it:\n\n")[2]
    shown = textwrap.dedent(after.partition("\n\nBoth operations")[0])
    assert _TIMES.sub("", shown) == to_text(replace(report, seconds={}), paths=True).rstrip("\n")
