"""Waivers: findings that an organisation accepts for a while, each with a reason and a date."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .faults import LEVELS, WAIVERS

if TYPE_CHECKING:
    from .faults.fault import Finding

POLICY = WAIVERS
OPTION = "waivers"
_KEYS = ("policy", "fault", "resource", "reason", "expires")
_EXPIRED = "expired after "


@dataclass(frozen=True)
class Waiver:
    """One exemption. `fault` and `resource` are patterns with `*`; `resource` means a URN or a resource's name."""

    policy: str
    fault: str
    resource: str
    reason: str
    expires: str
    problem: str = ""

    @property
    def expired(self) -> bool:
        """Whether it is complete, but its last day has passed."""
        return self.problem.startswith(_EXPIRED)

    @property
    def in_force(self) -> bool:
        """Whether it counts: it is complete, and its last day has not passed."""
        return not self.problem

    def covers(self, finding: "Finding") -> bool:
        """Whether a finding is what the waiver means."""
        here = _fits(self.resource, finding.urn) or _fits(self.resource, finding.urn.rsplit("::", 1)[-1])
        return here and any(
            self.policy in policies and _fits(self.fault, fault if "/" in self.fault else fault.partition("/")[2])
            for fault, *policies in (
                (finding.fault.id, finding.policy, finding.fault.policy),
                (finding.fault.milder, finding.fault.milder.partition("/")[0]),
            )
        )

    def __str__(self) -> str:
        return f"{self.fault or '(no fault)'} at {self.resource or '(no resource)'}"


def parse(entries: Any, today: datetime.date) -> list[Waiver]:
    """The waivers of a configuration; what is wrong with one is told in its `problem`."""
    return [_waiver(entry, today) for entry in entries] if isinstance(entries, list) else []


def _waiver(entry: Any, today: datetime.date) -> Waiver:
    given = entry if isinstance(entry, dict) else {}
    texts = {key: str(given.get(key) or "").strip() for key in _KEYS}
    return Waiver(**texts, problem=_problem(given, texts, today))


def _problem(given: dict[str, Any], texts: dict[str, str], today: datetime.date) -> str:
    stray = sorted(set(given) - set(_KEYS))
    if stray:
        return f"has a key {stray[0]!r} that nobody knows; allowed are {', '.join(_KEYS)}"
    missing = [key for key in _KEYS if not texts[key]]
    if missing:
        return f"has no {missing[0]}; give all of {', '.join(_KEYS)}"
    if texts["policy"] not in LEVELS:
        return f"names the policy {texts['policy']!r}, which the pack does not have"
    try:
        last = datetime.date.fromisoformat(texts["expires"])
    except ValueError:
        return f"expires {texts['expires']!r}, which is no date; write YYYY-MM-DD"
    return f"{_EXPIRED}{last}" if last < today else ""


def _fits(pattern: str, text: str) -> bool:
    """Whether a pattern, in which only `*` is special, means a text.

    A part stands at the first place that it fits: no later one would leave more room for those after it.
    """
    first, *parts = pattern.split("*")
    if not parts:
        return pattern == text
    *middle, last = parts
    place = len(first)
    for part in middle:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) >= place
