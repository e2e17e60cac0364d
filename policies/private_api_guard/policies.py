"""The policies: each a filter over the findings of the one judgement."""

from functools import partial
from typing import TYPE_CHECKING

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from . import recorder
from .faults import LEVELS, MANDATORY, TOPICS, UNDECIDED, WAIVER_OPTIONS, WAIVERS
from .published import REPOSITORY, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .faults.fault import Finding
    from .faults.option import Option

# The page that consoles lead to, of this version.
_RULES = f"{REPOSITORY}/blob/v{VERSION}/policies/RULES.md"
# A reply must stay below 4 MB: past so many findings of one fault the rest is told in one line.
_MOST_OF_A_FAULT = 40
# The same for the bytes of one policy's findings, whatever their faults.
_MOST_BYTES = 100_000
# What the SDK adds to each: names of policy and pack, the policy's description.
_OVERHEAD = 400
# The line about the rest has so many names, of so many letters. Names and URNs may be of any length.
_MOST_NAMES = 20
_LONGEST_LIST = 600
_LONGEST_URN = 1_000


def _validate(policy: str, args: StackValidationArgs, report: ReportViolation) -> None:
    from .judging import findings_of  # noqa: PLC0415 - it loads while the program runs (`__main__`)

    _report(findings_of(policy, args), report)


def _report(findings: "Iterable[Finding]", report: ReportViolation) -> None:
    by_fault: dict[str, list[Finding]] = {}
    for finding in findings:
        by_fault.setdefault(finding.fault.id, []).append(finding)
    left = _MOST_BYTES
    for listed in by_fault.values():
        told = 0
        for finding in listed[:_MOST_OF_A_FAULT]:
            left -= len(finding.message.encode()) + len(finding.urn.encode()) + _OVERHEAD
            if left < 0:
                break
            report(finding.message, finding.urn)
            told += 1
        if listed[told:]:
            _report_rest(listed[told:], report)


def _report_rest(rest: "list[Finding]", report: ReportViolation) -> None:
    """Tells the findings of one fault that there is no more room for, in one line."""
    first = rest[0]
    names = ", ".join(finding.urn.rsplit("::", 1)[-1] for finding in rest[:_MOST_NAMES])
    shown = names if len(names) <= _LONGEST_LIST else f"{names[:_LONGEST_LIST]}…"
    more = f" and {len(rest) - _MOST_NAMES} more" if len(rest) > _MOST_NAMES else ""
    claim = f"{'undecided: ' if first.undecided else ''}{first.fault.id}: {first.fault.title}"
    report(f"{claim}: {len(rest)} more resources: {shown}{more}", first.urn if len(first.urn) <= _LONGEST_URN else None)


def _schema(options: "tuple[Option, ...]") -> PolicyConfigSchema | None:
    return PolicyConfigSchema(properties={each.name: each.schema for each in options}) if options else None


def _policy(
    name: str,
    asks: str,
    schema: PolicyConfigSchema | None = None,
    *,
    tags: tuple[str, ...] = (),
    severity: str = "low",
) -> StackValidationPolicy:
    url = f"{_RULES}#{name}"
    return StackValidationPolicy(
        name=name,
        description=asks,
        validate=partial(_validate, name),
        enforcement_level=EnforcementLevel.MANDATORY if LEVELS[name] == MANDATORY else EnforcementLevel.ADVISORY,
        config_schema=schema,
        display_name=name.replace("-", " ").capitalize(),
        severity=Severity(severity),
        tags=list(tags),
        remediation_steps=f"Each finding ends with what to change, and the page that says so. All of them: {url}",
        url=url,
    )


def policies() -> list[Policy]:
    """All policies of the pack. `waivers` comes first: what it reads counts for those after it."""
    return [
        recorder.POLICY,
        _policy(WAIVERS, "Are the exemptions in force, justified and needed?", _schema(WAIVER_OPTIONS)),
        *(
            _policy(topic.name, topic.asks, _schema(topic.options), tags=topic.tags, severity=topic.severity)
            for topic in TOPICS
        ),
        _policy(UNDECIDED, "What could not be decided, and which property kept it from that?"),
    ]
