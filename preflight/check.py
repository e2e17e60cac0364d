"""A whole check: the program runs while its packs start, then each pack is asked about what was registered."""

import time
from collections.abc import Callable, Sequence

from preflight.analysis import PackChoice, analyze_side_by_side, starting
from preflight.engine.engine import Message
from preflight.engine.simulation import simulate
from preflight.program.program import Run, record
from preflight.report.report import Report, of_diagnostics


def check(
    run: Run,
    choices: Sequence[PackChoice],
    *,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """Run a program, ask packs about it, and report. Raises `PreflightError`."""
    begun = time.monotonic()
    for choice in choices:
        choice.settings()  # a file that can not be read is known at once, not after the program ran
    with starting(choices, run.identity) as packs:
        on_step(f"Running {run.project.name}, stack {run.identity.stack}")
        registrations = record(run, on_message=on_message)
        ran = time.monotonic()
        resources = simulate(run.identity, registrations)
        on_step("Starting the policy packs")
        running = packs()
        on_step(f"Judging {len(resources)} resources")
        diagnostics = analyze_side_by_side(resources, choices, running, on_message)
    return of_diagnostics(
        diagnostics,
        resources,
        project=run.project.name,
        stack=run.identity.stack,
        operation="preview" if run.identity.preview else "update",
        seconds={"program": ran - begun, "total": time.monotonic() - begun},
    )
