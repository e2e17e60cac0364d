"""One judgement for each AnalyzeStack: the findings that all policies filter."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from . import waivers
from .faults import TABLES, TOPICS, Check
from .faults.configuration import COULD_NOT_JUDGE, EXPIRED, INCOMPLETE, NOT_RECORDED, UNKNOWN_OPTIONS, UNUSED
from .faults.fault import Fault, Finding, Judge
from .model.model import Model
from .model.values import Stack
from .model.values.resource import Resource, told_apart
from .model.verdict import closed
from .secrecy import Secrets

# Waivers that one finding lists.
_MOST_WAIVERS = 7


class Judgement:
    """What was found in a stack. Checks run once, when the first policy asks."""

    def __init__(self, resources: Iterable[Resource], *, recorded: bool, secrets: Secrets | None = None) -> None:
        self.model = Model(Stack(told_apart(resources), recorded=recorded))
        self.recorded = recorded
        self.judge = Judge((secrets or Secrets()).hidden)
        self.waivers: list[waivers.Waiver] = []
        self._configured: set[str] = set()
        for topic in TOPICS:
            self._guarded([topic.name], topic.check)
        for table in TABLES:
            self._guarded(table.policies, table.check)

    def _guarded(self, policies: Iterable[str], check: Check) -> None:
        try:
            check(self.model, self.judge)
        except Exception as error:  # noqa: BLE001 - any exception would abort all policies of the pack
            for policy in policies:
                self.failed(policy, error)

    def failed(self, policy: str, error: Exception) -> None:
        """Files that a policy failed while it judged: the others go on."""
        where = "what the policy makes of this stack"
        self.judge.fail(COULD_NOT_JUDGE, policy, self.root, where, told(policy, error))

    @cached_property
    def root(self) -> str:
        """The URN of the stack itself, where findings about the pack's configuration stand."""
        return next((each.urn for each in self.model.stack.resources if each.type == "pulumi:pulumi:Stack"), "")

    def configure(self, policy: str, config: Mapping[str, Any]) -> None:
        """Does what a policy's options ask, once, and reports those that nobody knows."""
        if policy in self._configured:
            return
        self._configured.add(policy)
        topic = next((each for each in TOPICS if each.name == policy), None)
        options = topic.options if topic else ()
        names = [each.name for each in options] if policy != waivers.POLICY else [waivers.OPTION]
        lines = [f"{name!r} is no option of {policy}" for name in sorted(set(config) - set(names))]
        if lines:
            lines.append(f"allowed: {', '.join(names)}" if names else f"{policy} has no options")
            self.judge.report(UNKNOWN_OPTIONS[policy], self.root, closed(*lines))
        for option in options:
            value = config.get(option.name, option.default)
            if topic is not None and value != option.default:
                self._guarded([policy], partial(topic.apply, option, value))

    def missing_inputs(self) -> None:
        """Reports that the recorder saw nothing."""
        if not self.recorded:
            self.judge.report(NOT_RECORDED, self.root, closed())

    def waive(self, given: Any, today: datetime.date) -> None:
        """Puts waivers into force, and reports those without effect."""
        self.waivers = waivers.parse(given, today)
        for fault, listed in self._without_effect().items():
            more = [f"and {len(listed) - _MOST_WAIVERS} more"] if len(listed) > _MOST_WAIVERS else []
            self.judge.report(fault, self.root, closed(*listed[:_MOST_WAIVERS], *more))

    def _without_effect(self) -> dict[Fault, list[str]]:
        told: dict[Fault, list[str]] = {}
        findings = self.findings if self.waivers else []
        for waiver in self.waivers:
            if waiver.problem:
                told.setdefault(EXPIRED if waiver.expired else INCOMPLETE, []).append(f"{waiver} {waiver.problem}")
            elif not any(waiver.covers(finding) for finding in findings):
                told.setdefault(UNUSED, []).append(f"{waiver}")
        return told

    @property
    def findings(self) -> list[Finding]:
        """All findings, waived ones too."""
        return self.judge.findings

    def of(self, policy: str) -> list[Finding]:
        """The findings that a policy reports: its own, without those that are waived."""
        return [each for each in self.findings if each.policy == policy and self.waiver_of(each) is None]

    def waiver_of(self, finding: Finding) -> waivers.Waiver | None:
        """The waiver in force that covers a finding."""
        return next((waiver for waiver in self.waivers if waiver.in_force and waiver.covers(finding)), None)


def told(policy: str, error: Exception) -> str:
    """What kept a policy from judging, with the place in the pack's code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{policy} failed with {type(error).__name__} at {place}"
