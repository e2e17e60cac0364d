"""One judgement for each AnalyzeStack: the findings that all policies filter, and the file that tells them."""

import contextlib
import datetime
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pulumi

from . import waivers
from .faults import LEVELS, TOPICS, Check
from .faults.configuration import COULD_NOT_JUDGE, EXPIRED, INCOMPLETE, NOT_RECORDED, UNKNOWN_OPTIONS, UNUSED
from .faults.fault import Fault, Finding, Judge
from .model.model import Model
from .model.values.resource import Resource
from .model.values.stack import Stack
from .model.verdict import closed, unknown
from .path import draw

REPORT_VARIABLE = "PRIVATE_API_REPORT"
# Waivers that one finding lists.
_MOST_WAIVERS = 7


class Judgement:
    """What was found in a stack. Checks run once, when the first policy asks."""

    def __init__(self, resources: Iterable[Resource], *, recorded: bool) -> None:
        self.model = Model(Stack(resources, recorded=recorded))
        self.recorded = recorded
        self.judge = Judge()
        self.waivers: list[waivers.Waiver] = []
        self._house_rules: set[str] = set()
        self._written: tuple[object, ...] = ()
        for topic in TOPICS:
            self._guarded(topic.name, topic.check)

    def _guarded(self, policy: str, check: Check) -> None:
        """Runs one check. A fault of its own must neither stop the run nor pass in silence."""
        try:
            check(self.model, self.judge)
        except Exception as error:  # noqa: BLE001 - any exception would abort all policies of the pack
            line = f"{policy} failed with {type(error).__name__} at {_place(error)}"
            self.judge.report(COULD_NOT_JUDGE, self._root, unknown("what the policy makes of this stack", line))

    def house_rule(self, policy: str, check: Check) -> None:
        """Adds the findings of an option of a policy, once."""
        if policy not in self._house_rules:
            self._house_rules.add(policy)
            self._guarded(policy, check)

    @property
    def _root(self) -> str:
        """The URN of the stack itself, where findings about the pack's configuration stand."""
        return next((each.urn for each in self.model.stack.resources if each.type == "pulumi:pulumi:Stack"), "")

    def configured(self, policy: str, given: Iterable[str], known: Iterable[str]) -> None:
        """Reports the options of a policy that nobody knows."""
        allowed = ", ".join(known)
        lines = [f"{name!r} is no option of {policy}" for name in sorted(set(given) - set(known))]
        if lines:
            lines.append(f"allowed: {allowed}" if allowed else f"{policy} has no options")
            self.judge.report(UNKNOWN_OPTIONS[policy], self._root, closed(*lines))

    def missing_inputs(self) -> None:
        """Reports that the recorder saw nothing."""
        if not self.recorded:
            self.judge.report(NOT_RECORDED, self._root, closed())

    def waive(self, given: Any, today: datetime.date, house_rules: Iterable[Check]) -> None:
        """Puts waivers into force, and reports those without effect. House rules may find more later on."""
        self.waivers = waivers.parse(given, today)
        expected = Judge()
        for rule in house_rules if self.waivers else ():
            # One that fails is reported by the policy whose option it is.
            with contextlib.suppress(Exception):
                rule(self.model, expected)
        found = [*self.judge.findings, *expected.findings]
        for fault, listed in self._without_effect(found).items():
            more = [f"and {len(listed) - _MOST_WAIVERS} more"] if len(listed) > _MOST_WAIVERS else []
            self.judge.report(fault, self._root, closed(*listed[:_MOST_WAIVERS], *more))

    def _without_effect(self, findings: list[Finding]) -> dict[Fault, list[str]]:
        told: dict[Fault, list[str]] = {}
        for waiver in self.waivers:
            if waiver.problem:
                told.setdefault(EXPIRED if waiver.expired else INCOMPLETE, []).append(f"{waiver} {waiver.problem}")
            elif not any(waiver.covers(finding) for finding in findings):
                told.setdefault(UNUSED, []).append(f"{waiver}")
        return told

    def of(self, policy: str) -> list[Finding]:
        """The findings that a policy reports: its own, without those that are waived."""
        return [each for each in self.judge.findings if each.policy == policy and self.waiver_of(each) is None]

    def waiver_of(self, finding: Finding) -> waivers.Waiver | None:
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
        # Every policy asks for it, since any may be disabled; most add nothing to what the one before wrote.
        content = (name, self.judge.findings, self.waivers)
        if not name or content == self._written:
            return
        self._written = content
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
