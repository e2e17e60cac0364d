"""The policies: each a filter over the findings of the one judgement."""

import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from . import recorder
from .faults import TOPICS, UNDECIDED, WAIVERS, Topic
from .faults.level import MANDATORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults.fault import Finding, Judge
    from .judgement import Judgement
    from .model.model import Model

# A reply must stay below 4 MB: past so many findings of one fault the rest is told in one line.
_MOST_OF_A_FAULT = 40
# The same for the bytes of one policy's findings, whatever their faults; of each fault one is always told.
_MOST_BYTES = 150_000
# What the SDK adds to each: names of policy and pack, the policy's description.
_OVERHEAD = 400
_MOST_NAMES = 20

HouseRule: TypeAlias = "Callable[[Model, Judge], None]"


def _house_rule(module: str) -> HouseRule:
    """What `house_rules` of a topic's module finds; the module is loaded when the rule is asked."""
    return lambda model, judge: import_module(f"{__package__}.faults.{module}").house_rules(model, judge)


# Options that add to what a policy asks: by policy, then by name, with what each does.
OPTIONS: dict[str, dict[str, tuple[str, HouseRule]]] = {
    "target-sources": {
        "requireLoadBalancerGroup": (
            "Demand that targets admit the load balancer's security group itself, not only a range that holds it.",
            _house_rule("target_sources"),
        )
    }
}


def judgement_for(policy: str, resources: list[PolicyResource]) -> "Judgement":
    """The judgement of this call; what judges is loaded with the first resource that the recorder sees."""
    from .judging import judgement_for as judged  # noqa: PLC0415 - the engine waits for the pack to start

    return judged(policy, resources)


def _topic(topic: Topic, args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(topic.name, args.resources)
    config, known = args.get_config(), OPTIONS.get(topic.name, {})
    judgement.configured(topic.name, config, known)
    for name, (_, rule) in known.items():
        if config.get(name) is True:
            judgement.house_rule(f"{topic.name}.{name}", rule)
    _report(judgement.of(topic.name), report)
    judgement.write()


def _undecided(args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(UNDECIDED, args.resources)
    judgement.configured(UNDECIDED, args.get_config(), ())
    judgement.missing_inputs()
    _report(judgement.of(UNDECIDED), report)
    judgement.write()


def _waivers(args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(WAIVERS, args.resources)
    config = args.get_config()
    judgement.configured(WAIVERS, config, ["waivers"])
    house_rules = [rule for options in OPTIONS.values() for _, rule in options.values()]
    judgement.waive(config.get("waivers", []), datetime.datetime.now(datetime.UTC).date(), house_rules)
    _report(judgement.of(WAIVERS), report)
    judgement.write()


def _report(findings: "list[Finding]", report: ReportViolation) -> None:
    by_fault: dict[str, list[Finding]] = {}
    for finding in findings:
        by_fault.setdefault(finding.fault.id, []).append(finding)
    left = _MOST_BYTES
    for listed in by_fault.values():
        told = 0
        for finding in listed[:_MOST_OF_A_FAULT]:
            left -= len(finding.message.encode()) + len(finding.urn) + _OVERHEAD
            if told and left < 0:
                break
            report(finding.message, finding.urn)
            told += 1
        rest = listed[told:]
        if rest:
            names = ", ".join(finding.urn.rsplit("::", 1)[-1] for finding in rest[:_MOST_NAMES])
            more = f" and {len(rest) - _MOST_NAMES} more" if len(rest) > _MOST_NAMES else ""
            prefix = "undecided: " if rest[0].undecided else ""
            report(f"{prefix}{rest[0].fault.id}: {len(rest)} more resources: {names}{more}", rest[0].urn)


def _schema(options: dict[str, tuple[str, HouseRule]]) -> PolicyConfigSchema | None:
    if not options:
        return None
    return PolicyConfigSchema(
        properties={
            name: {"type": "boolean", "default": False, "description": text} for name, (text, _) in options.items()
        }
    )


_WAIVER_SCHEMA = PolicyConfigSchema(
    properties={
        "waivers": {
            "type": "array",
            "default": [],
            "items": {"type": "object"},
            "description": "Exemptions: policy, fault, resource (name or URN, with *), reason, expires (YYYY-MM-DD).",
        }
    }
)


def policies() -> list[Policy]:
    """All policies of the pack. `waivers` comes first: what it reads counts for those after it."""
    return [
        recorder.POLICY,
        StackValidationPolicy(
            name=WAIVERS,
            description="Are the exemptions in force, justified and needed?",
            validate=_waivers,
            enforcement_level=EnforcementLevel.ADVISORY,
            config_schema=_WAIVER_SCHEMA,
        ),
        *(
            StackValidationPolicy(
                name=topic.name,
                description=topic.asks,
                validate=partial(_topic, topic),
                enforcement_level=EnforcementLevel.MANDATORY if topic.level == MANDATORY else EnforcementLevel.ADVISORY,
                config_schema=_schema(OPTIONS.get(topic.name, {})),
            )
            for topic in TOPICS
        ),
        StackValidationPolicy(
            name=UNDECIDED,
            description="What could not be decided, and which property kept it from that?",
            validate=_undecided,
            enforcement_level=EnforcementLevel.ADVISORY,
        ),
    ]
