"""A whole check: program, engine, pack and report."""

from pathlib import Path

from preflight.check import check
from preflight.program.program import prepare
from tests.preflight.watcher import configured
from tests.recorded import CHAIN


def test_a_whole_check_warns_of_policies_that_do_not_exist(tmp_path: Path) -> None:
    messages: list = []
    steps: list[str] = []
    report = check(
        prepare(CHAIN, "dev"),
        [configured(tmp_path, '{"cuont": "mandatory"}')],
        on_step=steps.append,
        on_message=messages.append,
    )
    assert report.outcome == "clean"
    assert [message.text for message in messages] == [
        "policy pack watcher has no policy 'cuont', which its configuration sets"
    ]
    assert steps[0] == "Running chain, stack dev"
    assert {entry.position for entry in report.resources} > {"", "__main__.py:13"}
