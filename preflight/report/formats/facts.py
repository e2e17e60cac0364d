"""What is told of hops beside the findings, so that nobody reads the same fact twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from preflight.packs.judgement import Hop
from preflight.report.finding import Finding
from preflight.report.formats import words

Kind = Literal["see", "evidence", "presumed", "symptom", "remedy"]


@dataclass(frozen=True)
class Fact:
    """A line on a hop, and what it is: which finding says more, or what no finding says."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text if self.kind == "evidence" else f"{self.kind}{':' * (self.kind != 'see')} {self.text}"


class Facts:
    """What findings leave to be told."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._told: set[str] = set()
        self._faults: dict[str, dict[str, None]] = {}
        for finding in findings:
            self._told |= {words.title(finding), *finding.evidence}
            if finding.remedy:
                self._faults.setdefault(finding.remedy, {})[finding.name] = None

    def of(self, hop: Hop) -> list[Fact]:
        """The lines on a hop. One that is not open refers to the findings that have its remedy, if there are some."""
        faults = self._faults.get(hop.remedy or "", {}) if hop.state != "open" else {}
        facts = [Fact("see", fault) for fault in faults]
        if not (faults and hop.state == "unknown"):  # what is not known is the title of the finding
            facts += [Fact("evidence", line) for line in hop.evidence if line not in self._told]
        facts += [Fact("presumed", line) for line in hop.presumed]
        if hop.state != "open" and not faults:
            facts += [Fact("symptom", hop.symptom)] if hop.symptom else []
            facts += [Fact("remedy", hop.remedy)] if hop.remedy else []
        return list(dict.fromkeys(facts))
