"""No path is drawn open over what was found on it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pytest

from preflight.protocol.resource import Resource
from private_api_guard.drawing import Path, draw
from private_api_guard.faults import LEVELS, MANDATORY
from private_api_guard.model.verdict import State
from tests.captures import REAL_PLANS, capture_resources, read_capture
from tests.drawn import one_in
from tests.policies.contracts import Contract, contracts
from tests.policies.in_process import judged
from tests.policies.stacks import PREVIEW, UPDATE

if TYPE_CHECKING:
    from private_api_guard.faults.fault import Finding


def _on(path: Path) -> set[str]:
    """What stands on a path."""
    return {subject for step in path.steps for subject in step.stop.subjects}


def _open_over_findings(resources: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """Findings that block, with the paths on which they stand and that are drawn open all the same."""
    judgement = judged(resources)
    blocking: list[Finding] = [
        each for each in judgement.findings if LEVELS[each.policy] == MANDATORY and not each.undecided
    ]
    for path in draw(judgement.model, judgement.judge):
        if {path.state("request"), path.state("health")} == {State.OPEN}:
            for each in blocking:
                if each.subjects & _on(path):
                    yield each.fault.id, path.routes[0].name


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("contract", "operation"),
    [
        *((contract, PREVIEW) for contract in contracts()),
        *((contract, UPDATE) for contract in contracts()[:: one_in(5)]),
    ],
    ids=lambda each: getattr(each, "fault", each),
)
def test_contracts(contract: Contract, operation: str):
    _, broken = contract.twins()
    assert list(_open_over_findings(broken.build(operation))) == []


_CAPTURES = sorted(str(each.relative_to(REAL_PLANS).with_suffix("")) for each in REAL_PLANS.glob("*/*.json"))


@pytest.mark.parametrize("name", _CAPTURES)
def test_captured_stacks(name: str):
    assert list(_open_over_findings(capture_resources(read_capture(name)))) == []
