"""The stacks of a program that a check is asked for: one in this process, several each in one of its own."""

import contextlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache

from preflight.change.against import Revision, at_revision, base_of, is_report
from preflight.change.beside import Asked, checking_beside
from preflight.change.deployed import over_the_same
from preflight.change.touched import changed_files, touched
from preflight.check import Case, check_cases, unjudged
from preflight.cost.prices import read_prices
from preflight.errors import PreflightError, UsageError
from preflight.program.program import Run, prepare
from preflight.program.project import Project
from preflight.report.comparison import compared
from preflight.report.console import log, say
from preflight.report.operations import BOTH
from preflight.report.report import Report, failure
from preflight.report.several import merged

_PATTERN = frozenset("*?[")


def stacks_of(project: Project, asked: str, *, every: bool = False) -> list[str]:
    """The stacks that a name or pattern (`prod-*`) means, or every one; the only one where nothing is asked.

    A name need not have a file: what is misspelt is said when it is read. Raises `UsageError` where none is meant.
    """
    if every and asked:
        raise UsageError("--all beside --stack", remedy="Give one of them.")
    if asked and not are_several(asked):
        return [asked]
    there = project.stacks
    found = [name for name in there if fits(name, asked)]
    if not found or (len(found) > 1 and not (every or asked)):
        said = f"--stack {asked} fits no stack" if asked else "--stack is missing"
        raise UsageError(said, remedy=f"Stacks here: {', '.join(there) or 'none'}.")
    return found


def one_of(project: Project, asked: str) -> str:
    """The stack that a name or pattern means, of a command that takes one. Raises `UsageError` where it fits others."""
    name, *others = stacks_of(project, asked)
    if others:
        raise UsageError(f"--stack {asked} fits {name} and {', '.join(others)}", remedy="Name one stack.")
    return name


def are_several(asked: str, *, every: bool = False) -> bool:
    """Whether as many stacks are asked for as there are: by a pattern, or every one."""
    return every or bool(_PATTERN & set(asked))


def fits(name: str, asked: str) -> bool:
    """Whether a stack is among those that are asked for; nothing asks for all."""
    return not asked or fnmatchcase(name, asked)


@dataclass(frozen=True)
class Question:
    """What a check is compared with, if with anything, what blocks, and whom to tell of each step.

    With `several`, all stacks are asked for that fit the pattern `asked`, or all if that is empty; `untouched` says
    whether those that a change does not touch are judged as well.
    """

    against: str = ""
    new_only: bool = False
    several: bool = False
    asked: str = ""
    untouched: bool = False
    on_step: Callable[[str], None] = lambda _: None


def check_stacks(stacks: Sequence[str], asked: Asked, project: Project, question: Question) -> Report:
    """One report on one stack or several, compared with `against` if that is given. Raises `PreflightError`."""
    if asked.prices:
        read_prices(asked.prices)  # what is wrong with it is told once, before anything runs
    of_file = bool(question.against) and is_report(question.against, project)
    if len(stacks) > 1 or (question.several and not of_file and asked.is_of_any_stack):
        return check_several(stacks, asked, project, question)
    return check_one(replace(asked, stack=stacks[0]), question)


def check_one(asked: Asked, question: Question) -> Report:
    """The report on one stack, compared with `against` if that is given. Raises `PreflightError`.

    A base that has to be run is run beside it.
    """
    run = prepare(asked.program, asked.stack, config_file=asked.config_file, lookups=asked.lookups)
    run = replace(run, over=asked.deployed.over(run))
    _say_what_is_not_so(run)
    with base_of(question.against, asked, run.project) as base:
        was = _judged_or_report(base.was, run) if base else None
        report, *before = check_cases(
            [_case(run, asked), *([was] if isinstance(was, Case) else [])],
            timeout=asked.timeout,
            on_step=question.on_step,
            on_message=lambda message: log(message.severity, message.text),
        )
    if isinstance(was, Report):
        before = [was]
    if base:
        report = compared(base.name, before[0], report, new_only=question.new_only, notes=base.notes)
    return replace(report, stand_ins=run.config.stand_ins)


