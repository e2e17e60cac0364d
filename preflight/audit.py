"""Judging what is deployed."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from preflight.analysis import PackChoice, analyze_with, named
from preflight.engine.engine import Message
from preflight.engine.state import State, read_state
from preflight.errors import PreflightError
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.report import AS_OF_REFRESH, Report, of_diagnostics
from preflight.report.several import merged
from preflight.repository import path_in, place_for, repository_of


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
    for file, state in [(file, _read(file)) for file in files]:
        on_step(f"Judging {file.name} with {named(choices)}")
        diagnostics = analyze_with(choices, state.resources, state.identity, on_message, timeout)
        reports.append(
            of_diagnostics(
                diagnostics,
                state.resources,
                project=state.identity.project,
                stack=state.identity.stack,
                operation="audit",
                file=place_for(file),
            )
        )
    report = merged(reports)
    presumptions = (AS_OF_REFRESH, *report.presumptions)
    return replace(report, presumptions=presumptions, seconds={"total": time.monotonic() - begun})


def unaudited(files: Sequence[Path]) -> Report:
    """The report of an audit that came to nothing: what can be known of projects and stacks."""
    known = []
    for file in files:
        with contextlib.suppress(PreflightError):
            state = _read(file)
            known.append(Report(state.identity.project, state.identity.stack, "audit", file=place_for(file)))
    return merged(known) if known else Report("", "", "audit", file=place_for(files[0]))


def _read(file: Path) -> State:
    return read_state(file, name=path_in(repository_of(Path()), file))
