"""The audit of what exported states say is deployed."""

from pathlib import Path

import pytest

from preflight.analysis import PackChoice
from preflight.audit import audit_states, unaudited
from tests.captures import REAL_ENGINE
from tests.preflight.watcher import WATCHER, configured

STATE = REAL_ENGINE / "state.json"


def test_states_are_judged_one_by_one_and_reported_together(tmp_path: Path) -> None:
    other = tmp_path / "prod.json"
    other.write_text(STATE.read_text().replace("urn:pulumi:dev::", "urn:pulumi:prod::"))
    report = audit_states([STATE, other], [configured(tmp_path, '{"count": {"limit": 3}}')])
    assert (report.project, report.stack, report.operation) == ("chain", "dev, prod", "audit")
    assert len(report.resources) == 58
    assert [finding.fault for finding in report.findings] == ["count/too-many", "count/too-many"]
    assert report.outcome == "blocked"
    single = audit_states([STATE], [PackChoice(WATCHER)])
    assert (single.stack, single.outcome) == ("dev", "clean")


def test_an_audit_that_came_to_nothing_tells_what_it_was_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(STATE.parent)
    missing = tmp_path / "nothing.json"
    for files in ([STATE], [missing, STATE]):
        report = unaudited(files)
        assert (report.project, report.stack, report.operation) == ("chain", "dev", "audit")
        assert report.file == "tests/fixtures/real-engine/state.json"
    assert unaudited([missing]).file == str(missing)
