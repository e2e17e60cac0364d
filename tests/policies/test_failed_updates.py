"""Stacks that an update left half made: some values are known and some are not, and the verdict stays the same."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.stacks import PREVIEW

FLAG = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
FAULTS = {
    "usage-plan-key/no-key-in-plan": lambda stack: stack.drop("partner-gold"),
    "privatelink-enforcement/unset": lambda stack: stack.change("edge", **{FLAG: None}),
    "target-sources/no-ingress-for-requests": lambda stack: stack.drop("app-from-edge", "app-from-vpc"),
    "target-sources/no-egress-for-requests": lambda stack: stack.change("edge-sg", egress=None),
}


@pytest.mark.parametrize("made", range(0, len(fargate_behind_nlb().definitions) + 1, 3))
def test_a_sound_stack_stays_sound(judge, made):
    assert everything(judge(fargate_behind_nlb(), PREVIEW, made=made)) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stays_found(judge, fault):
    stack = FAULTS[fault](fargate_behind_nlb())
    for made in range(0, len(stack.definitions) + 1, 4):
        verdict = judge(stack, PREVIEW, made=made)
        assert {name for name, _ in mandatory(verdict)} == {fault}, f"{made} resources made"
        assert undecided(verdict) == set()
