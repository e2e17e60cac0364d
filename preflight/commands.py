"""What the command `preflight` can do."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from preflight.arguments import (
    AgainstOption,
    CatalogueOption,
    ConfigFileOption,
    CostOption,
    DebugOption,
    EveryOption,
    ExcludeOption,
    FormatOption,
    LookupsOption,
    NewOnlyOption,
    OneConfigOption,
    OutputOption,
    PackConfigOption,
    PackOption,
    PathsOption,
    PricesOption,
    ProgramArgument,
    RefreshOption,
    StackOption,
    StateOption,
    TargetOption,
    TimeoutOption,
    own_pack,
    pack_choices,
    prices_of,
)
from preflight.ci.command import ci, init, write_comment
from preflight.configuration.command import baseline, config, waivers
from preflight.ending import failing, reported
from preflight.errors import CLEAN, INTERRUPTED, STATUSES, USAGE, PreflightError, UsageError, unforeseen
from preflight.lookups.command import lookups
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.report.console import log, say, stdout
from preflight.report.formats import TEXT
from preflight.report.progress import progress
from preflight.report.report import Report
from preflight.repository import path_in, place_for, repository_of
from preflight.rights.command import rights
from preflight.upgrade.command import compare_packs
from preflight.version import own_version

app = typer.Typer(
    name="preflight",
    help="Runs a Pulumi program offline and asks policy packs whether its stack would work.",
    epilog="Exit status: " + "; ".join(f"{status}: {meaning}" for status, meaning in STATUSES.items()) + ".",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        stdout().print(f"preflight {own_version()}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def check(
    program: ProgramArgument = Path(),
    stack: StackOption = "",
    every: EveryOption = False,
    config_file: ConfigFileOption = None,
    lookups_file: LookupsOption = None,
    policy_pack: PackOption = None,
    policy_pack_config: PackConfigOption = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Judge the preview alone, in which ids are not known yet.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Judge the simulated update alone, in which everything is created.")
    ] = False,
    state: StateOption = None,
    refresh: RefreshOption = False,
    target: TargetOption = None,
    exclude: ExcludeOption = None,
    against: AgainstOption = "",
    new_only: NewOnlyOption = False,
    cost: CostOption = False,
    prices: PricesOption = None,
    format_: FormatOption = TEXT,
    output: OutputOption = None,
    paths: PathsOption = False,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Run a stack's program offline and judge what it would create: its preview and its simulated update."""
    from preflight.change import stacks  # noqa: PLC0415 - gRPC and the SDK take half a second, which --help needs not
    from preflight.change.beside import Asked  # noqa: PLC0415
    from preflight.change.deployed import Deployed  # noqa: PLC0415
    from preflight.check import unjudged  # noqa: PLC0415
    from preflight.program.project import read_project  # noqa: PLC0415

    operation = "both" if update == preview else "update" if update else "preview"

    def blank() -> Report:
        return unjudged(program, stack, config_file, operation)

    inputs = [config_file, lookups_file, state, prices, Path(against), *(policy_pack_config or ())]
    with reported(format_, output, blank, inputs=inputs, debug=debug, paths=paths) as finish:
        if new_only and not against:
            raise UsageError("--new-only without --against", remedy="Say what is not new: --against main, say.")
        choices, project = pack_choices(policy_pack, policy_pack_config, program), read_project(program)
        names = stacks.stacks_of(project, stack, every=every)
        deployed = Deployed(state, refresh, tuple(target or ()), tuple(exclude or ()))
        asked = Asked(
            program,
            project.name,
            names[0],
            operation,
            choices,
            timeout,
            config_file,
            lookups_file,
            prices_of(cost, prices),
            deployed,
        )
        with progress() as step:
            question = stacks.Question(against, new_only, stacks.are_several(stack, every=every), stack, on_step=step)
            finish(stacks.check_stacks(names, asked, project, question))


