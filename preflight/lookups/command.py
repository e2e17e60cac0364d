"""The command that writes what a program looks up, for a look-ups file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from preflight.arguments import ConfigFileOption, DebugOption, LookupsOption, ProgramArgument, TimeoutOption
from preflight.ending import failing
from preflight.errors import ProgramError, UsageError
from preflight.files import write_whole
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import log, say
from preflight.report.formats import words
from preflight.report.plain import without_commands
from preflight.report.progress import progress


def lookups(
    program: ProgramArgument = Path(),
    stack: Annotated[
        str, typer.Option("--stack", "-s", metavar="NAME", help="The stack; the only one by default.")
    ] = "",
    config_file: ConfigFileOption = None,
    lookups_file: LookupsOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it to a file that is not there yet.")
    ] = None,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Run a stack's program and begin a look-ups file: what it asks of the cloud, and the stand-ins it was answered.

    What a look-ups file answers already is not in it.
    """
    from preflight.change.stacks import one_of  # noqa: PLC0415
    from preflight.lookups.written import written  # noqa: PLC0415
    from preflight.program.not_known import referred  # noqa: PLC0415
    from preflight.program.program import answers_of, prepare, record  # noqa: PLC0415 - gRPC and the SDK take half a second
    from preflight.program.project import read_project  # noqa: PLC0415

    with failing(debug=debug):
        if output is not None and output.exists():
            raise UsageError(f"--output {output} is there already", remedy="Name a file that is not there.")
        name = one_of(read_project(program), stack)
        run = prepare(program, name, config_file=config_file, lookups=lookups_file)
        answers = answers_of(run)
        with progress() as step:
            step(f"Running stack {name}")
            try:
                made = record(
                    run,
                    timeout=timeout,
                    on_message=lambda message: log(message.severity, message.text),
                    answers=answers,
                )
            except ProgramError as error:
                if not answers.assumed:
                    raise
                made = None
                say("warning", error.message, position=error.position, remedy="What it asked until then is written.")
        stacks = {*referred(made)} - run.given.stack_references.keys() if made else ()
        text = written(answers, stacks, run.config.environments)
        if output is None:
            sys.stdout.write(without_commands(text))
        else:
            write_whole(output, text)
            say("written", f"{words.count(text.count('  - token: '), 'look-up')} in {output}")
