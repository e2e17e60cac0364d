"""Running a Pulumi program without an engine, and noting what it registers."""

import os
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from preflight.answers.answers import Answers
from preflight.answers.given import NAME as LOOKUPS
from preflight.answers.given import NOTHING, Given, read_given
from preflight.engine.engine import Engine, Message
from preflight.engine.monitor import Monitor
from preflight.engine.over import NEW, Over
from preflight.engine.server import serving
from preflight.engine.state import exports
from preflight.errors import PreflightError, ProgramError, StackError
from preflight.files import absolute
from preflight.processes.process import TIMEOUT_SECONDS, Child, ended
from preflight.processes.raised import Raised
from preflight.program.installed import installed
from preflight.program.languages.language import EARLY, UNHANDLED, End
from preflight.program.project import Project, named, read_project
from preflight.program.refused import refused_configuration
from preflight.program.stack_config import StackConfig, read_config
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.repository import own_path_in, without_top

_LOOKUPS = f" Where it needs others, write them into {LOOKUPS}: `preflight lookups` begins one."
# What SDKs end a program with whose error they have logged.
_LOGGED = 32
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# Nothing on this machine is reached by way of a proxy, and nobody is told what runs.
_ALWAYS = {"no_grpc_proxy": "127.0.0.1", "OTEL_SDK_DISABLED": "true"}


@dataclass(frozen=True)
class Run:
    """What is run: a project, the identity and configuration of its stack.

    `given` is what a file answers its look-ups, `over` what is deployed.
    """

    project: Project
    identity: StackIdentity
    config: StackConfig
    given: Given = NOTHING
    over: Over = NEW

    def updating(self) -> "Run":
        """The same run as a simulated update."""
        return replace(self, identity=replace(self.identity, preview=False))


def prepare(
    folder: Path,
    stack: str,
    *,
    update: bool = False,
    config_file: Path | None = None,
    lookups: Path | None = None,
) -> Run:
    """Read the project's files. Raises `ProjectError`, `StackError`, `ConfigError` and `LookupsError`.

    `lookups` takes the place of the look-ups file beside the stack's own file.
    """
    project = read_project(folder)
    organization, name = _stack_of(project, stack)
    given = _given(project, config_file or project.stack_file(name), lookups)
    config = read_config(project, name, config_file, given.environments)
    identity = StackIdentity(
        project=project.name,
        stack=name,
        organization=organization,
        preview=not update,
        config=config.values,
        secret_keys=config.secret_keys,
    )
    return Run(project, identity, config, given)


def _given(project: Project, stack_file: Path, lookups: Path | None) -> Given:
    file = lookups or stack_file.parent / LOOKUPS
    if not lookups and not file.is_file():
        return NOTHING
    given = read_given(file, name=project.named(file))
    exported = {name: exports(state, name=project.named(state)) for name, state in given.states.items()}
    return replace(given, stack_references={**given.stack_references, **exported})


def _stack_of(project: Project, stack: str) -> tuple[str, str]:
    """Organization and name of a stack, which may be called `org/project/name` and `org/name`, as the CLI has it."""
    *above, name = stack.split("/")
    try:
        for part in (*above, name):
            named(part)
    except ValueError as allowed:
        raise StackError(f"{stack[:120]!r} is no name of a stack", remedy=f"Allowed: {allowed}.") from None
    if above[1:] not in ([], [project.name]):
        raise StackError(
            f"{stack[:120]!r} is no stack of {project.name}", remedy="Allowed: NAME, ORG/NAME and ORG/PROJECT/NAME."
        )
    return above[0] if above else "organization", name


def answers_of(run: Run) -> Answers:
    """What a run's look-ups are answered with."""
    secrets = [run.identity.config[key] for key in run.identity.secret_keys if key in run.identity.config]
    return Answers(run.given, lambda token: installed(run.project, (token,)).get(token), secrets)


