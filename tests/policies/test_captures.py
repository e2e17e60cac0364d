"""What the real provider and the real engine send, through the pack's process."""

from pathlib import Path

import pytest

from tests.captures import REAL_ENGINE, judge_capture
from tests.policies.conftest import PACK
from tests.policies.findings import everything, mandatory, undecided
from tests.replay import replay

NO_KEY = ("usage-plan-key/no-key-in-plan", "plan")


@pytest.mark.parametrize("name", ["preview/sound_nlb", "update/sound_nlb"])
def test_a_sound_plan_has_no_finding_at_all(name):
    assert everything(judge_capture(name, PACK)) == set()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("preview/F01_no_usage_plan_key", ("usage-plan-key/no-key-in-plan", "plan-usage-plan")),
        ("preview/F02b_privatelink_unset", ("privatelink-enforcement/unset", "nlb-load-balancer")),
        ("preview/F03_no_ingress_from_nlb", ("target-sources/no-ingress-for-requests", "task-security-group")),
        ("update/F03_no_ingress_from_nlb", ("target-sources/no-ingress-for-requests", "task-security-group")),
    ],
)
def test_a_fault_is_found_once_at_its_resource(name, found):
    verdict = judge_capture(name, PACK)
    assert mandatory(verdict) == {found}
    assert undecided(verdict) == set()


@pytest.mark.parametrize("name", ["preview-after-removal", "preview-after-removal-with-refresh"])
def test_a_key_link_that_the_program_no_longer_makes(name):
    assert NO_KEY in mandatory(replay(_transcript(name), PACK))


@pytest.mark.parametrize("name", ["first-preview", "preview-unchanged", "update"])
def test_a_key_link_that_is_there(name):
    verdict = replay(_transcript(name), PACK)
    assert not {fault for fault, _ in mandatory(verdict) if fault.startswith("usage-plan-key/")}
    assert not verdict.aborted


def test_resources_that_a_target_leaves_out_are_not_taken_for_empty():
    verdict = replay(_transcript("preview-of-targets"), PACK)
    assert mandatory(verdict) == set()
    assert not verdict.aborted


def _transcript(name: str) -> Path:
    return REAL_ENGINE / f"{name}.jsonl"
