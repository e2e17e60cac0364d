"""Stacks judged by two packs, each in a process and an environment of its own, and how their findings differ."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.analysis import PackChoice
from preflight.audit import audit_states
from preflight.change.stacks import stacks_of
from preflight.check import Case, check_cases
from preflight.engine.engine import Message
from preflight.errors import UsageError
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.program.program import prepare
from preflight.program.project import read_project
from preflight.report.comparison import compared
from preflight.report.report import Report
from preflight.report.several import merged


@dataclass(frozen=True)
class Upgrade:
    """From one pack to another. `stack` and `every` say which stacks of a program are meant, as for a check."""

    old: PackChoice
    new: PackChoice
    stack: str = ""
    every: bool = False
    timeout: float = TIMEOUT_SECONDS


def title(report: Report) -> str:
    """The name of the pack that a report is from, and the version that it is published under."""
    return ", ".join(f"{pack} {report.releases.get(pack, '')}".strip() for pack in report.packs)


def compare_packs(
    upgrade: Upgrade,
    subjects: Sequence[Path],
    *,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """What the new pack says of exported states (files) and programs (folders), compared with what the old one says.

    Findings that come block where they are mandatory; what both packs say blocks nothing. Raises `PreflightError`.
    """
    reports = [
        compared(title(old), old, new, new_only=True) for old, new in _judged(upgrade, subjects, on_step, on_message)
    ]
    return merged(reports)


def _judged(
    upgrade: Upgrade,
    subjects: Sequence[Path],
    on_step: Callable[[str], None],
    on_message: Callable[[Message], None],
) -> Iterator[tuple[Report, Report]]:
    """The reports of both packs on each stack."""
    sides = [[upgrade.old], [upgrade.new]]
    for subject in subjects:
        if subject.is_dir():
            for stack in stacks_of(read_project(subject), upgrade.stack, every=upgrade.every):
                run = prepare(subject, stack)
                runs = [run, run.updating()]
                cases = [Case(runs, side) for side in sides]
                old, new = check_cases(cases, timeout=upgrade.timeout, on_step=on_step, on_message=on_message)
                yield old, new
        elif subject.is_file():
            old, new = (
                audit_states([subject], side, timeout=upgrade.timeout, on_step=on_step, on_message=on_message)
                for side in sides
            )
            yield old, new
        else:
            raise UsageError(
                f"{subject} is neither a program's folder nor a file",
                remedy="Name folders with Pulumi.yaml, and files of `pulumi stack export`.",
            )
