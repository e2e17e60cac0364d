"""How many cases tests draw: few, and the same in every run; with SOAK=30, thirty times as many new ones.

Every such test takes its number from here, or, where it names none, hypothesis's own of 100 from the profile.
"""

import os
import random
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

_SOAKING = "SOAK" in os.environ
_TIMES = int(os.environ.get("SOAK", "1"))

# How long an example takes, or is looked for, depends on what else the machine does. What fails in new cases is
# printed so that it can be drawn again.
PROFILE = settings(
    max_examples=100 * _TIMES,
    deadline=None,
    derandomize=not _SOAKING,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


T = TypeVar("T")


class Unprinted(list[T]):
    """Things that a test draws, and that are too many to be printed where it fails."""

    def __repr__(self) -> str:
        return f"{len(self)} of them"


def cases(number: int) -> settings:
    """So many cases of a property in `make test`: a decorator beside `given`."""
    return settings(PROFILE, max_examples=number * _TIMES)


def seeds(number: int) -> list[int]:
    """So many seeds in `make test`, for what is drawn without hypothesis."""
    return random.sample(range(10**6), number * _TIMES) if _SOAKING else list(range(number))


def one_in(number: int) -> int:
    """The step by which to go through what is too much for `make test`: one in so many there, up to all of them."""
    return max(1, number // _TIMES)


def soaked(test: Callable[..., Any]) -> Callable[..., Any]:
    """A test that takes too long for `make test`: `make soak` alone runs it."""
    return pytest.mark.drawn(pytest.mark.skipif(not _SOAKING, reason="`make soak` runs it")(test))


SOAKED = (pytest.mark.drawn, pytest.mark.skipif(not _SOAKING, reason="`make soak` runs it"))
"""The same for one row of a table of tests."""
