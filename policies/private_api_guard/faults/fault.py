"""A fault, a finding, and the judge that collects findings and the evidence of what is open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..model.verdict import State, Verdict

# Lines of evidence that one finding carries, and how long each may be: a reply must stay far below gRPC's 4 MB.
_MOST_LINES = 8
_LONGEST_LINE = 300


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong.

    `id` is `policy/fault` and never changes. `title` says what is closed, `symptom` what a caller or operator sees,
    `remedy` what to change, `source` the page that says so, `not_modelled` what the check leaves out.
    """

    id: str
    title: str
    symptom: str
    remedy: str
    source: str
    not_modelled: str = ""

    @property
    def policy(self) -> str:
        """The policy that reports it."""
        return self.id.partition("/")[0]


@dataclass(frozen=True)
class Finding:
    """A fault at a resource. `where` names the property that kept an undecided one from being known."""

    fault: Fault
    urn: str
    evidence: tuple[str, ...] = ()
    undecided: bool = False
    where: str = ""
    symptom: str = ""
    remedy: str = ""
    hop: str = ""
    subjects: frozenset[str] = frozenset()
    check: str = "request"

    @property
    def policy(self) -> str:
        """The policy that reports it."""
        return "undecided" if self.undecided else self.fault.policy

    @property
    def message(self) -> str:
        """The text of the violation: the fault, what is closed, evidence, symptom, remedy."""
        if self.undecided:
            claim = f"can not know whether {_lower(self.fault.title)}: {self.where} is not known"
            head = f"undecided: {self.fault.id}: {claim}"
        else:
            head = f"{self.fault.id}: {self.fault.title}"
        evidence = "; ".join(self.evidence)
        parts = [head, f"Evidence: {evidence}" if evidence else "", f"Symptom: {self.symptom or self.fault.symptom}"]
        parts.append(f"Remedy: {self.remedy or self.fault.remedy}")
        return "\n".join(part for part in parts if part)


@dataclass
class Passage:
    """What is known of one hop: evidence that it is open, and presumptions that this rests on."""

    evidence: dict[str, None] = field(default_factory=dict)
    presumed: dict[str, None] = field(default_factory=dict)


class Judge:
    """Collects what the checks find. The same fault at the same resource is one finding, with all its evidence."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, str, bool], Finding] = {}
        self.passages: dict[tuple[str, str], Passage] = defaultdict(Passage)

    @property
    def findings(self) -> list[Finding]:
        """All findings, in order of fault and resource."""
        return [self._findings[key] for key in sorted(self._findings)]

    def found(self, fault: Fault, urn: str) -> bool:
        """Whether a fault was already found at a resource."""
        return (fault.id, urn, False) in self._findings

    def closed(
        self,
        fault: Fault,
        urn: str,
        *evidence: str,
        hop: str,
        subjects: Iterable[str] = (),
        symptom: str = "",
        remedy: str = "",
        check: str = "request",
    ) -> None:
        """A fault at a resource. It closes the hop of that kind of every path on which one of the subjects stands."""
        self._add(Finding(fault, urn, evidence, False, "", symptom, remedy, hop, frozenset({urn, *subjects}), check))

    def undecided(
        self,
        fault: Fault,
        urn: str,
        where: str,
        *evidence: str,
        hop: str,
        subjects: Iterable[str] = (),
        remedy: str = "",
        check: str = "request",
    ) -> None:
        """Nobody can know whether the fault is there; `where` names the property that would tell."""
        subjects = frozenset({urn, *subjects})
        self._add(Finding(fault, urn, evidence, True, where or "a property", "", remedy, hop, subjects, check))

    def open(self, hop: str, subjects: Iterable[str], *evidence: str) -> None:
        """Evidence that a hop is open."""
        for subject in subjects:
            self.passages[hop, subject].evidence.update(dict.fromkeys(_short(evidence)))

    def presume(self, hop: str, subjects: Iterable[str], *presumed: str) -> None:
        """What is taken to be so although it is not known yet."""
        for subject in subjects:
            self.passages[hop, subject].presumed.update(dict.fromkeys(_short(presumed)))

    def verdict(
        self,
        verdict: Verdict,
        fault: Fault,
        urn: str,
        *,
        hop: str,
        subjects: Iterable[str] = (),
        symptom: str = "",
        remedy: str = "",
        check: str = "request",
    ) -> State:
        """Files an answer of the model under a fault: as evidence, as a finding, or as undecided."""
        subjects = tuple(subjects)
        if verdict.open:
            self.open(hop, (urn, *subjects), *verdict.evidence)
            if verdict.presumed:
                self.presume(hop, (urn, *subjects), *verdict.presumed)
        elif verdict.closed:
            at = verdict.culprit or urn
            self.closed(
                fault,
                at,
                *verdict.evidence,
                hop=hop,
                subjects=(urn, *subjects),
                symptom=symptom,
                remedy=remedy,
                check=check,
            )
        else:
            self.undecided(
                fault, urn, verdict.where, *verdict.evidence, hop=hop, subjects=subjects, remedy=remedy, check=check
            )
        return verdict.state

    def _add(self, finding: Finding) -> None:
        key = (finding.fault.id, finding.urn, finding.undecided)
        earlier = self._findings.get(key)
        evidence = tuple(dict.fromkeys((*(earlier.evidence if earlier else ()), *_short(finding.evidence))))[
            :_MOST_LINES
        ]
        if earlier:
            subjects = earlier.subjects | finding.subjects
            self._findings[key] = replace(earlier, evidence=evidence, subjects=subjects)
        else:
            self._findings[key] = replace(finding, evidence=evidence)


def _short(lines: Iterable[str]) -> list[str]:
    return [line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…" for line in lines if line]


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
