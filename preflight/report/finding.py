"""Findings: what policies reported, with what the judgement of their pack says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from preflight.packs.diagnostics import Violation
from preflight.packs.enforcement import Level, blocks
from preflight.packs.judgement import UNDECIDED, Judged, Judgement, Waiver
from preflight.packs.pack_config import PolicySettings
from preflight.report.names import READ

JudgedByPlace = dict[tuple[str, str, str], Judged]
Settings = Mapping[tuple[str, str], PolicySettings]
"""What policies were told, by pack and policy."""


@dataclass(frozen=True)
class Finding:
    """One violation, and what the pack's judgement says of it.

    `fault` is None where there is no such judgement, which is so for most packs; evidence, symptom, remedy and `source`
    (the address of the page that says so) are empty then. `position` is `file:line` of what to change, empty where it
    is not known; `made_at` the program's line where that is another one; `operations` are those of two in which it was
    made, empty where there was one. What is `waived` is not reported, and blocks nothing; `waived_at` is the waiver's
    `file:line`, empty where it is not known. `new` says whether a change brings it, None where nothing was compared.
    """

    __pydantic_config__: ClassVar = READ

    pack: str
    policy: str
    fault: str | None
    level: Level
    urn: str
    position: str
    message: str
    evidence: tuple[str, ...] = ()
    symptom: str = ""
    remedy: str = ""
    undecided: bool = False
    operations: tuple[str, ...] = ()
    made_at: str = ""
    source: str = ""
    waived: Waiver | None = None
    waived_at: str = ""
    new: bool | None = None

    @property
    def mandatory(self) -> bool:
        """Whether it blocks a deployment."""
        return blocks(self.level)

    @property
    def name(self) -> str:
        """What to call it: the fault's id, else its policy."""
        return self.fault or self.policy


def by_place(judgements: Iterable[Judgement]) -> JudgedByPlace:
    """What packs judged, by pack, resource, and the text of its violation or what it begins with; the last of its kind.

    Where a policy tells several findings of one fault in one line, the line is no text of theirs but begins as they do.
    """
    found: JudgedByPlace = {}
    for judgement in judgements:
        for judged in judgement.findings:
            for text in (judged.message, judged.opening):
                found[judgement.pack, judged.urn or "", text] = judged
    return found


def finding_of_violation(violation: Violation, judged_by_place: JudgedByPlace) -> Finding:
    """A violation as a finding, with what its pack's judgement says of it."""
    judged = _judged(violation, judged_by_place)
    return Finding(
        pack=violation.pack,
        policy=violation.policy,
        fault=judged.fault if judged else None,
        level=violation.level,
        urn=violation.urn,
        position="",
        message=violation.message,
        evidence=judged.evidence if judged else (),
        symptom=(judged.symptom if judged else None) or "",
        remedy=(judged.remedy if judged else None) or "",
        undecided=judged.undecided if judged else False,
        source=(judged.source if judged else None) or "",
    )


def finding_of_judgement(pack: str, judged: Judged) -> Finding:
    """A finding as the judgement alone tells it, under whatever engine."""
    return Finding(
        pack=pack,
        policy=judged.policy,
        fault=judged.fault,
        level=judged.level,
        urn=judged.urn or "",
        position="",
        message=judged.message,
        evidence=judged.evidence,
        symptom=judged.symptom or "",
        remedy=judged.remedy or "",
        undecided=judged.undecided,
        source=judged.source or "",
        waived=judged.waived,
    )


def placed(finding: Finding, places: Mapping[str, tuple[str, str]], settings: Settings) -> Finding:
    """A finding at its place: its resource's (`position`, `made_at`), else where its policy is given properties.

    What is waived has the level that its policy was given, which a judgement does not know.
    """
    position, made_at = places.get(finding.urn, ("", ""))
    given = settings.get((finding.pack, finding.policy), PolicySettings())
    if finding.waived is None:
        return replace(finding, position=position or given.place(()), made_at=made_at)
    return replace(finding, level=given.level or finding.level, position=position, made_at=made_at)


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Mandatory ones first, undecided ones last, each kind by policy, fault and resource."""
    return tuple(
        sorted(findings, key=lambda each: (not each.mandatory, each.undecided, each.policy, each.fault or "", each.urn))
    )


def _judged(violation: Violation, judged_by_place: JudgedByPlace) -> Judged | None:
    """Which finding of its pack a violation tells."""
    for text in (violation.message, _opening(violation.message)):
        judged = judged_by_place.get((violation.pack, violation.urn, text))
        if judged and violation.message.startswith(judged.opening):
            return judged
    return None


def _opening(message: str) -> str:
    """What a message begins with: whether it is undecided, and its fault (`Judged.opening`)."""
    undecided = UNDECIDED if message.startswith(UNDECIDED) else ""
    fault, mark, _ = message.removeprefix(undecided).partition(": ")
    return f"{undecided}{fault}{mark}"
