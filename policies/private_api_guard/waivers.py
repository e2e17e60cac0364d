"""Waivers: findings that an organisation accepts for a while, each with a reason, a date and who answers for it.

They stand in a configuration file, or beside the code, as components that the program registers.
"""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .faults import LEVELS, WAIVERS
from .model.waiver import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .faults.fault import Finding
    from .model import waiver as beside

POLICY = WAIVERS
_NEEDED = ("policy", "fault", "resource", "reason", "expires")
EXPIRED = "expired after "
"""How a problem begins that is only that the last day has passed."""


@dataclass(frozen=True)
class Waiver:
    """One exemption. `fault` and `resource` are patterns with `*`; `resource` means a URN or a resource's name.

    `urn` is the component that it is, where it stands beside the code; `unknown` is the property of it that only the
    update will tell, where it needs that to count.
    """

    policy: str
    fault: str
    resource: str
    reason: str
    expires: str
    owner: str = ""
    problem: str = ""
    urn: str = ""
    unknown: str = ""

    @property
    def expired(self) -> bool:
        """Whether it is complete, but its last day has passed."""
        return self.problem.startswith(EXPIRED)

    @property
    def in_force(self) -> bool:
        """Whether it counts: it is known and complete, and its last day has not passed."""
        return not self.problem and not self.unknown

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

    @property
    def terms(self) -> str:
        """Until when, why and by whom."""
        return f"until {self.expires}: {self.reason}" + (f" ({self.owner})" if self.owner else "")

    def __str__(self) -> str:
        return f"{self.fault or '(no fault)'} at {self.resource or '(no resource)'}"


def parse(entries: Any, today: datetime.date) -> list[Waiver]:
    """The waivers of a configuration; what is wrong with one is told in its `problem`."""
    return [_waiver(entry, today) for entry in entries] if isinstance(entries, list) else []


def parse_beside(components: "Iterable[beside.Waiver]", today: datetime.date) -> list[Waiver]:
    """The waivers that stand beside the code."""
    return [_beside(each, today) for each in components]


def until(text: Any, today: datetime.date) -> str:
    """What is wrong with a last day: it is no date, or has passed; empty where it is one to come."""
    try:
        last = datetime.date.fromisoformat(str(text))
    except ValueError:
        return f"expires {text!r}, which is no date; write YYYY-MM-DD"
    return f"{EXPIRED}{last}" if last < today else ""


def _beside(component: "beside.Waiver", today: datetime.date) -> Waiver:
    given = {name: component.part(name) for name in PARTS}
    texts = {name: value.known for name, value in given.items()}
    unknown = next(
        (given[name].where for name in ("policy", "fault", "resource", "expires") if given[name].unknown), ""
    )
    if given["reason"].unknown:
        texts["reason"] = "(not known yet)"
    strays = dict.fromkeys(component.strays)
    return _waiver({**texts, **strays}, today, urn=component.urn, unknown=unknown)


def _waiver(entry: Any, today: datetime.date, *, urn: str = "", unknown: str = "") -> Waiver:
    given = entry if isinstance(entry, dict) else {}
    texts = {key: str(given.get(key) or "").strip() for key in PARTS}
    texts["policy"] = texts["policy"] or _policy_of(texts["fault"])
    problem = "" if unknown else _problem(given, texts, today)
    return Waiver(**texts, problem=problem, urn=urn, unknown=unknown)


def _policy_of(fault: str) -> str:
    """The policy that a fault names: `policy/fault`."""
    policy, mark, _ = fault.partition("/")
    return policy if mark and "*" not in policy else ""


def _problem(given: dict[str, Any], texts: dict[str, str], today: datetime.date) -> str:
    stray = sorted(set(given) - set(PARTS))
    if stray:
        return f"has a key {stray[0]!r} that nobody knows; allowed are {', '.join(PARTS)}"
    missing = [key for key in _NEEDED if not texts[key]]
    if missing:
        return f"has no {missing[0]}; give all of {', '.join(_NEEDED)}"
    if texts["policy"] not in LEVELS:
        return f"names the policy {texts['policy']!r}, which the pack does not have"
    return until(texts["expires"], today)


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
