"""The pack's judgement without its process, for tests that ask thousands of times.

What the SDK decodes is decoded here in the same way; the process itself is tested everywhere else.
"""

from collections.abc import Iterable
from dataclasses import replace

from preflight.protocol import wire
from preflight.protocol.resource import Resource, sent
from private_api_guard.faults import LEVELS
from private_api_guard.faults.fault import Finding
from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from private_api_guard.model.values import resource as model
from private_api_guard.model.values.native import translate
from private_api_guard.reading import Properties

Found = set[tuple[str, str]]


def judged(resources: Iterable[Resource], *, recorded: bool = True, deployed: bool = False) -> Judgement:
    """What the pack makes of resources. Every part of it is worked out; a check that failed fails the test."""
    judgement = Judgement(entities(resources, recorded=recorded, deployed=deployed), recorded=recorded)
    JudgementFile(judgement).as_json()
    broken = [finding.evidence for finding in judgement.findings if finding.fault.id.endswith("/could-not-judge")]
    assert not broken, broken
    return judgement


def entities(resources: Iterable[Resource], *, recorded: bool = True, deployed: bool = False) -> list[model.Resource]:
    """Resources as the pack takes them in, of a state where they are deployed."""
    listed = list(resources)
    present = {resource.urn for resource in listed}
    taken = (replace(_entity(each, present, recorded=recorded), deployed=deployed) for each in listed)
    return [entity for each in taken for entity in translate(each)]


def mandatory(judgement: Judgement) -> Found:
    """Faults that block, and the names of the resources they stand at."""
    return {_short(each) for each in judgement.findings if LEVELS[each.policy] == "mandatory"}


def undecided(judgement: Judgement) -> Found:
    """What could not be decided."""
    return {_short(each) for each in judgement.findings if each.undecided}


def _short(finding: Finding) -> tuple[str, str]:
    return finding.fault.id, finding.urn.rsplit("::", 1)[-1]


def _entity(each: Resource, present: set[str], *, recorded: bool) -> model.Resource:
    return model.Resource(
        each.urn,
        each.type,
        each.name,
        Properties(wire.in_clear(sent(each.inputs))) if recorded else None,
        Properties(wire.in_clear(sent(each.outputs))),
        each.parent if each.parent in present else None,
        tuple(urn for urn in each.dependencies if urn in present),
        {key: tuple(urn for urn in urns if urn in present) for key, urns in each.property_dependencies.items()},
    )
