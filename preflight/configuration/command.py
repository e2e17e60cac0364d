"""The commands about a pack's configuration."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from preflight.arguments import CatalogueOption, DebugOption, TimeoutOption, own_pack
from preflight.ending import failing
from preflight.errors import BLOCKED, UsageError
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import say
from preflight.report.plain import without_commands
from preflight.repository import path_in, repository_of


class ListFormat(StrEnum):
    """How lists are written."""

    TEXT = "text"
    JSON = "json"


ListFormatOption = Annotated[ListFormat, typer.Option("--format", help="How it is written.")]


def config(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The configuration of a pack, as JSON or YAML.")
    ] = None,
    policy_pack: CatalogueOption = None,
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help="What it begins with: baseline, strict, adopt.")
    ] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="YYYY-MM-DD", help="The last day of a profile that has one.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE.json", help="Write it as JSON, which is all that pulumi reads."),
    ] = None,
    format_: ListFormatOption = ListFormat.TEXT,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Check a configuration and tell what it comes to: each policy's level and options, and each waiver.

    Status 1: something in it has no effect.
    """
    from preflight.configuration import profile as profiles  # noqa: PLC0415 - gRPC and the SDK take half a second
    from preflight.configuration.effect import effect_of  # noqa: PLC0415
    from preflight.configuration.told import to_json, to_text  # noqa: PLC0415
    from preflight.packs.pack_config import is_yaml  # noqa: PLC0415

    with failing(debug=debug):
        if file is None and not profile:
            raise UsageError("there is nothing to check", remedy="Name a FILE, or begin one: --profile baseline.")
        pack = policy_pack or own_pack(Path())
        name = path_in(repository_of(Path()), file) if file else f"profile {profile}"
        document = profiles.document_of(file, name)
        if profile:
            document = profiles.from_profile(document, pack, profile, profiles.day(until))
        effect = effect_of(pack, document, (file or output or Path()).absolute().parent, timeout)
        if output:
            profiles.write(document, output)
        text = to_json(effect) if format_ is ListFormat.JSON else without_commands(to_text(effect, name))
        sys.stdout.write(text)
        if file and is_yaml(file) and not output:
            say("note", f"{name} is YAML, which pulumi does not read", remedy="--output FILE.json writes it as JSON.")
        if effect.problems:
            raise typer.Exit(BLOCKED)
