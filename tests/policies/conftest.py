"""The pack's real process, one for all tests of a worker, and what it says of a stack."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import merged
from preflight.protocol.resource import Resource, stack_request
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.stacks import PREVIEW, Stack

PACK = Path(__file__).parent.parent.parent / "policies"

Judge = Callable[..., Diagnostics]


class Process:
    """A pack's process that is asked about many stacks.

    What the pack remembers of a resource's inputs counts until it is shown others, so that only those are shown again
    that changed since the last stack of the same name: most of what one test judges the test before it judged as well.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._shown: dict[str, Resource] = {}

    def forget(self) -> None:
        """Show everything again next time."""
        self._shown.clear()

    def judge(self, resources: list[Resource], settings: dict[str, Any] | None = None) -> Diagnostics:
        """What the pack says of a stack."""
        self.pack.diagnostics = Diagnostics()
        self.pack.configure(merged(self.pack.policies, self.pack.initial_settings, settings or {}))
        for resource in resources:
            shown = self._shown.get(resource.urn)
            if shown is None or shown.inputs != resource.inputs:
                self.pack.analyze(resource.analyze_request())
                self._shown[resource.urn] = resource
        self.pack.analyze_stack(stack_request(sorted(resources, key=lambda each: each.urn[::-1])))
        return self.pack.diagnostics


@pytest.fixture(scope="session")
def process() -> Iterator[Process]:
    """The process that `judge` asks."""
    with Pack.start(PACK, StackIdentity("elsewhere", "dev")) as started:
        yield Process(started)


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    """A process of a module's own, for what is sent call by call."""
    with Pack.start(PACK, StackIdentity("elsewhere", "dev")) as started:
        yield started


@pytest.fixture
def judge(process: Process) -> Judge:
    """Judges a stack: `judge(stack, operation, settings)`. Previews and updates have stacks of their own."""

    def ask(stack: Stack, operation: str = PREVIEW, settings: dict | None = None, made: int = 0) -> Diagnostics:
        named = replace(stack, stack=f"{stack.stack}-{operation}")
        verdict = process.judge(named.build(operation, made), settings)
        assert not verdict.aborted, verdict.aborted
        return verdict

    return ask