def record(
    run: Run,
    *,
    on_message: Callable[[Message], None] = lambda _: None,
    timeout: float = TIMEOUT_SECONDS,
    monitor_type: type[Monitor] = Monitor,
    answers: Answers | None = None,
) -> Registrations:
    """Run a program and return what it registered.

    `on_message` gets what it logs and prints, from other threads; `monitor_type` is what answers it, `answers` what its
    look-ups get. Raises `ProjectError` when there is none, or what it needs is not there, `ProgramError` when it does
    not compile, raises, ends early or takes longer than `timeout` seconds, `ResourceError` when the engine would have
    refused a resource.
    """
    language, program = run.project.language, run.project.program
    told = _Told(on_message)
    answers = answers or answers_of(run)
    monitor = monitor_type(run.identity, run.project.repository, answers=answers, over=run.over, on_message=told.tell)
    engine = Engine(told.tell)
    with language.ready(program, timeout) as start, serving(monitor, engine) as address:
        started = start(run.identity, address)
        with Child(
            started.command,
            folder=program.folder,
            environment={
                **os.environ,
                **run.config.variables,
                **run.identity.environment,
                **_ALWAYS,
                **started.environment,
            },
            on_output=lambda line: on_message(Message("output", line)),
        ) as child:
            status = child.wait(timeout)
            last_word = child.last_word
            child.stop()  # also what the program may have left running, which would keep its output open
            words = _COLOURS.sub("", child.last_words)
    done = language.done(last_word, monitor, program) if status == 0 else None
    crash = language.crash(End(last_word, words, told.last_error(status)), program) if status else None
    told.pass_errors_on()
    if done:
        made = monitor.registrations.placed(done.positions)
        sources = _sources(done.files, run, made)
        made_up = answers.made_up or any(each.kind == "read" for each in made)
        return replace(made, sources=sources, assumed=answers.assumed, made_up=made_up)
    if monitor.errors and status is not None and status >= 0:  # else they may be of its end
        raise _at_its_line(monitor.errors[0], crash)
    refused = refused_configuration(last_word, run.config)
    if refused:
        raise refused
    raise _failed(run, words, status, timeout, crash, answers.assumed)


class _Told:
    """What a program tells its engine, passed on; errors at its end, since the last may be what it ended with."""

    def __init__(self, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        self._errors: list[Message] = []

    def tell(self, message: Message) -> None:
        if message.severity == "error":
            self._errors.append(message)
        else:
            self._on_message(message)

    def last_error(self, status: int | None) -> str:
        """The error that a program logged and ended with, which is passed on no more; empty where it did not."""
        ended_with = self._errors and status and (status == _LOGGED or UNHANDLED in self._errors[-1].text)
        return _COLOURS.sub("", self._errors.pop().text) if ended_with else ""

    def pass_errors_on(self) -> None:
        for each in self._errors:
            self._on_message(each)


def _at_its_line(refused: PreflightError, raised: Raised | None) -> PreflightError:
    """Why the engine refused a call, with the line that made the call."""
    refused.position = refused.position or (raised.position if raised else "")
    return refused


def _sources(files: Sequence[str] | None, run: Run, made: Registrations) -> tuple[str, ...] | None:
    """The files of the repository that the program ran from, opened and was answered from, and what it names."""
    if files is None:
        return None
    named = [*map(absolute, run.given.files)]
    named += [run.project.program.folder / path for each in made for path in wire.paths_in(each.inputs)]
    repository = run.project.repository
    return tuple(sorted({path for file in (*map(Path, files), *named) if (path := own_path_in(repository, file))}))


def _failed(
    run: Run, words: str, status: int | None, timeout: float, crash: Raised | None, assumed: Collection[str]
) -> PreflightError:
    if status is None:
        return ProgramError(
            f"the program was not done after {timeout:g} s", remedy="--timeout gives it more time.", details=words
        )
    if status == 0:
        return ProgramError(
            f"{EARLY}, with exit status 0",
            remedy="What it would have registered after that is not known. Something in it ends its process.",
            details=words,
        )
    if crash and not crash.exception:
        return ProgramError(crash.message, position=crash.position, details=words)
    if crash:
        made_up = f"It was given made-up answers to {', '.join(assumed)}.{_LOOKUPS}" if assumed else ""
        return ProgramError(
            f"the program raised {crash.text}",
            position=crash.position,
            details=words,
            remedy=crash.remedy or made_up,
        )
    if status < 0:
        return ProgramError(f"the program {ended(status)}", details=words)
    last = words.strip().splitlines()[-1:] or ["it said nothing"]
    said = without_top(run.project.repository, last[0])
    return ProgramError(f"the program {ended(status)}: {said}", details=words)
