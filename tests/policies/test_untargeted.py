"""Resources that `--target` leaves out: the engine sends nothing of them but what feeds them."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory
from tests.policies.link_stacks import alb_behind_nlb, http_to_alb, rest_to_alb
from tests.policies.private_stacks import named
from tests.policies.stacks import PREVIEW
from tests.policies.start_stacks import authorizer

_MADE = {
    "nlb": fargate_behind_nlb, "alb": rest_to_alb, "http": http_to_alb, "inner alb": alb_behind_nlb, "private": named,
    "authorizer": authorizer,
}  # fmt: skip


@pytest.mark.parametrize("name", _MADE)
def test_no_resource_is_blamed_for_what_the_engine_does_not_say(judge, name):
    stack = _MADE[name]()
    for label in stack.definitions:
        verdict = judge(stack.leave_out(label), PREVIEW)
        assert mandatory(verdict) == set(), label
        assert {violation.policy for violation in verdict.violations} <= {"undecided"}, label


def test_a_load_balancer_that_is_left_out_is_of_no_type(judge):
    verdict = judge(fargate_behind_nlb().leave_out("edge"), PREVIEW)
    assert {violation.policy for violation in verdict.violations} <= {"undecided"}
