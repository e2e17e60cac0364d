"""One judgement for each AnalyzeStack: the findings that all policies filter."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from . import waivers
from .configured import Configured
from .faults import TABLES, TOPICS, WAIVER_OPTIONS, Check
from .faults.configuration import (
    COULD_NOT_JUDGE,
    EXPIRED,
    IN_FORCE,
    INCOMPLETE,
    NOT_ALLOWED,
    NOT_RECORDED,
    UNKNOWN_OPTIONS,
    UNUSED,
)
from .faults.fault import Fault, Finding, Found, Judge
from .model.model import Model
from .model.values import Stack
from .model.values.resource import Resource, told_apart
from .model.verdict import closed, unknown
from .model.waiver import waivers as beside_code
from .secrecy import Secrets

# Waivers that one finding lists.
_MOST_WAIVERS = 7
# Options of the policy `waivers`.
_BESIDE, _ADOPT = "besideCode", "adoptUntil"


class Judgement:
    """What was found in a stack. Checks run once, when the first policy asks."""

    def __init__(
        self,
        resources: Iterable[Resource],
        *,
        recorded: bool,
        secrets: Secrets | None = None,
        configured: Configured | None = None,
    ) -> None:
        self.configured = configured or Configured()
        self.model = Model(Stack(told_apart(resources), recorded=recorded))
        self.recorded = recorded
        self.judge = Judge((secrets or Secrets()).hidden)
        self.waivers: list[waivers.Waiver] = []
        self.adopting = ""
        """The last day on which nothing blocks, where there is one to come."""
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
        names = [each.name for each in (options if policy != waivers.POLICY else WAIVER_OPTIONS)]
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

    def waive(self, config: Mapping[str, Any], today: datetime.date) -> None:
        """Puts waivers into force, and reports those in force that keep something from blocking, and without effect."""
        beside = waivers.parse_beside(beside_code(self.model.stack), today)
        allowed = beside if config.get(_BESIDE, True) else []
        self.waivers = [*waivers.parse(config.get(waivers.POLICY), today), *allowed]
        told = [(NOT_ALLOWED, each.urn, closed(f"{each}")) for each in beside if each not in allowed]
        told += self._adopt(config.get(_ADOPT), today)
        told += self._in_force()
        told += self._without_effect()
        for fault, urn, verdict in told:
            self.judge.report(fault, urn, verdict)

    def _adopt(self, until: Any, today: datetime.date) -> Iterator[Found]:
        """Lets nothing block up to a day."""
        if not until:
            return
        problem = waivers.until(until, today)
        if not problem and self.configured.blocks(waivers.POLICY):
            problem = f"has no effect while the policy {waivers.POLICY} is mandatory"
        if problem:
            yield (
                EXPIRED if problem.startswith(waivers.EXPIRED) else INCOMPLETE,
                self.root,
                closed(f"{_ADOPT} {problem}"),
            )
        else:
            self.adopting = str(until)

    def _in_force(self) -> Iterator[Found]:
        """What does not block though its policy is mandatory: one line, at a level that does not block itself."""
        if self.configured.blocks(waivers.POLICY):
            return
        mandatory = [each for each in self.findings if self.configured.blocks(each.policy)]
        waived = [(each, waiver) for each in mandatory if (waiver := self.waiver_of(each))]
        lines = [f"{each.fault.id} at {_name(each.urn)} {waiver.terms}" for each, waiver in waived]
        left = len(mandatory) - len(waived)
        if self.adopting and left:
            lines.insert(0, f"all of the others ({left}), by {_ADOPT}, until {self.adopting}")
        if lines:
            yield IN_FORCE, self.root, closed(*_some(lines))

    def _without_effect(self) -> Iterator[Found]:
        listed: dict[tuple[Fault, str], list[str]] = {}
        for waiver in self.waivers:
            if waiver.unknown:
                yield INCOMPLETE, waiver.urn, unknown(waiver.unknown)
            elif waiver.problem:
                fault = EXPIRED if waiver.expired else INCOMPLETE
                listed.setdefault((fault, waiver.urn or self.root), []).append(f"{waiver} {waiver.problem}")
            elif not self.waived_by(waiver):
                listed.setdefault((UNUSED, waiver.urn or self.root), []).append(f"{waiver}")
        for (fault, urn), lines in listed.items():
            yield fault, urn, closed(*_some(lines))

    def waived_by(self, waiver: waivers.Waiver) -> list[Finding]:
        """The findings that a waiver in force covers."""
        return [each for each in self.findings if waiver.in_force and waiver.covers(each)]

    @property
    def findings(self) -> list[Finding]:
        """All findings, waived ones too."""
        return self.judge.findings

    def of(self, policy: str) -> list[Finding]:
        """The findings that a policy reports: its own, without those that are waived."""
        return [each for each in self.findings if self.reporter(each) == policy and self.waiver_of(each) is None]

    def reporter(self, finding: Finding) -> str:
        """The policy that reports a finding: `waivers`, which does not block, while nothing shall."""
        return waivers.POLICY if self.adopting and self.configured.blocks(finding.policy) else finding.policy

    def waiver_of(self, finding: Finding) -> waivers.Waiver | None:
        """The waiver in force that covers a finding."""
        return next((waiver for waiver in self.waivers if waiver.in_force and waiver.covers(finding)), None)


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _some(lines: list[str]) -> list[str]:
    """The first of some lines, and how many more there are."""
    more = [f"and {len(lines) - _MOST_WAIVERS} more"] if len(lines) > _MOST_WAIVERS else []
    return [*lines[:_MOST_WAIVERS], *more]


def told(policy: str, error: Exception) -> str:
    """What kept a policy from judging, with the place in the pack's code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{policy} failed with {type(error).__name__} at {place}"
