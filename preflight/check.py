"""A whole check: the program runs while its packs start, then each pack is asked about what was registered."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

from preflight.analysis import PackChoice, analyze_side_by_side, named, starting
from preflight.engine.engine import Message
from preflight.engine.simulation import simulate
from preflight.errors import PreflightError
from preflight.files import absolute
from preflight.packs.pack import Pack
from preflight.processes import process
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.program.origins import led_to_settings
from preflight.program.program import Run, record
from preflight.program.project import read_project
from preflight.protocol.registration import Registrations
from preflight.report.operations import both
from preflight.report.report import Report, of_diagnostics

# Messages: a program may print without end.
_REMEMBERED = 100_000


def check(
    runs: Sequence[Run],
    choices: Sequence[PackChoice],
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """Run a program, ask packs about it, and report: on its preview, on its simulated update, or on both.

    The program runs once for each of `runs`, the preview first; the packs start once. `timeout` is for each run,
    the start of a pack and each of its answers, in seconds. Raises `PreflightError`.
    """
    return check_apart(runs, [choices], timeout=timeout, on_step=on_step, on_message=on_message)[0]


def check_apart(
    runs: Sequence[Run],
    sides: Sequence[Sequence[PackChoice]],
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> list[Report]:
    """A `check` whose program is judged by several sides that know nothing of each other: a report of each."""
    begun = time.monotonic()
    once = _once(on_message)
    identity = runs[0].identity
    choices = [choice for side in sides for choice in side]
    for choice in choices:
        _ = choice.settings  # a file that can not be read is known at once, not after the program ran
    reports: list[list[Report]] = [[] for _ in sides]
    with starting(choices, identity, timeout) as packs:
        on_step(f"Running {identity.project}, stack {identity.stack}")
        recorded = _recorded(runs, once, timeout)
        ran = time.monotonic()
        on_step(f"Starting {named(choices)}")
        waiting = iter(packs())
        running = [[*islice(waiting, len(side))] for side in sides]
        for run, registrations in zip(runs, recorded, strict=True):
            on_step(f"Judging {len(registrations)} resources with {named(choices)}")
            for side, mine, found in zip(sides, running, reports, strict=True):
                found.append(judged(run, registrations, side, mine, on_message=once))
    seconds = {"program": ran - begun, "total": time.monotonic() - begun}
    return [replace(both(*found), seconds=seconds) for found in reports]


def judged(
    run: Run,
    registrations: Registrations,
    choices: Sequence[PackChoice],
    packs: Sequence[Pack],
    *,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """The report on what a run registered; `packs` were started for `choices`. Raises `PreflightError`."""
    identity = run.identity
    resources = led_to_settings(simulate(identity, registrations), run.config.place)
    report = of_diagnostics(
        analyze_side_by_side(resources, choices, packs, identity, on_message),
        resources,
        project=identity.project,
        stack=identity.stack,
        operation=identity.operation,
        file=run.config.document.name if run.config.document else "",
    )
    return replace(report, sources=registrations.sources)


def unjudged(program: Path, stack: str, config_file: Path | None, operation: str) -> Report:
    """The report of a check that came to nothing: what can be known of project and stack."""
    try:
        project = read_project(program)
    except PreflightError:
        return Report(absolute(program).name, stack, operation)
    name = stack.rpartition("/")[2] or (project.stacks[0] if len(project.stacks) == 1 else "")
    file = config_file or project.stack_file(name)
    return Report(project.name, name, operation, file=project.named(file if file.is_file() else project.file))


def _recorded(runs: Sequence[Run], on_message: Callable[[Message], None], timeout: float) -> list[Registrations]:
    """What the program registers in each run. They go on at the same time, each in a process of its own."""
    with ThreadPoolExecutor(len(runs)) as threads:
        begun = [threads.submit(record, run, on_message=on_message, timeout=timeout) for run in runs]
        try:
            return [each.result() for each in begun]
        except BaseException as error:
            process.stop_all()
            if isinstance(error, PreflightError) and begun[0].done() and not begun[0].exception():
                error.message = f"in the simulated update, {error.message}"
                error.remedy = error.remedy or "--preview judges the preview alone."
            raise


def _once(on_message: Callable[[Message], None]) -> Callable[[Message], None]:
    """Passes each message on once, as both runs of a program say the same; what was long ago may be told again."""
    told: OrderedDict[int, None] = OrderedDict()  # of a dict, what is left after the first ones is slow to find
    lock = threading.Lock()

    def passed(message: Message) -> None:
        said = hash(message)
        with lock:
            new = said not in told
            told[said] = None
            if len(told) > _REMEMBERED:
                told.popitem(last=False)
        if new:
            on_message(message)

    return passed
