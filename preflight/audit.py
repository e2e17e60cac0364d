"""Judging what is deployed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from preflight.analysis import PackChoice, analyze_with, named
from preflight.engine.engine import Message
from preflight.engine.state import read_state
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.report import AS_OF_REFRESH, Report, merged, of_diagnostics
from preflight.repository import path_in, repository_of


def audit_states(
    files: Sequence[Path],
    choices: Sequence[PackChoice],
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """One report on all states, each judged by itself; `timeout` is for each answer. Raises `PreflightError`."""
    begun = time.monotonic()
    reports = []
    here = repository_of(Path())
    for file, state in [(file, read_state(file, name=path_in(here, file))) for file in files]:
        on_step(f"Judging {file.name} with {named(choices)}")
        diagnostics = analyze_with(choices, state.resources, state.identity, on_message, timeout)
        reports.append(
            of_diagnostics(
                diagnostics,
                state.resources,
                project=state.identity.project,
                stack=state.identity.stack,
                operation="audit",
            )
        )
    report = merged(reports)
    presumptions = (AS_OF_REFRESH, *report.presumptions)
    return replace(report, presumptions=presumptions, seconds={"total": time.monotonic() - begun})
