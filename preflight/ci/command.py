"""The commands of build servers: the check with all its reports, and the comment on a pull request."""

import contextlib
import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from preflight.arguments import (
    AgainstOption,
    ConfigFileOption,
    CostOption,
    DebugOption,
    EveryOption,
    PackConfigOption,
    PackOption,
    PricesOption,
    ProgramArgument,
    StackOption,
    TimeoutOption,
    pack_choices,
    prices_of,
)
from preflight.ci.scope import Scope
from preflight.ending import failing
from preflight.errors import BLOCKED, FAILED, PreflightError
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.code_host import files_at
from preflight.report.console import say, stdout
from preflight.report.formats import FORMATS, TEXT
from preflight.report.operations import BOTH
from preflight.repository import path_in, repository_of

if TYPE_CHECKING:
    from preflight.report.report import Report

# What lets a step act on the steps after it, and what writes comments, is not for the program that is checked.
_KEPT = ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN")
_REPORTS = Path("preflight-reports")
_SHORT = 12  # letters of a commit, by which people know it


class FailOn(StrEnum):
    """What makes the exit status 1."""

    MANDATORY = "mandatory"
    NEW = "new"
    NEVER = "never"


def ci(
    program: ProgramArgument = Path(),
    stack: StackOption = "",
    every: EveryOption = False,
    config_file: ConfigFileOption = None,
    policy_pack: PackOption = None,
    policy_pack_config: PackConfigOption = None,
    against: AgainstOption = "",
    cost: CostOption = False,
    prices: PricesOption = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Which mandatory findings block: all, what the change adds, or none.")
    ] = FailOn.MANDATORY,
    reports: Annotated[
        Path, typer.Option("--reports", metavar="DIR", help="Where the report goes, in every format.")
    ] = _REPORTS,
    install: Annotated[
        bool, typer.Option("--install", help="Make the virtual environments that program and packs name and lack.")
    ] = False,
    comment: Annotated[
        bool, typer.Option("--comment/--no-comment", help="Keep a comment for the pull request among the reports.")
    ] = True,
    judgement: Annotated[
        Path | None,
        typer.Option(
            "--judgement", metavar="FILE", help="Report what a pack wrote under the real engine, and run nothing."
        ),
    ] = None,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Check a change on a build server: a stack against what it is to be merged into, with all reports in a folder."""
    from preflight.change.beside import Asked  # noqa: PLC0415
    from preflight.change.stacks import Question, are_several, check_stacks, stacks_of  # noqa: PLC0415
    from preflight.check import unjudged  # noqa: PLC0415 - gRPC and the SDK take half a second, which --help needs not
    from preflight.ci.base import Start, base_in  # noqa: PLC0415
    from preflight.ci.environment import install_all  # noqa: PLC0415
    from preflight.ci.event import event_of  # noqa: PLC0415
    from preflight.packs.judgement import read_judgement  # noqa: PLC0415
    from preflight.program.project import read_project  # noqa: PLC0415
    from preflight.report.comparison import uncompared  # noqa: PLC0415
    from preflight.report.output import write  # noqa: PLC0415
    from preflight.report.progress import progress  # noqa: PLC0415
    from preflight.report.report import failure, of_judgement  # noqa: PLC0415

    environment = dict(os.environ)
    for name in _KEPT:
        os.environ.pop(name, None)
    published: list[Report] = []

    def publish(report: "Report", *, said: bool = False) -> None:
        published.append(report)
        told = replace(report, files_at=files_at(environment))
        scope = _scope(told, program, stack or ("*" if every else ""), config_file)
        request = event_of(environment).pull_request if comment else None
        if not said:
            write(told, TEXT, None)
        _publish(told, scope, request.number if request else None, reports, environment)

    def failed(error: PreflightError) -> None:
        if not published:
            with contextlib.suppress(PreflightError):  # the first error is the one to tell
                publish(failure(unjudged(program, stack, config_file, BOTH), [error], details=debug), said=True)

    def checked() -> "Report":
        choices, project = pack_choices(policy_pack, policy_pack_config, program), read_project(program)
        base = Start(against) if against else base_in(environment, event_of(environment), project.repository)
        if install:
            install_all(project, [choice.folder for choice in choices], timeout)
            project = read_project(program)
        stacks = stacks_of(project, stack, every=every)
        asked = Asked(
            program, project.name, stacks[0], BOTH, choices, timeout, config_file, prices=prices_of(cost, prices)
        )
        several, new_only = are_several(stack, every=every), fail_on == FailOn.NEW
        with progress() as step:
            question = Question(against or base.commit[:_SHORT], new_only, several, stack, base.landed, step)
            report = check_stacks(stacks, asked, project, question)
        return uncompared(report, base.why, new_only=new_only) if base.why else report

    def read(file: Path) -> "Report":
        name = path_in(repository_of(Path()), file)
        return of_judgement(read_judgement(file, name=name), name)

    with failing(debug=debug, on_error=failed):
        report = read(judgement) if judgement else checked()
        publish(report)
        if report.outcome == "failed":
            raise typer.Exit(FAILED)
        if report.outcome == "blocked" and fail_on != FailOn.NEVER:
            raise typer.Exit(BLOCKED)


def write_comment(
    folder: Annotated[Path, typer.Argument(metavar="REPORTS", help="The folder into which `preflight ci` wrote.")],
    debug: DebugOption = False,
) -> None:
    """Write what `preflight ci` found as one comment on its pull request on GitHub, or bring that comment up to date.

    GITHUB_TOKEN is the token. A run without one that may write (of a fork, say) leaves the comment to a workflow that
    begins when its own is over (`workflow_run`), which is given the reports.
    """
    from preflight.ci.event import event_of  # noqa: PLC0415
    from preflight.ci.posting import kept_in, may_write, post  # noqa: PLC0415

    with failing(debug=debug):
        comments = kept_in(folder)
        event = event_of(os.environ)
        if not comments:
            why = "that run was of no pull request" if folder.is_dir() else "there is no such folder"
            say("note", f"no comment in {folder}: {why}")
        elif not may_write(event, os.environ):
            say("note", "this run may not write comments; a workflow that begins after it may")
        else:
            for posted in post(comments, event, os.environ):
                say("note", f"the comment on {posted.comment.facts.name} was {posted.did}")


def init(program: ProgramArgument = Path(), debug: DebugOption = False) -> None:
    """Write what a repository needs to have its pull requests checked; no file that is there is touched."""
    from preflight.ci.starting import start, steps  # noqa: PLC0415
    from preflight.program.project import read_project  # noqa: PLC0415

    with failing(debug=debug):
        project = read_project(program)
        for file in start(project):
            told = f"wrote {file.name}: {file.what}" if file.written else f"left {file.name} as it is"
            stdout().print(Text(told), soft_wrap=True)
        for number, step in enumerate(steps(project, program), 1):
            stdout().print(Text(f"{number}. {step}"), soft_wrap=True)


def _scope(report: "Report", program: Path, asked: str, config_file: Path | None) -> Scope:
    """What a report is on; `asked` are the stacks that were asked for, empty for the only one."""
    repository = repository_of(program)
    inside = program.resolve().relative_to(repository).as_posix()
    called = "-".join(filter(None, (report.project, asked or report.stack)))
    return Scope(inside, asked, path_in(repository, config_file) if config_file else "", called)


def _publish(report: "Report", scope: Scope, number: int | None, folder: Path, environment: dict[str, str]) -> None:
    """The report to wherever a build server shows it: beside lines, in a folder, and what it reads besides.

    `number` is that of the pull request which gets a comment, if one does.
    """
    from preflight.ci.comment import comment_of, keep  # noqa: PLC0415
    from preflight.ci.reports import folder_of, tell_github, write_all  # noqa: PLC0415

    if environment.get("GITHUB_ACTIONS") == "true":
        sys.stdout.write(FORMATS["github"](report))
    own = folder_of(scope, folder)
    write_all(report, own)
    if number:
        keep(comment_of(report, scope, number), own)
    tell_github(report, own, environment)
