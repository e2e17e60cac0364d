"""From what the SDK hands to a policy to the judgement of the call, shared by all policies of it."""

import threading
from typing import Any

from pulumi_policy import PolicyResource

from . import recorder, sharing
from .faults import TOPICS
from .judgement import Judgement
from .model.values.native import translate
from .model.values.resource import Resource
from .reading import Properties

# Topics load when they are first asked; that is now, while the program still runs, not when the judgement is due.
LOADED = tuple(topic.faults for topic in TOPICS)


class _Shared(threading.local):
    """The judgement of the AnalyzeStack call that this thread is in, shared by its policies."""

    resources: list[PolicyResource] | None = None
    urns: tuple[str, ...] = ()
    taken: frozenset[str] = frozenset()
    judgement: Judgement | None = None

    def of(self, policy: str, resources: list[PolicyResource]) -> Judgement | None:
        """The judgement, if it is of the call that a policy is in now.

        Where decoding is shared, all policies of a call get one list. The SDK makes each a list of its own; then the
        order of the URNs, which is random, tells calls apart, and a policy that asks a second time.
        """
        if sharing.is_shared(resources):
            return self.judgement if resources is self.resources else None
        urns = tuple(resource.urn for resource in resources)
        return self.judgement if urns == self.urns and policy not in self.taken else None


_shared = _Shared()


def judgement_for(policy: str, resources: list[PolicyResource]) -> Judgement:
    """The judgement of the call that a policy is in."""
    judgement = _shared.of(policy, resources)
    if judgement is None:
        judgement = Judgement(_desired(resources), recorded=bool(recorder.RECORDER.inputs))
        _shared.resources, _shared.judgement = resources, judgement
        _shared.urns, _shared.taken = tuple(resource.urn for resource in resources), frozenset()
    _shared.taken |= {policy}
    return judgement


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
