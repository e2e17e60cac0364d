"""A whole check: the program runs while its packs start, then each pack is asked about what was registered."""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.analysis import PackChoice, analyze_side_by_side, named, starting
from preflight.answers.marks import shown_to_packs
from preflight.cost.estimate import cost_of
from preflight.cost.prices import Prices
from preflight.engine.engine import Message
from preflight.engine.over import NEW
from preflight.engine.simulation import simulated
from preflight.errors import PreflightError
from preflight.files import absolute
from preflight.interruption.found import interruptions
from preflight.packs.judgement import RequestPath
from preflight.packs.pack import Pack
from preflight.plan.plan import plan_of
from preflight.processes import process
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.program.installed import decided_by_providers
from preflight.program.not_known import not_known
from preflight.program.origins import led_to_settings
from preflight.program.program import Run, record
from preflight.program.project import read_project
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.change import Comparison
from preflight.report.operations import BOTH, both
from preflight.report.path_changes import hop_changes, request_changes
from preflight.report.report import Report, failure, of_diagnostics

# Messages: a program may print without end.
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Case:
    """What is judged: the runs of a program, the preview first, and the packs that judge them.

    With `prices` it is told what stands, and what that costs.
    """

    runs: Sequence[Run]
    choices: Sequence[PackChoice]
    prices: Prices | None = None


