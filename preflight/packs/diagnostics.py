"""What the policies of packs say of a stack."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from preflight.packs.enforcement import Level, blocks
from preflight.packs.judgement import Judgement
from preflight.packs.pack_config import PolicySettings


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
        return blocks(self.level)


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
        return blocks(self.level)


@dataclass
class Diagnostics:
    """What one or more packs said.

    `judgements` are what packs wrote beside their violations, by the pack's name; `unread` says of such files that
    could not be read why not; `disabled` are policies that the configuration switched off; `settings` are those of each
    policy, by pack and policy; `releases` are the versions that packs are published under, by name.
    """

    packs: list[str] = field(default_factory=list)
    releases: dict[str, str] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    aborted: list[Aborted] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    disabled: list[str] = field(default_factory=list)
    settings: dict[tuple[str, str], PolicySettings] = field(default_factory=dict)

    def add(self, others: Iterable["Diagnostics"]) -> None:
        """Take over what other packs said."""
        for other in others:
            self.packs.extend(other.packs)
            self.releases.update(other.releases)
            self.violations.extend(other.violations)
            self.aborted.extend(other.aborted)
            self.judgements.extend(other.judgements)
            self.unread.extend(other.unread)
            self.disabled.extend(other.disabled)
            self.settings.update(other.settings)
