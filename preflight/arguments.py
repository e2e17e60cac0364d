"""What commands are given: options that several of them have, and what these mean."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from preflight.errors import UsageError
from preflight.report.formats import Format
from preflight.repository import path_in, repository_of

if TYPE_CHECKING:
    from preflight.analysis import PackChoice


def _not_empty(context: typer.Context, parameter: typer.CallbackParam, value: str) -> str:
    """A shell's variable that has no value would be as if nothing was asked."""
    source = context.get_parameter_source(parameter.name or "")
    if not value and source is not None and source.name == "COMMANDLINE":
        hint = " / ".join(f"'{each}'" for each in parameter.opts)
        raise typer.BadParameter("it is empty; leave the option out, or give it a value", param_hint=hint)
    return value


ProgramArgument = Annotated[Path, typer.Argument(metavar="PROGRAM", help="The folder with Pulumi.yaml.")]
StackOption = Annotated[
    str,
    typer.Option(
        "--stack",
        "-s",
        metavar="NAME|PATTERN",
        callback=_not_empty,
        help="The stack to check, or several: 'prod-*'; the only one by default.",
    ),
]
EveryOption = Annotated[bool, typer.Option("--all", help="Check every stack that has a file.")]
ConfigFileOption = Annotated[
    Path | None, typer.Option("--config-file", metavar="FILE", help="Use this file instead of the stack's own.")
]
LookupsOption = Annotated[
    Path | None,
    typer.Option(
        "--lookups", metavar="FILE", help="What look-ups return; lookups.yaml beside the stack's file by default."
    ),
]
AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="REF|REPORT.json",
        callback=_not_empty,
        help="Tell what is other than at a git revision, or in a report.",
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="Plan an update of what is deployed: a file of `pulumi stack export`, or a backend's checkpoint.",
    ),
]
RefreshOption = Annotated[bool, typer.Option("--refresh", help="With --state: as `pulumi preview --refresh` does it.")]
TargetOption = Annotated[
    list[str] | None,
    typer.Option("--target", metavar="URN", help="Plan for this resource alone; may be repeated, and hold * and **."),
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="URN", help="Plan for all but this resource; the same.")
]
PackOption = Annotated[
    list[Path] | None, typer.Option("--policy-pack", metavar="DIR", help="A policy pack's folder; may be repeated.")
]
PackConfigOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--policy-pack-config", metavar="FILE", help="The configuration of a pack, in the order of --policy-pack."
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the report is written.")]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FILE",
        callback=lambda path: None if str(path) == "-" else path,
        help="Write the report to a file, whole or not at all; - is standard output.",
    ),
]
PathsOption = Annotated[
    bool,
    typer.Option("--paths", help="Draw open request paths hop by hop in the text, too, as other formats always do."),
]
TimeoutOption = Annotated[
    int,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=1,
        max=86_400,
        help="How long the program, the start of a pack and each of its answers may take.",
    ),
]
NewOnlyOption = Annotated[
    bool, typer.Option("--new-only", help="Only what is new blocks, not what was found before the change.")
]
CostOption = Annotated[
    bool, typer.Option("--cost", help="Tell what stands and what it costs in a month while nobody calls: an estimate.")
]
PricesOption = Annotated[
    Path | None,
    typer.Option("--prices", metavar="FILE", help="Prices in place of AWS's list prices of three Regions, for --cost."),
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show tracebacks and what processes wrote.")]
OneConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--policy-pack-config", metavar="FILE", help="The pack's configuration, which may name checks of your own."
    ),
]
CatalogueOption = Annotated[
    Path | None, typer.Option("--policy-pack", metavar="DIR", help="The pack's folder, with rules.json.")
]


def pack_choices(packs: Sequence[Path] | None, configs: Sequence[Path] | None, program: Path) -> "list[PackChoice]":
    """The packs to ask, each with its configuration: those that are named, else the one of `own_pack`."""
    folders = list(packs or [own_pack(program)])
    files = list(configs or [])
    if len(files) > len(folders):
        raise UsageError(
            f"{len(files)} --policy-pack-config for {len(folders)} policy pack(s)",
            remedy="Give one --policy-pack-config per --policy-pack, in the same order.",
        )
    return [configured_by(folder, file, program) for folder, file in zip_longest(folders, files)]


def prices_of(cost: bool, prices: Path | None) -> Path | None:
    """The file of prices to tell a cost with: the one that is given, else our own; None where no cost is asked for."""
    from preflight.cost.prices import OWN  # noqa: PLC0415 - it reads what is installed

    return prices or (OWN if cost else None)


def configured_by(folder: Path, file: Path | None, program: Path = Path()) -> "PackChoice":
    """A pack with a configuration file, if there is one, which messages call as the program's repository does."""
    from preflight.analysis import PackChoice  # noqa: PLC0415

    return PackChoice(folder, file, path_in(repository_of(program), file) if file else "")


def own_pack(program: Path) -> Path:
    """The pack of a program's repository, else the one beside preflight, else the one of preflight's environment."""
    from preflight.packs.installed import installed_pack  # noqa: PLC0415 - it reads what is installed

    places = (program / "policies", Path(__file__).resolve().parent.parent / "policies")
    for place in places:
        if (place / "PulumiPolicy.yaml").is_file():
            return place
    installed = installed_pack()
    if installed:
        return installed
    looked = " and ".join(str(place) for place in places)
    raise UsageError(
        "no policy pack", remedy=f"Name one with --policy-pack DIR. There is none in {looked}, nor in this environment."
    )
