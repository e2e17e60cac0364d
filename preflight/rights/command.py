"""The command that writes what whoever deploys a stack has to be allowed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from preflight.arguments import ConfigFileOption, DebugOption, ProgramArgument, TimeoutOption
from preflight.ending import failing
from preflight.errors import BLOCKED
from preflight.files import make_folder, write_whole
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import log, say
from preflight.report.formats import words
from preflight.report.plain import without_commands
from preflight.report.progress import progress

_REMEDY = "Allow them in a policy of your own; a row in preflight/rights/types.yaml adds them here."


def rights(
    program: ProgramArgument = Path(),
    stack: Annotated[
        str, typer.Option("--stack", "-s", metavar="NAME", help="The stack; the only one by default.")
    ] = "",
    config_file: ConfigFileOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Write each policy into a file of this folder.")
    ] = None,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Write the policies of IAM that whoever deploys a stack needs: a list of documents, each within AWS's limit.

    Status 1: the stack has a type whose actions are not known; all others are allowed.
    """
    from preflight.change.stacks import one_of  # noqa: PLC0415
    from preflight.program.program import prepare, record  # noqa: PLC0415 - gRPC and the SDK take half a second
    from preflight.program.project import read_project  # noqa: PLC0415
    from preflight.rights.needed import needed  # noqa: PLC0415
    from preflight.rights.policy import policies, written  # noqa: PLC0415

    with failing(debug=debug):
        name = one_of(read_project(program), stack)
        with progress() as step:
            step(f"Running stack {name}")
            found = needed(
                record(
                    prepare(program, name, config_file=config_file),
                    timeout=timeout,
                    on_message=lambda message: log(message.severity, message.text),
                )
            )
        documents = policies(found.actions)
        if output is None:
            sys.stdout.write(without_commands(written(documents)))
        else:
            make_folder(output)
            for number, document in enumerate(documents, 1):
                write_whole(output / f"rights-{number}.json", written(document))
            say("written", f"{words.count(len(documents), 'policy', 'policies')} in {output}")
        if found.others:
            say("note", f"rights at others than AWS are not in it: {', '.join(found.others)}")
        for token in found.unknown:
            say("error", f"no row for {token}: its actions are in none of these policies", remedy=_REMEDY)
        if found.unknown:
            raise typer.Exit(BLOCKED)
