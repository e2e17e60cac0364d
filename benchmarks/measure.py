"""Measures packs as processes: what each costs from its start to the end of AnalyzeStack, and peak memory.

The figure is processor time of the pack's process, all threads together: beside other work on the machine it varies by
a few per cent where wall time varies by half, and what is loaded with the first call counts as much as what is loaded
at the start. Waiting is left out, of which a pack does none but for the engine.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.packs.pack import Pack
from preflight.packs.pack_config import merged
from preflight.protocol.resource import Resource, stack_request
from preflight.protocol.stack_identity import StackIdentity


@dataclass(frozen=True)
class Sample:
    """One process: seconds of processor time until it served, for each resource's calls, for AnalyzeStack; peak MiB."""

    start: float
    resources: float
    stack: float
    memory: float

    @property
    def whole(self) -> float:
        """All that the process used until AnalyzeStack answered."""
        return self.start + self.resources + self.stack


def measured(packs: Sequence[Path], resources: Sequence[Resource]) -> list[Sample]:
    """One sample of each pack, in new processes. The calls of one come between those of the others: all see one noise.

    As with the engine, each resource is shown to Remediate and Analyze before AnalyzeStack gets them all, once.
    """
    started: list[Pack] = []
    try:
        for folder in packs:
            started.append(Pack.start(folder, StackIdentity("benchmark", "dev")))
            _configure(started[-1])
        starts = [_processor_time(pack.pid) for pack in started]
        for resource in resources:
            for pack in started:
                pack.remediate(resource.remediate_request())
                pack.analyze(resource.analyze_request())
        shown = [_processor_time(pack.pid) for pack in started]
        request = stack_request(resources)
        for pack in started:
            pack.analyze_stack(request)
        return [
            Sample(start, shown_by - start, _processor_time(pack.pid) - shown_by, _peak(pack.pid))
            for pack, start, shown_by in zip(started, starts, shown, strict=True)
        ]
    finally:
        for pack in started:
            pack.close()


def _configure(pack: Pack) -> None:
    pack.configure(merged(pack.policies, pack.initial_settings, {}))


def _processor_time(process: int) -> float:
    """Seconds of processor time of another process: its clock on Linux, as `clock_getcpuclockid` names it."""
    return time.clock_gettime((~process << 3) | 2)


def _peak(process: int) -> float:
    """The most memory that a process ever held, in MiB, as Linux tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
