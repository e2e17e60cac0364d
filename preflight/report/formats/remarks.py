"""What code hosts and build servers show of a finding: a weight, a text, a line of a file, and what it is known by."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.report.together import stacks_of

Weight = Literal["error", "warning", "note"]
Key = tuple[str, ...]
_PROJECT_FILE = "Pulumi.yaml"
_DIGITS = 32


@dataclass(frozen=True)
class Remark:
    """One thing to show. `name` is a fault's, a policy's or an error's, `title` one line, `lines` what is said below.

    `position` is `file:line`, empty for what has no place of its own, None for what is about no file; `urn` is the
    resource's, empty for the whole stack. `key` is what it is about, whatever its words and its line.
    """

    name: str
    weight: Weight
    title: str
    lines: Sequence[str]
    position: str | None
    urn: str
    key: Key


def remarks_of(report: Report) -> Iterator[Remark]:
    """What there is to show, the most important of a weight first: errors, findings, what gave up, what is waived."""
    for error in report.errors:
        title, *more = error.message.splitlines() or [error.kind]
        said = [*more, error.remedy] if error.remedy else more
        yield Remark(error.kind, "error", title, said, error.position or None, "", (error.kind, error.message))
    for finding in report.findings:
        yield of_finding(report, finding)
    for policy in report.aborted:
        where = of_stack(report, policy.urn) or words.in_brackets(policy.urn)
        title = f"policy {policy.policy} of {policy.pack} gave up{where}"
        heavy = "error" if policy.mandatory else "warning"
        yield Remark(policy.policy, heavy, title, [policy.reason], "", policy.urn, (policy.pack, policy.policy))
    for finding in report.waived:
        yield of_finding(report, finding)


def of_finding(report: Report, finding: Finding) -> Remark:
    """What there is to show of a finding."""
    heavy, title = weight(report, finding), words.title(finding)
    what = (finding.fault,) if finding.fault else (finding.policy, title)
    said = text(report, finding)
    return Remark(finding.name, heavy, title, said, finding.position, finding.urn, (finding.pack, *what))


def weight(report: Report, finding: Finding) -> Weight:
    """What blocks is an error; what is waived or undecided is worth a note, all else a warning."""
    if finding.waived:
        return "note"
    return "error" if report.blocks(finding) else "note" if finding.undecided else "warning"


def text(report: Report, finding: Finding) -> list[str]:
    """What is said below the title, in lines."""
    labelled = (("Symptom", finding.symptom), ("Remedy", finding.remedy), ("Source", words.link(finding)))
    said = [
        f"at {words.resource(finding.urn)}{of_stack(report, finding.urn)}" if finding.urn else "",
        words.found_in(finding),
        "undecided" if finding.undecided else "",
        f"waived: {words.waiver_line(finding)}" if finding.waived else "",
        *finding.evidence,
        *words.lines(finding),
        *(f"{label}: {told}" for label, told in labelled if told),
    ]
    return [line for line in said if line]


def of_stack(report: Report, urn: str) -> str:
    """Which of several stacks an entry is of, where it is of one."""
    return f" in {urns.stack_of(urn)}" if report.stacks and not stacks_of(urn) else ""


def verdict(report: Report) -> list[str]:
    """What is said of the whole run, in lines: the verdict, what nobody was asked, and what was presumed; no times."""
    alone = replace(report, seconds={}, aborted=(), waived=())  # what gave up and what is waived is shown by itself
    said = [summary(report), *words.stack_lines(report), words.heading(alone), words.left_out(report)]
    said += words.not_judged(alone)
    return [*filter(None, said), *(f"presumed: {each}" for each in report.presumptions), *report.notes]


def place(report: Report, position: str, urn: str = "") -> tuple[str, int]:
    """The file and line of a `file:line`; where there is none, the first line of the file of the resource's stack."""
    file, _, line = position.rpartition(":")
    if file and line.isdecimal() and int(line):
        return file, int(line)
    stacks = stacks_of(urn).split(", ") if stacks_of(urn) else [urns.stack_of(urn)]
    own = next((each.file for each in report.stacks if urn and each.stack in stacks), "")
    return position or own or report.file or _PROJECT_FILE, 1


def identities(report: Report, remarks: Iterable[Remark]) -> Iterator[str]:
    """What each remark is known by in later runs, with its number among those that are about the same.

    A URN names project and stack, so that a resource's remarks are known again however many stacks are judged at once.
    """
    numbers: Counter[str] = Counter()
    for each in remarks:
        about = (each.urn,) if each.urn else (report.project, report.stack)
        digest = hashlib.sha256("\0".join((*about, *each.key)).encode()).hexdigest()[:_DIGITS]
        numbers[digest] += 1
        yield f"{digest}:{numbers[digest]}"
