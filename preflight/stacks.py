"""The stacks of a program that a check is asked for: one in this process, several each in one of its own."""

import contextlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from preflight.against import Revision, at_revision, base_of
from preflight.beside import Asked, checking_beside
from preflight.check import check
from preflight.errors import UsageError
from preflight.program.program import Run, prepare
from preflight.program.project import Project
from preflight.report.comparison import compared
from preflight.report.console import log, say
from preflight.report.operations import BOTH
from preflight.report.report import Report
from preflight.report.several import merged
from preflight.touched import changed_files, touched

_PATTERN = frozenset("*?[")


def stacks_of(project: Project, asked: str, *, every: bool = False) -> list[str]:
    """The stacks that a name or pattern (`prod-*`) means, or every one; the only one where nothing is asked.

    A name need not have a file: what is misspelt is said when it is read. Raises `UsageError` where none is meant.
    """
    if every and asked:
        raise UsageError("--all beside --stack", remedy="Give one of them.")
    if asked and not _PATTERN & set(asked):
        return [asked]
    there = project.stacks
    found = [name for name in there if not asked or fnmatchcase(name, asked)]
    if not found or (len(found) > 1 and not (every or asked)):
        said = f"--stack {asked} fits no stack" if asked else "--stack is missing"
        raise UsageError(said, remedy=f"Stacks here: {', '.join(there) or 'none'}.")
    return found


def check_stacks(
    stacks: Sequence[str],
    asked: Asked,
    project: Project,
    *,
    against: str,
    new_only: bool,
    on_step: Callable[[str], None],
) -> Report:
    """One report on one stack or several, compared with `against` if that is given. Raises `PreflightError`."""
    if len(stacks) > 1:
        return check_several(stacks, asked, project, against=against, new_only=new_only, on_step=on_step)
    return check_one(replace(asked, stack=stacks[0]), against=against, new_only=new_only, on_step=on_step)


def check_one(asked: Asked, *, against: str, new_only: bool, on_step: Callable[[str], None]) -> Report:
    """The report on one stack, compared with `against` if that is given. Raises `PreflightError`."""
    run = prepare(asked.program, asked.stack, config_file=asked.config_file)
    _say_what_is_not_so(run)
    with base_of(against, asked, run.project) as base:
        if base and base.note:
            say("note", base.note)
        report = check(
            [each for each in (run, run.updating()) if asked.operation in (BOTH, each.identity.operation)],
            asked.choices,
            timeout=asked.timeout,
            on_step=on_step,
            on_message=lambda message: log(message.severity, message.text),
        )
        if base:
            on_step(f"Judging {base.name}")
            report = compared(base.name, base.report(), report, new_only=new_only)
    return replace(report, stand_ins=run.config.stand_ins)


def check_several(
    stacks: Sequence[str],
    asked: Asked,
    project: Project,
    *,
    against: str,
    new_only: bool,
    on_step: Callable[[str], None],
) -> Report:
    """One report on several stacks, each compared with itself at the git revision `against`, if that is given.

    As many are checked at once as there are cores; those that the change does not touch are named only. One that comes
    to no verdict is an error of the report. Raises `UsageError`.
    """
    if asked.config_file is not None:
        raise UsageError(f"--config-file for {len(stacks)} stacks", remedy="Name one stack.")
    if Path(against).is_file():
        raise UsageError(f"--against one report for {len(stacks)} stacks", remedy="Name a git revision, or one stack.")

    def checked(stack: str, then: Revision | None) -> Report:
        on_step(f"Judging {len(stacks)} stacks, now {stack}")
        mine = replace(asked, stack=stack)
        with contextlib.ExitStack() as running:
            base = running.enter_context(checking_beside(then.asked(mine))) if then else None
            beside = running.enter_context(checking_beside(mine))
            report = beside.report()
            for line in () if report.errors else beside.said():  # what ended a check is in its report
                say(stack, line)
            if base is None:
                return report
            return compared(against, base.report(), report, new_only=new_only)

    revision = at_revision(against, project) if against else contextlib.nullcontext()
    with revision as then, ThreadPoolExecutor(os.cpu_count()) as threads:
        if then and then.note:
            say("note", then.note)
        once = cache(lambda stack: checked(stack, then))
        meant = [*stacks]
        if then:
            meant = touched(stacks, project, changed_files(against, project), lambda: once(stacks[0]).sources)
        reports = list(threads.map(once, meant))
    left = tuple(stack for stack in stacks if stack not in meant)
    report = merged(reports) if reports else Report(project.name, "", asked.operation)
    return replace(report, untouched=left)


def _say_what_is_not_so(run: Run) -> None:
    """What the program gets here that it would not get under the CLI."""
    if run.config.stand_ins:
        say("note", f"encrypted values are replaced by stand-ins: {', '.join(run.config.stand_ins)}")
    if run.config.environments:
        say("note", f"ESC environments are not read offline: {', '.join(run.config.environments)}")
    if run.project.interpreter.warning:
        say("warning", run.project.interpreter.warning, remedy="`pulumi install` makes it.")
