"""Showing resources to packs, in the engine's order of calls."""

import hashlib
from collections.abc import Sequence

from preflight.engine.simulation import remediated
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicySettings, merged
from preflight.packs.verdict import Verdict
from preflight.protocol.resource import Resource, stack_request


def judge_resources(
    resources: Sequence[Resource], pack: Pack, settings: dict[str, PolicySettings] | None = None
) -> Verdict:
    """What one running pack says of a stack.

    `settings` is what a configuration file says (`pack_config.read`). Each resource goes to Remediate and Analyze, then
    all of them to AnalyzeStack. Raises `PackError` and `PackConfigError`.
    """
    pack.configure(merged(pack.policies, pack.initial_settings, settings or {}))
    shown = []
    for resource in resources:
        if resource.analyzed:
            changed = pack.remediate(resource.remediate_request())
            if changed is not None:
                resource = remediated(resource, changed)  # noqa: PLW2901 - what was remediated is what is judged
            pack.analyze(resource.analyze_request())
        shown.append(resource)
    pack.analyze_stack(stack_request(sorted(shown, key=_as_in_a_map)))
    return pack.verdict


def _as_in_a_map(resource: Resource) -> int:
    """An order that has nothing to do with the program's, as the engine's has not, but the same in every run."""
    return _hash_of(resource.urn)


def _hash_of(text: str) -> int:
    """A number that looks random and is the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
