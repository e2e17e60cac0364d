"""The pack's real process, one for all tests of a worker, and what it says of a stack."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.judge import judge_resources
from preflight.pack import Pack, StackIdentity
from preflight.verdict import Verdict
from tests.policies.stacks import PREVIEW, Stack

PACK = Path(__file__).parent.parent.parent / "policies"

Judge = Callable[..., Verdict]


@pytest.fixture(scope="session")
def pack() -> Iterator[Pack]:
    """The process. Each stack that it judges has a name of its own, so that no URN comes twice."""
    with Pack.start(PACK, StackIdentity("elsewhere", "dev")) as process:
        yield process


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return itertools.count()


@pytest.fixture
def judge(pack: Pack, _numbers: Iterator[int]) -> Judge:
    """Judges a stack: `judge(stack, operation, settings)`."""

    def ask(stack: Stack, operation: str = PREVIEW, settings: dict | None = None, made: int = 0) -> Verdict:
        named = replace(stack, stack=f"{stack.stack}{next(_numbers)}")
        pack.verdict = Verdict()
        verdict = judge_resources(named.build(operation, made), pack, settings)
        assert not verdict.aborted, verdict.aborted
        return verdict

    return ask