@app.command()
def render(
    judgement: Annotated[Path, typer.Argument(metavar="JUDGEMENT.json", help="A file that a pack wrote.")],
    format_: FormatOption = TEXT,
    output: OutputOption = None,
    paths: PathsOption = False,
    debug: DebugOption = False,
) -> None:
    """Write a report from a judgement that a policy pack wrote, also under the real engine."""
    from preflight.packs.judgement import read_judgement  # noqa: PLC0415
    from preflight.report.report import of_judgement  # noqa: PLC0415

    name, blank = path_in(repository_of(Path()), judgement), Report("", "", "judgement", file=place_for(judgement))
    with reported(format_, output, lambda: blank, inputs=[judgement], debug=debug, paths=paths) as finish:
        finish(of_judgement(read_judgement(judgement, name=name), blank.file))


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.json", help="A report: `--format json`.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.json", help="A report on the same stack, after a change.")],
    new_only: NewOnlyOption = False,
    format_: FormatOption = TEXT,
    output: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Tell what a change does: which requests it opens and closes, which findings and resources come and go."""
    from preflight.report.comparison import compared  # noqa: PLC0415
    from preflight.report.reading import read_report  # noqa: PLC0415

    with reported(format_, output, lambda: Report("", "", "diff"), inputs=[before, after], debug=debug) as finish:
        was, now = read_report(before), read_report(after)
        finish(compared(before.name, was, now, new_only=new_only))


@app.command()
def audit(
    states: Annotated[list[Path], typer.Argument(metavar="STATE.json...", help="Files of `pulumi stack export`.")],
    policy_pack: PackOption = None,
    policy_pack_config: PackConfigOption = None,
    format_: FormatOption = TEXT,
    output: OutputOption = None,
    paths: PathsOption = False,
    timeout: TimeoutOption = TIMEOUT_SECONDS,
    debug: DebugOption = False,
) -> None:
    """Judge what is deployed, from exported states."""
    from preflight.audit import audit_states, unaudited  # noqa: PLC0415

    inputs = [*states, *(policy_pack_config or ())]
    with reported(format_, output, lambda: unaudited(states), inputs=inputs, debug=debug, paths=paths) as finish:
        choices = pack_choices(policy_pack, policy_pack_config, Path())
        with progress() as step:
            report = audit_states(
                states,
                choices,
                timeout=timeout,
                on_step=step,
                on_message=lambda message: log(message.severity, message.text),
            )
        finish(report)


@app.command()
def rules(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="Those only that these words, or an error, are about.")
    ] = None,
    policy_pack: CatalogueOption = None,
    policy_pack_config: OneConfigOption = None,
    debug: DebugOption = False,
) -> None:
    """List the faults that a pack knows."""
    from preflight.configuration.catalogue import catalogue_of  # noqa: PLC0415
    from preflight.report.catalogue import found, listed  # noqa: PLC0415

    with failing(debug=debug):
        catalogue = catalogue_of(policy_pack or own_pack(Path()), policy_pack_config)
        if words:
            found(catalogue, " ".join(words))
        else:
            listed(catalogue, *(policy.policy for policy in catalogue.policies))


@app.command()
def explain(
    name: Annotated[
        list[str],
        typer.Argument(metavar="FAULT|POLICY|ERROR", help="`policy/fault`, as in a report, a policy, or AWS's error."),
    ],
    policy_pack: CatalogueOption = None,
    policy_pack_config: OneConfigOption = None,
    debug: DebugOption = False,
) -> None:
    """Explain one fault: what a caller sees, what to do, and what is not modelled. Of a policy, list the faults."""
    from preflight.configuration.catalogue import catalogue_of  # noqa: PLC0415
    from preflight.report.catalogue import explained  # noqa: PLC0415

    with failing(debug=debug):
        catalogue = catalogue_of(policy_pack or own_pack(Path()), policy_pack_config)
        explained(catalogue, " ".join(name))


app.command()(ci)
app.command("comment")(write_comment)
app.command()(init)
app.command()(config)
app.command()(waivers)
app.command()(baseline)
app.command()(compare_packs)
app.command()(rights)
app.command()(lookups)


def run() -> int:
    """Do what the command line asks; the exit status. Raises `KeyboardInterrupt`."""
    try:
        status = app(standalone_mode=False) or CLEAN
        sys.stdout.flush()
    except Abort:
        raise KeyboardInterrupt from None
    except SystemExit as ended:  # of typer's completion
        return USAGE if ended.code else CLEAN
    except TyperException as error:
        context = getattr(error, "ctx", None)
        asked = context.command_path if context else "preflight"
        say("error", error.format_message(), remedy=f"`{asked} --help` shows what is possible.")
        return USAGE
    except Exception as error:  # noqa: BLE001 - whatever it is, there is a message and a status
        failed = error if isinstance(error, PreflightError) else unforeseen(error)
        say("error", failed.message, remedy=failed.remedy)
        return failed.status
    if status == INTERRUPTED:  # what typer makes of the exception
        raise KeyboardInterrupt
    return status
