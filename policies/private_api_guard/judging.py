"""From what the SDK hands to a policy to what the policy reports: the pack's border, at which nothing is raised."""

import datetime
import os
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import PolicyResource, StackValidationArgs

from . import recorder, sharing
from .configured import CONFIGURED
from .faults import TABLES, TOPICS, UNDECIDED, WAIVERS
from .faults.configuration import COULD_NOT_JUDGE
from .faults.fault import Finding
from .judgement import Judgement, told
from .judgement_file import JudgementFile
from .model.sensitive import SENSITIVE, sensitive
from .model.values import Resource
from .model.values.native import translate
from .reading import Properties
from .secrecy import Secrets

# Topics load when they are first asked; that is now, while the program still runs, not when the judgement is due.
LOADED = tuple(each.check for each in (*TOPICS, *TABLES))


class _Shared(threading.local):
    """The judgement of the AnalyzeStack call that this thread is in, shared by its policies."""

    resources: list[PolicyResource] | None = None
    urns: tuple[str, ...] = ()
    taken: frozenset[str] = frozenset()
    judgement: "JudgementFile | None" = None

    def of(self, policy: str, resources: list[PolicyResource]) -> JudgementFile | None:
        """The judgement, if it is of the call that a policy is in now.

        Where decoding is shared, all policies of a call get one list. The SDK makes each a list of its own; then the
        order of the URNs, which is random, tells calls apart, and a policy that asks a second time.
        """
        if sharing.is_shared(resources):
            return self.judgement if resources is self.resources else None
        urns = tuple(resource.urn for resource in resources)
        return self.judgement if urns == self.urns and policy not in self.taken else None


_shared = _Shared()


def findings_of(policy: str, args: StackValidationArgs) -> list[Finding]:
    """What a policy reports of the call that it is in. Whatever fails becomes a finding of this policy."""
    try:
        file = _judged(policy, args.resources)
        _ask(policy, args.get_config(), file.judgement)
        file.write()
        return file.judgement.of(policy)
    except Exception as error:  # noqa: BLE001 - any exception would abort all policies of the pack
        where = "what the policy makes of this stack"
        return [Finding(COULD_NOT_JUDGE, "", (told(policy, error),), True, where, reporter=policy)]


def _judged(policy: str, resources: list[PolicyResource]) -> JudgementFile:
    """The judgement of the call that a policy is in."""
    file = _shared.of(policy, resources)
    if file is None:
        # Only `pulumi policy analyze` does not say whether it is a preview.
        deployed = "PULUMI_DRY_RUN" not in os.environ
        desired, recorded = _desired(resources, deployed=deployed), bool(recorder.RECORDER.inputs)
        judgement = Judgement(desired, recorded=recorded, secrets=_secrets(desired), configured=CONFIGURED)
        file = JudgementFile(judgement)
        _shared.resources, _shared.judgement = resources, file
        _shared.urns, _shared.taken = tuple(resource.urn for resource in resources), frozenset()
    _shared.taken |= {policy}
    return file


def _ask(policy: str, config: Mapping[str, Any], judgement: Judgement) -> None:
    """What a policy asks beyond what was judged for all: its options, the waivers, what the recorder saw."""
    judgement.configure(policy, config)
    if policy == UNDECIDED:
        judgement.missing_inputs()
    elif policy == WAIVERS:
        # What options add may be waived, too.
        for name, given in CONFIGURED.properties.items():
            judgement.configure(name, given)
        judgement.waive(config, datetime.datetime.now(datetime.UTC).date())


def _desired(resources: list[PolicyResource], *, deployed: bool) -> list[Resource]:
    """The resources that the program asks for: what no resource policy saw is about to be deleted."""
    seen = recorder.RECORDER.inputs
    found = [
        _resource(each, seen.get(each.urn) if seen else None, deployed=deployed)
        for each in resources
        if not seen or each.urn in seen
    ]
    return [entity for resource in found for entity in translate(resource)]


def _resource(each: PolicyResource, inputs: Properties | None, *, deployed: bool) -> Resource:
    props: Any = each.props
    return Resource(
        each.urn, each.resource_type, each.name, inputs, Properties(props), each.parent.urn if each.parent else None,
        tuple(dependency.urn for dependency in each.dependencies),
        {key: tuple(source.urn for source in sources) for key, sources in each.property_dependencies.items()}, deployed,
    )  # fmt: skip


def _secrets(resources: list[Resource]) -> Secrets:
    """What evidence must not show. What the schema calls sensitive the SDK marks, whatever the program thinks of it."""
    marked = (
        value
        for each in resources
        for key, value in sharing.MARKS.of(each.urn)
        if key not in SENSITIVE.get(each.family, ())
    )
    return Secrets(marked, sensitive(resources), lambda: _in_clear(resources))


def _in_clear(resources: list[Resource]) -> Iterator[str]:
    """Texts whose words are nobody's secret: names of resources and properties, and what the pack itself says."""
    from .catalogue import faults  # noqa: PLC0415 - most stacks keep no secrets, and need no catalogue

    for each in resources:
        yield from (each.urn, *(each.inputs or ()))
    for fault in faults():
        yield from (fault.title, fault.symptom.text, fault.remedy, fault.not_modelled)
