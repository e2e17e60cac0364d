"""Where findings about security groups stand."""

from ...model.values import Reference


def at(groups: Reference, fallback: str) -> str:
    """Where a finding about a group stands: the group, or what carries it."""
    return groups.resources[0].urn if groups.resources else fallback
