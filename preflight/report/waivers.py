"""Waivers as a report lists them: with their places, and once where several judgements have them."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from preflight.packs.judgement import Judgement, ListedWaiver
from preflight.packs.pack_config import PolicySettings

_POLICY = "waivers"


def with_places(
    judgement: Judgement,
    settings: Mapping[tuple[str, str], PolicySettings],
    places: Mapping[str, tuple[str, str]],
) -> Judgement:
    """A judgement whose waivers have the places where a file has them, or where their components are made."""
    given = settings.get((judgement.pack, _POLICY), PolicySettings())
    return replace(
        judgement,
        waivers=tuple(
            replace(
                waiver, position=places.get(waiver.urn, ("", ""))[0] if waiver.urn else given.place((_POLICY, number))
            )
            for number, waiver in enumerate(judgement.waivers)
        ),
    )


def united(waivers: Iterable[ListedWaiver]) -> tuple[ListedWaiver, ...]:
    """Each once, as the last judgement has it: in force where it waives something in any of them."""
    found: dict[Hashable, ListedWaiver] = {}
    for each in waivers:
        key = replace(each, state="unused", problem="", findings=())
        before = found.get(key)
        if before and before.state == "in-force":
            each = replace(before, findings=tuple(sorted({*before.findings, *each.findings})))  # noqa: PLW2901
        found[key] = each
    return tuple(found.values())
