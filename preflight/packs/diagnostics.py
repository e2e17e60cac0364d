"""What the policies say of a stack."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["advisory", "mandatory", "remediate", "disabled"]


@dataclass(frozen=True)
class Violation:
    """One thing a policy reported, as the engine would show it. `urn` is empty when it concerns the whole stack."""

    pack: str
    policy: str
    level: Level
    urn: str
    message: str
    description: str = ""

    @property
    def mandatory(self) -> bool:
        """Whether it blocks a deployment."""
        return self.level in {"mandatory", "remediate"}


@dataclass(frozen=True)
class Aborted:
    """A policy that gave up on a value that is not known yet. `level` is what its violations would have had."""

    pack: str
    policy: str
    level: Level
    urn: str
    reason: str

    @property
    def mandatory(self) -> bool:
        """Whether a mandatory policy said nothing, which must not pass for consent."""
        return self.level in {"mandatory", "remediate"}


@dataclass
class Diagnostics:
    """What one or more packs said. `judgements` are the files that packs wrote beside their violations."""

    packs: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    aborted: list[Aborted] = field(default_factory=list)
    judgements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mandatory(self) -> list[Violation]:
        """The violations that block."""
        return [violation for violation in self.violations if violation.mandatory]

    @property
    def blocked(self) -> bool:
        """Whether a deployment must not go on."""
        return bool(self.mandatory) or any(policy.mandatory for policy in self.aborted)

    def add(self, others: Iterable["Diagnostics"]) -> None:
        """Take over what other packs said."""
        for other in others:
            self.packs.extend(other.packs)
            self.violations.extend(other.violations)
            self.aborted.extend(other.aborted)
            self.judgements.extend(other.judgements)
