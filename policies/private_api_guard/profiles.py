"""Profiles: what a configuration file says to begin with, by a name.

Nothing but policies' names can be the key of a configuration, so that a profile is written out into the file
(`preflight config --profile`); the engine knows none.
"""

from dataclasses import dataclass, field
from typing import Any

from .faults import MANDATORY, TOPICS, WAIVERS

UNTIL = "UNTIL"
"""What stands for a day that is given along with a profile."""


@dataclass(frozen=True)
class Profile:
    """A profile, and the settings by policy that it stands for."""

    name: str
    help: str
    settings: dict[str, Any] = field(default_factory=dict)


PROFILES = (
    Profile("baseline", "What can not work blocks, as it is without a configuration; everything else is advice."),
    Profile(
        "strict",
        "Everything that is found blocks, but not what could not be decided.",
        {topic.name: MANDATORY for topic in TOPICS if topic.level != MANDATORY},
    ),
    Profile("adopt", "Nothing blocks up to a day, then what can not work does.", {WAIVERS: {"adoptUntil": UNTIL}}),
)
