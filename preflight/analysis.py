"""Asking policy packs about resources, in the engine's order of calls."""

import contextlib
import hashlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from preflight.engine.engine import Message
from preflight.engine.simulation import remediated
from preflight.files import absolute
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicySettings, merged, read, unknown_policies
from preflight.processes import process
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.protocol.resource import Resource, stack_request
from preflight.protocol.stack_identity import StackIdentity


@dataclass(frozen=True)
class PackChoice:
    """A pack to ask: its folder, and its configuration file if there is one, which messages call `config_name`."""

    folder: Path
    config: Path | None = None
    config_name: str = ""

    @property
    def beside(self) -> Path | None:
        """The folder of the configuration file."""
        return self.config.parent if self.config else None

    @cached_property
    def settings(self) -> dict[str, PolicySettings]:
        """What the configuration file says, read once: it may be a pipe. Raises `PackConfigError`."""
        return read(self.config, name=self.config_name) if self.config else {}


def analyze(
    resources: Sequence[Resource], pack: Pack, settings: dict[str, PolicySettings] | None = None
) -> Diagnostics:
    """What one running pack says of a stack.

    `settings` is what a configuration file says (`pack_config.read`). Each resource goes to Remediate, where a policy
    remediates, and to Analyze, then all of them to AnalyzeStack. Raises `PackError` and `PackConfigError`.
    """
    configured = merged(pack.policies, pack.initial_settings, settings or {})
    pack.configure(configured)
    # Of a pack without a policy at this level the SDK asks none, and each call takes its time.
    remediates = any(each.level == "remediate" for each in configured.values())
    shown = []
    for resource in resources:
        if resource.analyzed:
            changed = pack.remediate(resource.remediate_request()) if remediates else None
            if changed is not None:
                resource = remediated(resource, changed)  # noqa: PLW2901 - what was remediated is what is analyzed
            pack.analyze(resource.analyze_request())
        shown.append(resource)
    pack.analyze_stack(stack_request(sorted(shown, key=_as_in_a_map)))
    return pack.diagnostics


def analyze_side_by_side(
    resources: Sequence[Resource],
    choices: Sequence[PackChoice],
    packs: Sequence[Pack],
    identity: StackIdentity,
    on_message: Callable[[Message], None] = lambda _: None,
) -> Diagnostics:
    """What running packs say of a stack, `packs` being those that were started for `choices`, in one operation.

    `on_message` gets a warning for each policy that a configuration file sets and the pack does not have, and for each
    judgement that can not be read.
    """
    diagnostics = Diagnostics()
    for pack in packs:
        pack.introduce(identity)
    pairs = [(pack, choice.settings) for pack, choice in zip(packs, choices, strict=True)]
    for pack, settings in pairs:
        if pack.warning:
            on_message(Message("warning", pack.warning))
        for name in unknown_policies(pack.policies, settings):
            on_message(
                Message("warning", f"policy pack {pack.name} has no policy {name!r}, which its configuration sets")
            )
    with ThreadPoolExecutor() as threads:
        diagnostics.add(list(threads.map(lambda pair: analyze(resources, *pair), pairs)))
    for why in diagnostics.unread:
        on_message(Message("warning", why))
    return diagnostics


def analyze_with(
    choices: Sequence[PackChoice],
    resources: Sequence[Resource],
    identity: StackIdentity,
    on_message: Callable[[Message], None] = lambda _: None,
    timeout: float = TIMEOUT_SECONDS,
) -> Diagnostics:
    """What packs say of a stack; they are started for it and ended after it. Raises `PackError`, `PackConfigError`."""
    with starting([(choices, identity)], timeout) as packs:
        return analyze_side_by_side(resources, choices, packs(choices, identity), identity, on_message)


@contextlib.contextmanager
def starting(
    asked: Sequence[tuple[Sequence[PackChoice], StackIdentity]], timeout: float = TIMEOUT_SECONDS
) -> Iterator[Callable[[Sequence[PackChoice], StackIdentity], list[Pack]]]:
    """Starts the packs of choices for stacks, at once and in parallel. Ends all of them.

    Packs of one choice and of another that are told the same are one process. Yields a function that waits for those of
    some choices for a stack, which raises `PackError` and `StartError`.
    """
    with ThreadPoolExecutor(max_workers=max(1, sum(len(choices) for choices, _ in asked))) as threads:
        starts: dict[Hashable, Future[Pack]] = {}
        for choices, identity in asked:
            for told, choice in _told(choices, identity):
                if told not in starts:
                    starts[told] = threads.submit(_started, choice, identity, timeout)
        try:
            yield lambda choices, identity: [starts[told].result() for told, _ in _told(choices, identity)]
        except BaseException:
            process.stop_all()  # also those that are still starting
            raise
        finally:
            for start in starts.values():
                with contextlib.suppress(Exception):
                    start.result().close()


def _started(choice: PackChoice, identity: StackIdentity, timeout: float) -> Pack:
    pack = Pack.start(choice.folder, identity, timeout=timeout, beside=choice.beside)
    try:
        merged(pack.policies, pack.initial_settings, choice.settings)  # what is wrong with them is known in time
    except BaseException:
        pack.close()
        raise
    return pack


def _told(choices: Sequence[PackChoice], identity: StackIdentity) -> Iterator[tuple[Hashable, PackChoice]]:
    """What the process of each pack is told when it starts; those of one choice are asked side by side."""
    told = tuple(identity.environment.items())
    for place, choice in enumerate(choices):
        yield (place, absolute(choice.folder), choice.beside, told), choice


def named(choices: Sequence[PackChoice]) -> str:
    """The packs that are asked, for people."""
    return ", ".join(f"policy pack {absolute(choice.folder).name}" for choice in choices)


def _as_in_a_map(resource: Resource) -> bytes:
    """An order that has nothing to do with the program's, as the engine's has not, but the same in every run."""
    return hashlib.sha256(resource.urn.encode()).digest()
