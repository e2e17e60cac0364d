"""The policies: each a filter over the findings of the one judgement."""

import datetime
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from . import recorder, waivers
from .faults import TOPICS, UNDECIDED, WAIVERS, Topic, target_sources
from .faults.fault import MANDATORY, Finding, Judge
from .judgement import Judgement
from .model.model import Model
from .model.native import translate
from .model.resource import Resource
from .reading import Properties

# A reply must stay below 4 MB: past so many findings of one fault the rest is told in one line.
_MOST_OF_A_FAULT = 40
_MOST_NAMES = 20

HouseRule = Callable[[Model, Judge], None]
# Options that add to what a policy asks: by policy, then by name, with what each does.
OPTIONS: dict[str, dict[str, tuple[str, HouseRule]]] = {
    "target-sources": {
        "requireLoadBalancerGroup": (
            "Demand that targets admit the load balancer's security group itself, not only a range that holds it.",
            target_sources.house_rules,
        )
    }
}


class _Shared(threading.local):
    """The judgement of the AnalyzeStack call that this thread is in, shared by its policies."""

    urns: tuple[str, ...] = ()
    taken: frozenset[str] = frozenset()
    judgement: Judgement | None = None


_shared = _Shared()


def judgement_for(policy: str, resources: list[PolicyResource]) -> Judgement:
    """The judgement of this call. A policy that asks a second time is in a new call, whatever the URNs."""
    urns = tuple(resource.urn for resource in resources)
    if _shared.judgement is None or urns != _shared.urns or policy in _shared.taken:
        _shared.judgement = Judgement(_desired(resources), recorded=bool(recorder.RECORDER.inputs))
        _shared.urns, _shared.taken = urns, frozenset()
    _shared.taken |= {policy}
    return _shared.judgement


def _desired(resources: list[PolicyResource]) -> list[Resource]:
    """The resources that the program asks for: what no resource policy saw is about to be deleted."""
    seen = recorder.RECORDER.inputs
    found = [
        _resource(each, seen.get(each.urn) if seen else None) for each in resources if not seen or each.urn in seen
    ]
    return [entity for resource in found for entity in translate(resource)]


def _resource(each: PolicyResource, inputs: Properties | None) -> Resource:
    props: Any = each.props
    return Resource(
        each.urn,
        each.resource_type,
        each.name,
        inputs,
        Properties(props),
        each.parent.urn if each.parent else None,
        tuple(dependency.urn for dependency in each.dependencies),
        {key: tuple(source.urn for source in sources) for key, sources in each.property_dependencies.items()},
    )


def _topic(topic: Topic, args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(topic.name, args.resources)
    config = args.get_config()
    known = OPTIONS.get(topic.name, {})
    for name in config:
        if name not in known:
            allowed = f"allowed are {', '.join(known)}" if known else "it has none"
            report(
                f"{topic.name}: option {name!r} is not known and was ignored; {allowed}. Remove or correct it.", None
            )
    for name, (_, rule) in known.items():
        if config.get(name) is True:
            judgement.house_rule(f"{topic.name}.{name}", rule)
    _report(judgement.of(topic.name), report)
    judgement.write()


def _undecided(args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(UNDECIDED, args.resources)
    if not judgement.recorded:
        report(
            "The recorder saw no inputs (is it disabled?): outputs were judged, and what was left out is not known.",
            None,
        )
    _report(judgement.of(UNDECIDED), report)
    judgement.write()


def _waivers(args: StackValidationArgs, report: ReportViolation) -> None:
    judgement = judgement_for(WAIVERS, args.resources)
    config = args.get_config()
    judgement.waivers = waivers.parse(config.get("waivers", []), datetime.datetime.now(datetime.UTC).date())
    for name in config:
        if name != "waivers":
            report(f"waivers: option {name!r} is not known and was ignored; allowed is waivers. Correct it.", None)
    for problem in waivers.problems(judgement.waivers, judgement.judge.findings):
        report(problem, None)
    judgement.write()


def _report(findings: list[Finding], report: ReportViolation) -> None:
    by_fault: dict[str, list[Finding]] = {}
    for finding in findings:
        by_fault.setdefault(finding.fault.id, []).append(finding)
    for listed in by_fault.values():
        for finding in listed[:_MOST_OF_A_FAULT]:
            report(finding.message, finding.urn)
        rest = listed[_MOST_OF_A_FAULT:]
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
