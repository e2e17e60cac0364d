"""A fault, a finding, and the judge that collects findings and the evidence of what is open."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Literal, TypeAlias

from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import Verdict
from .symptoms import Told

# Lines of evidence that one finding carries, and how long each may be: a reply must stay far below gRPC's 4 MB.
_MOST_LINES = 8
_LONGEST_LINE = 300
# What a finding keeps from passing: requests, health checks or both.
Check: TypeAlias = Literal["request", "health", "both"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that can be wrong.

    `id` is `policy/fault` and never changes; the policy gives it its level. `hop` is what it closes, `title` says how,
    `symptom` what a caller or operator sees, `remedy` what to change, `source` the page that says so, `not_modelled`
    what the check leaves out. `covers` are ids of faults that follow from this one: a finding of theirs that has this
    one's place among its subjects is told by it alone. `milder` is the id of a fault of which this one is the case
    that mostly passes: what waives that one waives this one, too.
    """

    id: str
    hop: Hop
    title: str
    symptom: Told
    remedy: str
    source: str
    not_modelled: str = ""
    covers: tuple[str, ...] = ()
    milder: str = ""

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
    subjects: frozenset[str] = frozenset()
    check: Check = "request"
    reporter: str = ""

    @property
    def policy(self) -> str:
        """The policy that reports it: `undecided` what could not be decided, the fault's own what was."""
        return self.reporter or ("undecided" if self.undecided else self.fault.policy)

    @property
    def message(self) -> str:
        """The text of the violation, which is all that the CLI prints."""
        head, title = f"{self.fault.id}: {self.fault.title}", self.fault.title
        if self.undecided:
            claim = f"can not know whether {title[:1].lower()}{title[1:]}: {self.where} is not known"
            head = f"undecided: {self.fault.id}: {claim}"
        evidence = [f"Evidence: {'; '.join(self.evidence)}"] if any(self.evidence) else []
        told = {"Symptom": self.fault.symptom.text, "Remedy": self.fault.remedy, "Source": self.fault.source}
        return "\n".join([head, *evidence, *(f"{what}: {text}" for what, text in told.items())])


# What a check answers where it is not asked about subjects: the fault, the resource and the answer.
Found: TypeAlias = tuple[Fault, str, Verdict]


class Judge:
    """Collects what the checks find. The same fault at the same resource is one finding, with all its evidence.

    `passages` are the answers by which a hop is open at a resource, each once. `hidden` clears what is told of secrets.
    `known` are faults beside the catalogue's, which checks of an organisation's own look for.
    """

    def __init__(self, hidden: Callable[[str], str] = str) -> None:
        self.hidden = hidden
        self.known: list[Fault] = []
        self._reported: list[Finding] = []
        self._merged: tuple[int, list[Finding]] = (0, [])
        self.passages: dict[tuple[Hop, str], dict[Verdict, None]] = defaultdict(dict)

    @property
    def findings(self) -> list[Finding]:
        """All findings that no other one covers, in order of fault and resource."""
        if self._merged[0] != len(self._reported):
            self._merged = len(self._reported), self._uncovered()
        return self._merged[1]

    def _uncovered(self) -> list[Finding]:
        covered = {(fault, each.urn) for each in self._reported if not each.undecided for fault in each.fault.covers}
        found: dict[tuple[str, str, bool, str], Finding] = {}
        for each in self._reported:
            if not any((each.fault.id, subject) in covered for subject in each.subjects):
                key = (each.fault.id, each.urn, each.undecided, each.reporter)
                found[key] = _merged(found[key], each) if key in found else each
        return [found[key] for key in sorted(found)]

    def report(
        self,
        fault: Fault,
        urn: str,
        verdict: Verdict,
        *,
        told: str = "",
        subjects: Iterable[str] = (),
        check: Check = "request",
    ) -> None:
        """Files an answer of the model about a fault at a resource: as a finding, or as evidence that its hop is open.

        What is closed stands at the verdict's culprit, where it has one, and `told` is its evidence, where that is
        given. It closes the fault's hop of every path on which the resource or one of the subjects stands.
        """
        touched = frozenset({urn, *subjects})
        if verdict.open:
            shown = replace(verdict, evidence=self._short(verdict.evidence), presumed=self._short(verdict.presumed))
            for subject in touched:
                self.passages[fault.hop, subject][shown] = None
            return
        at = verdict.culprit or urn if verdict.closed else urn
        where = "" if verdict.closed else _cut(self.hidden(verdict.where) or "a property")
        evidence = self._short((told,) if told and verdict.closed else verdict.evidence)[:_MOST_LINES]
        self._reported.append(Finding(fault, at, evidence, verdict.unknown, where, touched | {at}, check))

    def fail(self, fault: Fault, policy: str, urn: str, where: str, *evidence: str) -> None:
        """Files that a policy could not be asked. The policy itself reports it, and so at its level."""
        self._reported.append(Finding(fault, urn, self._short(evidence)[:_MOST_LINES], True, where, reporter=policy))

    def _short(self, lines: Iterable[str]) -> tuple[str, ...]:
        """Each line once, cleared of secrets and cut."""
        return tuple(dict.fromkeys(_cut(self.hidden(line)) for line in lines if line))


def in_turn(*concerns: ModuleType) -> Callable[[Model, Judge], None]:
    """A topic's check that asks the modules of its concerns, one after the other."""

    def check(model: Model, judge: Judge) -> None:
        for concern in concerns:
            concern.check(model, judge)

    return check


def _merged(first: Finding, second: Finding) -> Finding:
    """One finding of the same fault at the same resource, with the evidence of both."""
    evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))[:_MOST_LINES]
    return replace(first, evidence=evidence, subjects=first.subjects | second.subjects)


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"
