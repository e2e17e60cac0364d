"""What a check is told of what is deployed."""

from pathlib import Path

import pytest

from preflight.change.deployed import NOTHING, Deployed
from preflight.engine.over import NEW
from preflight.errors import ReportError, UsageError
from preflight.program.program import prepare
from tests.captures import REAL_ENGINE
from tests.recorded import CHAIN

STATE = REAL_ENGINE / "state.json"


def test_where_nothing_is_told_the_stack_is_new() -> None:
    assert NOTHING.over(prepare(CHAIN, "dev")) == NEW


def test_a_state_is_known_by_its_file_and_paths_are_those_of_the_program() -> None:
    over = Deployed(STATE, targets=("a",)).over(prepare(CHAIN, "dev"))
    assert over.state is not None
    assert (over.name, over.folder, over.targets) == ("tests/fixtures/real-engine/state.json", CHAIN, ("a",))


def test_the_state_of_another_stack_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "state.json"
    for old, new, said in (
        ("urn:pulumi:dev::", "urn:pulumi:prod::", "it is the state of chain prod, and not of chain dev"),
        ("::chain::", "::shop::", "it is the state of shop dev, and not of chain dev"),
    ):
        other.write_text(STATE.read_text().replace(old, new))
        with pytest.raises(ReportError, match=said) as refused:
            Deployed(other).over(prepare(CHAIN, "dev"))
        assert "pulumi stack export --stack dev" in refused.value.remedy


def test_there_is_nothing_to_refresh_without_a_state() -> None:
    with pytest.raises(UsageError, match="--refresh without --state"):
        Deployed(refresh=True).over(prepare(CHAIN, "dev"))
