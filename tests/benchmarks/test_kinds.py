"""Judging costs as much for each further resource of a type as for those before it."""

import pytest

from benchmarks.kinds import TIMES, growth, stacks, steps
from tests.drawn import one_in


@pytest.mark.drawn
@pytest.mark.parametrize("token", sorted(stacks())[:: one_in(3)])
def test_four_times_as_many_resources_of_a_type_take_no_more_than_four_times_as_many_steps(token: str):
    assert 1 < growth(token, 10, steps).ratio < TIMES * 1.02