def _case(run: Run, asked: Asked) -> Case:
    runs = (run, run.updating())
    prices = read_prices(asked.prices) if asked.prices else None
    return Case([each for each in runs if asked.operation in (BOTH, each.identity.operation)], asked.choices, prices)


def _judged_or_report(asked: Asked | Report, now: Run) -> Case | Report:
    """What is judged at the base, over what `now` goes over, or its report; one that says where it can not be read."""
    if isinstance(asked, Report):
        return asked
    try:
        run = prepare(asked.program, asked.stack, config_file=asked.config_file, lookups=asked.lookups)
        case = _case(over_the_same(run, now.over, now.identity), asked)
        for choice in asked.choices:
            _ = choice.settings
    except PreflightError as error:
        return failure(unjudged(asked.program, asked.stack, asked.config_file, asked.operation), [error])
    return case


def check_several(stacks: Sequence[str], asked: Asked, project: Project, question: Question) -> Report:
    """One report on several stacks, each compared with itself at the git revision `against`, if that is given.

    As many are checked at once as there are cores; those that the change does not touch are named only, those that it
    removes have what goes with them. One that comes to no verdict is an error of the report. Raises `UsageError`.
    """
    against = question.against
    for option, given in (("--config-file", asked.config_file), ("--state", asked.deployed.state)):
        if given is not None:
            raise UsageError(f"{option} for {len(stacks)} stacks", remedy="Name one stack.")
    if against and is_report(against, project):
        raise UsageError(f"--against one report for {len(stacks)} stacks", remedy="Name a git revision, or one stack.")
    revision = at_revision(against, project) if against else contextlib.nullcontext()
    with revision as then, ThreadPoolExecutor(os.cpu_count()) as threads:
        once = cache(lambda stack: _checked(replace(asked, stack=stack), then, question))
        meant, removed = [*stacks], []
        if then:
            if not question.untouched:
                places = (place for each in asked.choices for place in (each.folder, each.config) if place)
                judged_by = [project.named(place) for place in places]
                changed = changed_files(against, project)
                meant = touched(stacks, project, changed, judged_by, lambda stack: once(stack).sources)
            gone = {*then.stacks} - {*project.stacks} if question.several else ()
            removed = sorted(stack for stack in gone if fits(stack, question.asked))
        begun = [threads.submit(once, stack) for stack in meant]
        begun += [threads.submit(_removed, replace(asked, stack=stack), then, question) for stack in removed if then]
        reports = [each.result() for each in begun]
    left = tuple(stack for stack in stacks if stack not in meant)
    report = merged(reports) if reports else Report(project.name, "", asked.operation, new_only=question.new_only)
    return replace(report, untouched=left)


def _checked(asked: Asked, then: Revision | None, question: Question) -> Report:
    """The report on one of several stacks, in a process of its own."""
    question.on_step(f"Judging several stacks, now {asked.stack}")
    with contextlib.ExitStack() as running:
        base = running.enter_context(checking_beside(then.asked(asked))) if then else None
        beside = running.enter_context(checking_beside(asked))
        report = beside.report()
        for line in () if report.errors else beside.said():  # what ended a check is in its report
            say(asked.stack, line)
        if base is None or then is None or report.errors:
            return replace(report, new_only=question.new_only)
        return compared(question.against, base.report(), report, new_only=question.new_only, notes=then.notes)


def _removed(asked: Asked, then: Revision, question: Question) -> Report:
    """What goes with a stack that a change removes."""
    with checking_beside(then.asked(asked)) as base:
        nothing = Report(asked.project, "", asked.operation, removed=(asked.stack,))
        return compared(question.against, base.report(), nothing, new_only=question.new_only, notes=then.notes)


def _say_what_is_not_so(run: Run) -> None:
    """What the program gets here that it would not get under the CLI."""
    if run.config.stand_ins:
        say("note", f"encrypted values are replaced by stand-ins: {', '.join(run.config.stand_ins)}")
    if run.config.environments:
        say("note", f"ESC environments are not read offline: {', '.join(run.config.environments)}")
    if run.project.language.warning:
        say("warning", run.project.language.warning, remedy="`pulumi install` makes it.")
