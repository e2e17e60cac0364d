"""The commands about a pack's configuration."""

import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from preflight.arguments import (
    CatalogueOption,
    ConfigFileOption,
    DebugOption,
    EveryOption,
    OneConfigOption,
    ProgramArgument,
    StackOption,
    TimeoutOption,
    configured_by,
    own_pack,
)
from preflight.ending import failing
from preflight.errors import BLOCKED, PreflightError, UsageError
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import say
from preflight.report.plain import without_commands
from preflight.repository import path_in, repository_of

if TYPE_CHECKING:
    from preflight.analysis import PackChoice
    from preflight.documents.document import Document
    from preflight.report.report import Report


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


def waivers(
    program: ProgramArgument = Path(),
    stack: StackOption = "",
    every: EveryOption = False,
    config_file: ConfigFileOption = None,
    policy_pack: CatalogueOption = None,
    policy_pack_config: OneConfigOption = None,
    within: Annotated[
        int | None, typer.Option("--within", metavar="DAYS", help="Only those that end within so many days, or have.")
    ] = None,
    unused: Annotated[bool, typer.Option("--unused", help="Only those that waive nothing.")] = False,
    owner: Annotated[str, typer.Option("--owner", metavar="NAME", help="Only those of one owner.")] = "",
    format_: ListFormatOption = ListFormat.TEXT,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """List the waivers of stacks, from the configuration and beside the code: by owner, the next to end first."""
    from preflight.configuration.profile import today  # noqa: PLC0415
    from preflight.configuration.waivers import Wanted, to_json, to_text  # noqa: PLC0415

    with failing(debug=debug):
        choice = configured_by(policy_pack or own_pack(program), policy_pack_config, program)
        report = _checked(program, stack, config_file, choice, timeout, every=every)
        chosen = Wanted(within, unused, owner).chosen(report.waivers, today())
        written = to_json if format_ is ListFormat.JSON else to_text
        text = written(chosen, today())
        sys.stdout.write(text if format_ is ListFormat.JSON else without_commands(text))


def baseline(
    expires: Annotated[str, typer.Option("--expires", metavar="YYYY-MM-DD", help="The waivers' last day.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why what is found today may stay so long.")],
    owner: Annotated[str, typer.Option("--owner", metavar="NAME", help="Who answers for the waivers.")],
    program: ProgramArgument = Path(),
    stack: StackOption = "",
    every: EveryOption = False,
    config_file: ConfigFileOption = None,
    policy_pack: CatalogueOption = None,
    policy_pack_config: OneConfigOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE.json", help="Where the configuration goes; it may be the one given."),
    ] = None,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Waive everything that blocks today, up to a day, so that from now on only what is new blocks.

    Status 1: something blocks that can not be waived.
    """
    from preflight.configuration import baseline as made  # noqa: PLC0415
    from preflight.configuration import profile  # noqa: PLC0415
    from preflight.report.formats.verdict import summary  # noqa: PLC0415
    from preflight.report.formats.words import count  # noqa: PLC0415

    with failing(debug=debug):
        terms = made.Terms(profile.day(expires.strip()), reason.strip(), owner.strip())
        if not all((terms.expires, terms.reason, terms.owner)):
            raise UsageError("--expires, --reason and --owner must say something")
        pack = policy_pack or own_pack(program)
        name = path_in(repository_of(program), policy_pack_config) if policy_pack_config else ""
        with tempfile.TemporaryDirectory(prefix="preflight-") as folder:
            tried = Path(folder) / "configuration.json"
            # What the configuration names stands beside the one that was given.
            beside = str((policy_pack_config or Path("_")).absolute().parent)
            os.environ["PRIVATE_API_CHECKS"] = os.pathsep.join([beside, os.environ.get("PRIVATE_API_CHECKS", "")])

            def check(document: "Document") -> "Report":
                profile.write(document, tried)
                choice = configured_by(pack, tried, program)
                return _checked(program, stack, config_file, choice, timeout, every=every)

            found = made.baseline(profile.document_of(policy_pack_config, name), terms, check)
        if output:
            profile.write(found.document, output)
        else:
            sys.stdout.write(profile.text_of(found.document))
        say("note", f"{count(found.added, 'waiver')} until {terms.expires} ({terms.owner}); {summary(found.report)}")
        if found.report.outcome != "clean":
            raise typer.Exit(BLOCKED)


def _checked(
    program: Path, stack: str, config_file: Path | None, choice: "PackChoice", timeout: int, *, every: bool
) -> "Report":
    """The report on the stacks that are asked for. Raises `PreflightError`, also where one comes to no verdict."""
    from preflight.change.beside import Asked  # noqa: PLC0415
    from preflight.change.stacks import Question, check_stacks, stacks_of  # noqa: PLC0415
    from preflight.program.project import read_project  # noqa: PLC0415
    from preflight.report.operations import BOTH  # noqa: PLC0415
    from preflight.report.progress import progress  # noqa: PLC0415

    project = read_project(program)
    names = stacks_of(project, stack, every=every)
    asked = Asked(program, project.name, names[0], BOTH, [choice], timeout, config_file)
    with progress() as step:
        report = check_stacks(names, asked, project, Question(on_step=step))
    for error in report.errors:
        raise PreflightError(error.message, remedy=error.remedy, position=error.position)
    return report
