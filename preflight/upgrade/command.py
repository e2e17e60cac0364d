"""The command that tells what an upgrade of a pack changes, before it is made."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from preflight.arguments import DebugOption, EveryOption, OutputOption, StackOption, TimeoutOption, configured_by
from preflight.ending import failing
from preflight.errors import BLOCKED
from preflight.files import refuse_input, write_whole
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import log
from preflight.report.formats import FORMATS
from preflight.report.plain import without_commands
from preflight.report.progress import progress
from preflight.report.told import told


class ComparedFormat(StrEnum):
    """How the comparison is written."""

    TEXT = "text"
    JSON = "json"


def compare_packs(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The folder of the pack that judges now.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The folder of the pack that is to judge.")],
    subjects: Annotated[
        list[Path],
        typer.Argument(
            metavar="STATE|PROGRAM...", help="Files of `pulumi stack export`, and folders with Pulumi.yaml."
        ),
    ],
    stack: StackOption = "",
    every: EveryOption = False,
    policy_pack_config: Annotated[
        Path | None, typer.Option("--policy-pack-config", metavar="FILE", help="The configuration of both packs.")
    ] = None,
    format_: Annotated[ComparedFormat, typer.Option("--format", help="How it is written.")] = ComparedFormat.TEXT,
    output: OutputOption = None,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Name every finding that comes or goes with another version of a pack.

    Status 1: a mandatory finding comes.
    """
    from preflight.upgrade import comparing  # noqa: PLC0415 - gRPC and the SDK take half a second
    from preflight.upgrade.text import to_text  # noqa: PLC0415

    with failing(debug=debug):
        if output:
            refuse_input(output, [policy_pack_config, *subjects])
        choices = [configured_by(folder, policy_pack_config) for folder in (old, new)]
        upgrade = comparing.Upgrade(*choices, stack=stack, every=every, timeout=timeout)
        with progress() as step:
            report = comparing.compare_packs(
                upgrade,
                subjects,
                on_step=step,
                on_message=lambda message: log(message.severity, message.text),
            )
        if format_ is ComparedFormat.JSON:
            text = FORMATS["json"](report)
        else:
            text = without_commands(to_text(told(report), comparing.title(report)))
        if output:
            write_whole(output, text)
        else:
            sys.stdout.write(text)
        if report.outcome != "clean":
            raise typer.Exit(BLOCKED)
