"""Measures packs as processes: start, the calls that the engine makes, and peak memory."""

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
    """One process: seconds until it served, seconds of each resource's Analyze, of each AnalyzeStack; peak in MiB."""

    start: float
    analyze: float
    stack: tuple[float, ...]
    memory: float


def measured(packs: Sequence[Path], resources: Sequence[Resource], calls: int) -> list[Sample]:
    """One sample of each pack. The calls of one pack come between those of the others, so that all see the same noise.

    As with the engine, each process is new, and each resource is shown to Analyze before AnalyzeStack gets them all.
    """
    started = [_start(pack) for pack in packs]
    try:
        analyzed = [_analyze(pack, resources) for pack, _ in started]
        request = stack_request(resources)
        times: list[list[float]] = [[] for _ in started]
        for _ in range(calls):
            for (pack, _), mine in zip(started, times, strict=True):
                before = time.perf_counter()
                pack.analyze_stack(request)
                mine.append(time.perf_counter() - before)
        return [
            Sample(start, analyze, tuple(mine), _peak(pack.pid))
            for (pack, start), analyze, mine in zip(started, analyzed, times, strict=True)
        ]
    finally:
        for pack, _ in started:
            pack.close()


def _start(folder: Path) -> tuple[Pack, float]:
    before = time.perf_counter()
    pack = Pack.start(folder, StackIdentity("benchmark", "dev"))
    return pack, time.perf_counter() - before


def _analyze(pack: Pack, resources: Sequence[Resource]) -> float:
    pack.configure(merged(pack.policies, pack.initial_settings, {}))
    before = time.perf_counter()
    for resource in resources:
        pack.remediate(resource.remediate_request())
        pack.analyze(resource.analyze_request())
    return (time.perf_counter() - before) / len(resources)


def _peak(process: int) -> float:
    """The most memory that a process ever held, in MiB, as Linux tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