def check(
    runs: Sequence[Run],
    choices: Sequence[PackChoice],
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """Run a program, ask packs about it, and report: on its preview, on its simulated update, or on both.

    The program runs once for each of `runs`, the preview first; the packs start once. `timeout` is for each run,
    the start of a pack and each of its answers, in seconds. Raises `PreflightError`.
    """
    return check_cases([Case(runs, choices)], timeout=timeout, on_step=on_step, on_message=on_message)[0]


def check_cases(
    cases: Sequence[Case],
    *,
    timeout: float = TIMEOUT_SECONDS,
    on_step: Callable[[str], None] = lambda _: None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> list[Report]:
    """A `check` of each case. What several share, a run or a pack that is told the same, is run once for all of them.

    The first case is the one that is asked for: what its packs and programs say is passed on, and its `PreflightError`
    is raised. That of another case is an error of its report.
    """
    begun = time.monotonic()
    asked, *others = cases
    once, identity = _once(on_message), asked.runs[0].identity
    for choice in asked.choices:
        _ = choice.settings  # a file that can not be read is known at once, not after the program ran
    starts = [(case.choices, case.runs[0].identity) for case in cases]
    with starting(starts, timeout) as packs, _running(cases, once, timeout) as recorded:
        on_step(f"Running {identity.project}, stack {identity.stack}")
        registered = recorded(asked)
        ran = time.monotonic()
        on_step(f"Starting {named(asked.choices)}")
        running = packs(asked.choices, identity)
        on_step(f"Judging {len(registered[0])} resources with {named(asked.choices)}")
        live = _live(asked.runs[-1], asked.choices, running)
        reports = [_judged(asked, registered, packs, live, once)]
        for case in others:
            try:
                reports.append(_judged(case, recorded(case), packs))
            except PreflightError as error:
                reports.append(failure(_blank(case), [error]))
    seconds = {"program": ran - begun, "total": time.monotonic() - begun}
    return [replace(report, seconds=seconds) for report in reports]


def _judged(
    case: Case,
    registered: Sequence[Registrations],
    packs: Callable[[Sequence[PackChoice], StackIdentity], list[Pack]],
    live: Sequence[RequestPath] | None = None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """The report of a case; `live` are the paths through what is deployed, None where nobody asks for them."""
    running = packs(case.choices, case.runs[0].identity)
    runs = zip(case.runs, registered, strict=True)
    report = both(
        *(
            judged(run, made, case.choices, running, live, prices=case.prices, on_message=on_message)
            for run, made in runs
        )
    )
    return report if live is None else replace(report, comparison=_since(case.runs[0].over.name, live, report))


def _live(run: Run, choices: Sequence[PackChoice], packs: Sequence[Pack]) -> tuple[RequestPath, ...] | None:
    """The request paths through what is deployed; None of a new stack."""
    if run.over.state is None:
        return None
    resources = run.over.state.resources
    said = analyze_side_by_side(resources, choices, packs, run.identity)
    return of_diagnostics(said, resources, project="", stack="", operation="audit").paths


def _since(base: str, live: Sequence[RequestPath], report: Report) -> Comparison:
    """Which requests and hops open and close; the plan tells the rest."""
    names = {step.was: step.urn for step in (report.plan.steps if report.plan else ()) if step.was}
    return Comparison(
        base,
        requests=tuple(request_changes(live, report.paths, names)),
        hops=tuple(hop_changes(live, report.paths, names)),
    )


def judged(
    run: Run,
    registrations: Registrations,
    choices: Sequence[PackChoice],
    packs: Sequence[Pack],
    live: Sequence[RequestPath] | None = None,
    *,
    prices: Prices | None = None,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Report:
    """The report on what a run registered; `packs` were started for `choices`. Raises `PreflightError`.

    `live` are the paths through what is deployed.
    """
    identity = run.identity
    decided = decided_by_providers(run.project, registrations)
    simulation = simulated(identity, registrations, run.given, run.over, decided)
    resources = led_to_settings(simulation.resources, run.config.place)
    if registrations.made_up:
        resources = [shown_to_packs(each) for each in resources]
    report = of_diagnostics(
        analyze_side_by_side(resources, choices, packs, identity, on_message),
        resources,
        project=identity.project,
        stack=identity.stack,
        operation=identity.operation,
        file=_file_of(run),
    )
    cost = cost_of(resources, prices) if prices else None
    report = replace(
        report,
        sources=registrations.sources,
        assumed=registrations.assumed,
        notes=(*report.notes, *not_known(registrations, run.given, decided)),
        cost=cost,
    )
    if run.over == NEW:
        return report
    planner, places = simulation.planner, {each.urn: each.position for each in resources}
    steps = (replace(each.step, position=places.get(each.step.urn, "")) for each in planner.plan())
    plan = plan_of(steps, planner.notes)
    if live is not None:
        plan = replace(plan, interruptions=tuple(interruptions(planner.plan(), live, report.paths)))
    return failure(replace(report, plan=plan), planner.errors)


def _file_of(run: Run) -> str:
    """The stack file, from the top of the repository."""
    return run.config.document.name if run.config.document else ""


def _blank(case: Case) -> Report:
    run, *others = case.runs
    operation = BOTH if others else run.identity.operation
    return Report(run.identity.project, run.identity.stack, operation, file=_file_of(run))


def unjudged(program: Path, stack: str, config_file: Path | None, operation: str) -> Report:
    """The report of a check that came to nothing: what can be known of project and stack."""
    try:
        project = read_project(program)
    except PreflightError:
        return Report(absolute(program).name, stack, operation)
    name = stack.rpartition("/")[2] or (project.stacks[0] if len(project.stacks) == 1 else "")
    file = config_file or project.stack_file(name)
    return Report(project.name, name, operation, file=project.named(file if file.is_file() else project.file))


@contextlib.contextmanager
def _running(
    cases: Sequence[Case], on_message: Callable[[Message], None], timeout: float
) -> Iterator[Callable[[Case], list[Registrations]]]:
    """Begins all runs at the same time, each in a process of its own; yields what waits for those of a case."""
    heard = {id(run) for run in cases[0].runs}
    runs = {id(run): run for case in cases for run in case.runs}
    with ThreadPoolExecutor(len(runs)) as threads:
        begun = {
            key: threads.submit(record, run, on_message=on_message if key in heard else _unheard, timeout=timeout)
            for key, run in runs.items()
        }
        try:
            yield lambda case: _recorded([begun[id(run)] for run in case.runs])
        except BaseException:
            process.stop_all()
            raise


def _recorded(begun: Sequence[Future[Registrations]]) -> list[Registrations]:
    """What the program registers in each run."""
    try:
        return [each.result() for each in begun]
    except PreflightError as error:
        if begun[0].done() and not begun[0].exception():
            error.message = f"in the simulated update, {error.message}"
            error.remedy = error.remedy or "--preview judges the preview alone."
        raise


def _unheard(_: Message) -> None:
    """What a program of another case says."""


def _once(on_message: Callable[[Message], None]) -> Callable[[Message], None]:
    """Passes each message on once, as both runs of a program say the same; what was long ago may be told again."""
    told: OrderedDict[int, None] = OrderedDict()  # of a dict, what is left after the first ones is slow to find
    lock = threading.Lock()

    def passed(message: Message) -> None:
        said = hash(message)
        with lock:
            new = said not in told
            told[said] = None
            if len(told) > _REMEMBERED:
                told.popitem(last=False)
        if new:
            on_message(message)

    return passed
