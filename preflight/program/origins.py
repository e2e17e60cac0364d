"""From a resource to the setting that it was made from, where the program's components say so.

A component may register an output `madeFrom`: a list of `{"key": [...], "urns": [...]}`, each key a full configuration
key and the steps below it. What has no entry is made from the setting of its parent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from preflight.protocol.resource import Resource

_OUTPUT = "madeFrom"


def led_to_settings(resources: Iterable[Resource], place: Callable[[Sequence[str]], str]) -> list[Resource]:
    """Resources with the line of their setting as position; that in the program becomes `made_at`.

    `place` gives `file:line` of a key; it is empty where nobody wrote the key, as for defaults.
    """
    listed = list(resources)
    keys = dict(entry for each in listed for entry in _entries(each.outputs.get(_OUTPUT)))
    parents = {each.urn: each.parent for each in listed}

    def led(resource: Resource) -> Resource:
        urn = resource.urn
        while urn and urn not in keys:
            urn = parents.get(urn, "")
        found = place(keys[urn]) if urn else ""
        return replace(resource, position=found, made_at=resource.position) if found else resource

    return [led(each) for each in listed] if keys else listed


def _entries(told: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """The keys by URN; nothing where another program means something else by an output of that name."""
    for entry in told if isinstance(told, list) else ():
        key = _texts(entry.get("key")) if isinstance(entry, dict) else []
        if key:
            yield from ((urn, key) for urn in _texts(entry.get("urns")))


def _texts(value: Any) -> list[str]:
    texts = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return texts if texts == value else []
