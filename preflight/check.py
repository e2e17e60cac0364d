"""A whole check: the program runs while its packs start, then each pack judges what was registered."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from preflight.engine.engine import Message
from preflight.engine.simulation import simulate
from preflight.judge import judge_resources
from preflight.packs.pack import Pack, StackIdentity
from preflight.packs.pack_config import PolicySettings, read, unknown_policies
from preflight.packs.verdict import Verdict
from preflight.processes import process
from preflight.program.program import Run, record
from preflight.protocol.registration import Registrations
from preflight.protocol.resource import Resource
from preflight.report.report import Report, of_verdict


@dataclass(frozen=True)
class PackChoice:
    """A pack to ask: its folder, and its configuration file if there is one."""

    folder: Path
    config: Path | None = None

    def settings(self) -> dict[str, PolicySettings]:
        """What the configuration file says. Raises `PackConfigError`."""
        return read(self.config) if self.config else {}


@dataclass(frozen=True)
class Judgment:
    """Resources as packs saw them, and what the packs said."""

    resources: list[Resource]
    verdict: Verdict
    packs: list[str]


def judge(registrations: Registrations, packs: Sequence[PackChoice | Path]) -> Judgment:
    """What packs say of registrations, as recorded or changed; the program is not run.

    Raises `ResourceError` where the engine would refuse a registration, `PackError` and `PackConfigError`.
    """
    resources = simulate(registrations.identity, registrations)
    choices = [PackChoice(pack) if isinstance(pack, Path) else pack for pack in packs]
    with _started(choices, registrations.identity) as started:
        return _judged(resources, choices, started(), lambda _: None)


def check(
    run: Run,
    packs: Sequence[PackChoice],
    *,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """Run a program, judge it with packs, and report. Raises `PreflightError`."""
    begun = time.monotonic()
    for choice in packs:
        choice.settings()  # a file that can not be read is known at once, not after the program ran
    with _started(packs, run.identity) as started:
        on_step(f"Running {run.project.name}, stack {run.identity.stack}")
        registrations = record(run, on_message=on_message)
        ran = time.monotonic()
        resources = simulate(run.identity, registrations)
        on_step("Starting the policy packs")
        processes = started()
        on_step(f"Judging {len(resources)} resources")
        judgment = _judged(resources, packs, processes, on_message)
    return of_verdict(
        judgment.verdict,
        judgment.resources,
        project=run.project.name,
        stack=run.identity.stack,
        operation="preview" if run.identity.preview else "update",
        packs=judgment.packs,
        seconds={"program": ran - begun, "total": time.monotonic() - begun},
    )


def judge_packs(
    resources: list[Resource],
    identity: StackIdentity,
    packs: Sequence[PackChoice],
    on_message: Callable[[Message], None] = lambda _: None,
) -> Judgment:
    """What packs say of resources, wherever those come from."""
    with _started(packs, identity) as started:
        return _judged(resources, packs, started(), on_message)


def _judged(
    resources: list[Resource],
    choices: Sequence[PackChoice],
    processes: Sequence[Pack],
    on_message: Callable[[Message], None],
) -> Judgment:
    verdict = Verdict()
    pairs = [(process, choice.settings()) for process, choice in zip(processes, choices, strict=True)]
    for pack, settings in pairs:
        for name in unknown_policies(pack.policies, settings):
            on_message(
                Message("warning", f"policy pack {pack.name} has no policy {name!r}, which its configuration sets")
            )
    with ThreadPoolExecutor() as threads:
        verdict.add(list(threads.map(lambda pair: judge_resources(resources, *pair), pairs)))
    return Judgment(resources, verdict, [process.name for process in processes])


@contextlib.contextmanager
def _started(choices: Sequence[PackChoice], identity: StackIdentity) -> Iterator[Callable[[], list[Pack]]]:
    """Starts packs at once and in parallel; yields a function that waits for them. Ends all of them."""
    with ThreadPoolExecutor(max_workers=max(1, len(choices))) as threads:
        starts = [threads.submit(Pack.start, choice.folder, identity) for choice in choices]
        try:
            yield lambda: [start.result() for start in starts]
        except BaseException:
            process.stop_all()  # also those that are still starting
            raise
        finally:
            for start in starts:
                with contextlib.suppress(Exception):
                    start.result().close()
