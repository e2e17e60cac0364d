"""Waivers: findings that an organisation accepts for a while, each with a reason and a date."""

import datetime
import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults.fault import Finding

_KEYS = ("policy", "fault", "resource", "reason", "expires")


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
    def in_force(self) -> bool:
        """Whether it counts: it is complete, and its date has not passed."""
        return not self.problem

    def covers(self, finding: "Finding") -> bool:
        """Whether a finding is what the waiver means."""
        name = finding.fault.id
        fault = self.fault if "/" in self.fault or self.fault == "*" else f"{self.policy}/{self.fault}"
        return (
            self.policy in (finding.policy, finding.fault.policy)
            and fnmatch.fnmatchcase(name, fault)
            and (
                fnmatch.fnmatchcase(finding.urn, self.resource)
                or fnmatch.fnmatchcase(finding.urn.rsplit("::", 1)[-1], self.resource)
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
    try:
        expires = datetime.date.fromisoformat(texts["expires"])
    except ValueError:
        return f"expires {texts['expires']!r} is no date; write YYYY-MM-DD"
    return f"expired on {expires}; mend the finding, or give a new date and reason" if expires < today else ""


def problems(waivers: Iterable[Waiver], findings: "Iterable[Finding]") -> Iterator[str]:
    """What to say about waivers: those without effect, and why."""
    listed = list(findings)
    for waiver in waivers:
        if waiver.problem:
            yield f"The waiver of {waiver} {waiver.problem}."
        elif not any(waiver.covers(finding) for finding in listed):
            yield f"The waiver of {waiver} matches no finding; remove it."
