"""Under which other URNs a resource may be known, as the engine works it out.

Source: https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/ and pulumi/pulumi
`pkg/resource/deploy/step_generator.go`.
"""

from collections.abc import Iterable, Sequence

from pulumi.runtime.proto import alias_pb2

from preflight.protocol import urn as urns


def alias_urns(urn: str, parent: str, of_parent: Sequence[str], given: Iterable[alias_pb2.Alias]) -> tuple[str, ...]:
    """The aliases of a resource: those that its program gives, and those that come of the aliases of its parent."""
    own = [_given(urn, parent, alias) for alias in given]
    inherited = (_inherited(each, parent, above) for above in of_parent for each in (urn, *own))
    return tuple(each for each in dict.fromkeys([*own, *inherited]) if each != urn)


def _given(urn: str, parent: str, alias: alias_pb2.Alias) -> str:
    """What is not said is as it is now."""
    if alias.urn:
        return alias.urn
    spec = alias.spec
    return urns.compose(
        spec.stack or urns.stack_of(urn),
        spec.project or urns.project_of(urn),
        "" if spec.noParent else spec.parentUrn or parent,
        spec.type or urns.type_of(urn),
        spec.name or urns.name_of(urn),
    )


def _inherited(urn: str, parent: str, above: str) -> str:
    """What a child was called below an alias of its parent, whose name of then begins what begins with that of now."""
    name, mine, theirs = urns.name_of(urn), urns.name_of(parent), urns.name_of(above)
    name = theirs + name.removeprefix(mine) if name.startswith(mine) else name
    return urns.compose(urns.stack_of(above), urns.project_of(above), above, urns.type_of(urn), name)
