"""A pack's catalogue of faults: `rules.json` in its folder, generated from its code."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from preflight.documents.json_reader import read_json
from preflight.errors import ReportError, UsageError

CATALOGUE = "rules.json"
"""The file in a pack's folder."""


@dataclass(frozen=True, kw_only=True)
class KnownPolicy:
    """A policy, and what it asks."""

    policy: str
    level: str
    asks: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnownFault:
    """A fault, by its id (`policy/fault`)."""

    fault: str
    policy: str
    level: str
    title: str | None = None
    symptom: str | None = None
    remedy: str | None = None
    source: str | None = None
    not_modelled: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnownProfile:
    """What a configuration says to begin with. `UNTIL` in its settings stands for a day."""

    profile: str
    help: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The policies and faults of a pack, as `rules.json` has them. `release` is the pack's version."""

    pack: str
    release: str = ""
    profiles: tuple[KnownProfile, ...] = ()
    policies: tuple[KnownPolicy, ...]
    faults: tuple[KnownFault, ...]

    def fault(self, name: str) -> KnownFault:
        """One fault, by `policy/fault` or by the second half alone. Raises `UsageError`."""
        found = [fault for fault in self.faults if name in {fault.fault, fault.fault.partition("/")[2]}]
        if len(found) == 1:
            return found[0]
        names = [fault.fault for fault in self.faults]
        near = [fault.fault for fault in found] or difflib.get_close_matches(name, names, 5, 0.4)
        raise UsageError(
            f"{'several faults are' if found else 'no fault is'} called {name!r}",
            remedy=f"Did you mean {', '.join(near)}?"
            if near
            else "`preflight rules` lists them; --policy-pack-config FILE adds those of checks of your own.",
        )


def read_catalogue(pack: Path) -> Catalogue:
    """The catalogue in a pack's folder. Raises `ReportError`."""
    return read_json(pack / CATALOGUE, ReportError).fit(
        Catalogue,
        what="catalogue of a policy pack",
        remedy="Name the pack's folder with --policy-pack; it must hold rules.json.",
    )
