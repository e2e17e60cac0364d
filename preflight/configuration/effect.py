"""What a configuration comes to: the pack is asked, in its own process, about a stack that has nothing in it."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preflight.analysis import analyze
from preflight.documents.document import Document
from preflight.packs.catalogue import KnownFault
from preflight.packs.enforcement import Level
from preflight.packs.judgement import Judged, ListedWaiver
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicySettings, merged, settings_in, unknown_policies
from preflight.processes.process import TIMEOUT_SECONDS
from preflight.protocol.resource import Resource
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.waivers import with_places

_STACK = "urn:pulumi:any::configuration::pulumi:pulumi:Stack::configuration-any"
_UNUSED = "waivers/matches-nothing"  # nothing is there that could be waived


@dataclass(frozen=True)
class AskedPolicy:
    """A policy as it is configured. `own` is its level by itself; `options` are those that have another value."""

    policy: str
    level: Level
    own: Level
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """What of a configuration has no effect, its `file:line` if that is known, and what to do."""

    message: str
    position: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Effect:
    """What results: each policy, each waiver, and what has no effect. `faults` are those of checks of one's own."""

    pack: str
    release: str
    policies: tuple[AskedPolicy, ...]
    waivers: tuple[ListedWaiver, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[KnownFault, ...] = ()


def effect_of(folder: Path, document: Document, beside: Path, timeout: float = TIMEOUT_SECONDS) -> Effect:
    """What a pack makes of a configuration, whose folder is `beside`. Raises `PackError` and `PackConfigError`."""
    given = settings_in(document)
    identity = StackIdentity("configuration", "any")
    with Pack.start(folder, identity, timeout=timeout, beside=beside) as pack:
        pack.introduce(identity)
        settings = merged(pack.policies, pack.initial_settings, given)
        said = analyze([Resource(_STACK, "pulumi:pulumi:Stack", "configuration-any")], pack, given)
        places = {(pack.name, name): setting for name, setting in settings.items()}
        judgements = [with_places(each, places, {}) for each in said.judgements]
        faults = tuple(fault for each in judgements for fault in each.faults)
        own = {fault.fault for fault in faults}
        asked = tuple(_asked(pack, name, settings[name]) for name in pack.policies)
        problems = [*_unknown(pack, given), *_switched_off(asked, settings)]
        for each in judgements:
            for found in each.findings:
                if found.fault not in own and found.fault != _UNUSED:
                    place = settings[found.fault.partition("/")[0]].place(())
                    told = f"{found.fault}: {_told(found)}"
                    problems.append(Problem(told, place, found.remedy or ""))
        return Effect(
            pack.name,
            said.releases.get(pack.name, ""),
            asked,
            tuple(waiver for each in judgements for waiver in each.waivers),
            tuple(problems),
            tuple(note for each in judgements for note in each.notes),
            faults,
        )


def _asked(pack: Pack, name: str, setting: PolicySettings) -> AskedPolicy:
    policy = pack.policies[name]
    options = {key: value for key, value in setting.properties.items() if value != policy.defaults.get(key)}
    return AskedPolicy(name, setting.level or policy.level, policy.level, options)


def _unknown(pack: Pack, given: Mapping[str, PolicySettings]) -> list[Problem]:
    """Policies that the pack does not have. The engine says nothing of them where they have a level."""
    problems = []
    for name in unknown_policies(pack.policies, given):
        near = difflib.get_close_matches(name, pack.policies, 1)
        remedy = f"Did you mean {near[0]}?" if near else f"The pack's policies: {', '.join(sorted(pack.policies))}."
        problems.append(Problem(f"the pack has no policy {name!r}", given[name].place(()), remedy))
    return problems


def _switched_off(asked: Iterable[AskedPolicy], settings: Mapping[str, PolicySettings]) -> list[Problem]:
    asked = tuple(asked)
    if all(each.level == "disabled" for each in asked):
        return [Problem("every policy is disabled: nothing is judged", "", "Disable policies by name, if at all.")]
    return [
        Problem(
            f"{each.policy} is disabled: nothing comes of its {', '.join(each.options)}",
            settings[each.policy].place(()),
            "Give it another level, or take that out.",
        )
        for each in asked
        if each.level == "disabled" and each.options
    ]


def _told(found: Judged) -> str:
    """What is wrong, as evidence tells it if there is any."""
    return "; ".join(found.evidence) or found.message.partition("\n")[0].removeprefix(found.opening)
