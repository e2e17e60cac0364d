"""A pack's catalogue of faults: `rules.json` in its folder, generated from its code."""

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from preflight.documents.json_reader import read_json
from preflight.errors import ReportError, UsageError

CATALOGUE = "rules.json"
"""The file in a pack's folder."""

# Of the weight of all words, and of what the likeliest fault has of it.
_LIKELY, _AS_LIKELY = 0.3, 0.8
_MOST = 10


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

    @property
    def words(self) -> frozenset[str]:
        """What it is called, and what is said of it by AWS and by the pack."""
        return _words(f"{self.fault} {self.title} {self.symptom}")


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

    def called(self, name: str) -> list[KnownFault]:
        """The faults of that id, or of that second half of one."""
        return [fault for fault in self.faults if name in {fault.fault, fault.fault.partition("/")[2]}]

    def fault(self, name: str) -> KnownFault:
        """One fault, by `policy/fault` or by the second half alone. Raises `UsageError`."""
        found = self.called(name)
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

    def saying(self, text: str) -> list[KnownFault]:
        """The faults that a text is about, an error of AWS for example; the likeliest first, none where none is likely.

        Words count by how few faults have them. Those that no fault has, such as ids, do not count.
        """
        having = {word: self._by_word[word] for word in _words(text) if word in self._by_word}
        weights = {word: math.log(1 + len(self.faults) / len(found)) for word, found in having.items()}
        told: dict[str, float] = {}
        for word, found in having.items():
            for fault in found:
                told[fault] = told.get(fault, 0.0) + weights[word]
        best = max(told.values(), default=0.0)
        if not best or best < _LIKELY * sum(weights.values()):
            return []
        likely = [each for each in self.faults if told.get(each.fault, 0.0) >= _AS_LIKELY * best]
        return sorted(likely, key=lambda each: -told[each.fault])[:_MOST]

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        """The ids of the faults of which a word is said, by word."""
        found: dict[str, list[str]] = {}
        for each in self.faults:
            for word in each.words:
                found.setdefault(word, []).append(each.fault)
        return found


def read_catalogue(pack: Path) -> Catalogue:
    """The catalogue in a pack's folder. Raises `ReportError`."""
    return read_json(pack / CATALOGUE, ReportError).fit(
        Catalogue,
        what="catalogue of a policy pack",
        remedy="Name the pack's folder with --policy-pack; it must hold rules.json.",
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 3 or word.isdigit())
