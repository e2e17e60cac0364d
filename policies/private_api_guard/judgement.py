"""One judgement for each AnalyzeStack: the findings that all policies filter, and the file that tells them."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pulumi

from .faults import LEVELS, TOPICS, UNDECIDED
from .faults.fault import Fault, Finding, Judge
from .model.model import Model
from .model.resource import Resource
from .model.stack import Stack
from .path import draw
from .waivers import Waiver

REPORT_VARIABLE = "PRIVATE_API_REPORT"

COULD_NOT_JUDGE = Fault(
    f"{UNDECIDED}/could-not-judge",
    "A policy that failed while it judged has findings",
    "A fault of this policy would not be reported",
    "Report this message to the owners of the pack; the other policies are not affected.",
    "https://www.pulumi.com/docs/iac/crossguard/",
)


class Judgement:
    """What was found in a stack. Checks run once, when the first policy asks."""

    def __init__(self, resources: Iterable[Resource], *, recorded: bool) -> None:
        self.model = Model(Stack(resources, recorded=recorded))
        self.recorded = recorded
        self.judge = Judge()
        self.waivers: list[Waiver] = []
        self._house_rules: set[str] = set()
        for topic in TOPICS:
            self._guarded(topic.name, topic.check)

    def _guarded(self, policy: str, check: Callable[[Model, Judge], None]) -> None:
        """Runs one check. A fault of its own must neither stop the run nor pass in silence."""
        try:
            check(self.model, self.judge)
        except Exception as error:  # noqa: BLE001 - any exception would abort all policies of the pack
            urn = next((each.urn for each in self.model.stack.resources if each.type == "pulumi:pulumi:Stack"), "")
            line = f"{policy} failed with {type(error).__name__} at {_place(error)}"
            self.judge.undecided(COULD_NOT_JUDGE, urn, "what the policy makes of this stack", line, hop="client")

    def house_rule(self, policy: str, check: Callable[[Model, Judge], None]) -> None:
        """Adds the findings of an option of a policy, once."""
        if policy not in self._house_rules:
            self._house_rules.add(policy)
            self._guarded(policy, check)

    def of(self, policy: str) -> list[Finding]:
        """The findings that a policy reports: its own, without those that are waived."""
        return [each for each in self.judge.findings if each.policy == policy and self.waiver_of(each) is None]

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """The waiver in force that covers a finding."""
        return next((waiver for waiver in self.waivers if waiver.in_force and waiver.covers(finding)), None)

    def as_json(self) -> dict[str, Any]:
        """The judgement as its file has it, version 1."""
        paths = draw(self.model, self.judge)
        return {
            "version": 1,
            "pack": "private-api",
            "project": pulumi.get_project(),
            "stack": pulumi.get_stack(),
            "recorded": self.recorded,
            "paths": [path.as_json() for path in paths],
            "findings": [self._finding(finding) for finding in self.judge.findings],
            "presumptions": sorted({line for path in paths for hop in path.hops for line in hop.presumed}),
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        waiver = self.waiver_of(finding)
        return {
            "policy": finding.policy, "fault": finding.fault.id, "level": LEVELS[finding.policy], "urn": finding.urn,
            "undecided": finding.undecided, "message": finding.message, "evidence": list(finding.evidence),
            "symptom": finding.symptom or finding.fault.symptom, "remedy": finding.remedy or finding.fault.remedy,
            "waived": {"reason": waiver.reason, "expires": waiver.expires} if waiver else None,
        }  # fmt: skip

    def write(self) -> None:
        """Writes the judgement to the file that `PRIVATE_API_REPORT` names, whole or not at all."""
        name = os.environ.get(REPORT_VARIABLE)
        if not name:
            return
        target = Path(name)
        with tempfile.NamedTemporaryFile(
            "w", dir=target.parent, suffix=".part", encoding="utf-8", delete=False
        ) as file:
            json.dump(self.as_json(), file)
        Path(file.name).replace(target)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
