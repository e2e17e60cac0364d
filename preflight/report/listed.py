"""The resources of a report."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from preflight.protocol import wire
from preflight.report.content import without_places
from preflight.report.names import READ

if TYPE_CHECKING:
    from preflight.protocol.resource import Resource

_DIGITS = 16
# What a provider adds to the name of what the program left unnamed; other digits for each URN.
_MADE_UP = r"-[0-9a-f]{7}\b"


@dataclass(frozen=True)
class ListedResource:
    """A resource that was judged.

    `position` is `file:line` of what to change, in the stack's file or the program, empty where it is not known;
    `made_at` the program's line where that is another one. `aliases` are URNs that it had before. `digest` is one of
    its inputs: equal where these are, whatever the resource is called; secret values are left out.
    """

    __pydantic_config__: ClassVar = READ

    urn: str
    type: str
    name: str
    position: str
    made_at: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    digest: str = ""


def listed(resource: "Resource") -> ListedResource:
    """A resource as reports have it."""
    return ListedResource(
        resource.urn,
        resource.type,
        resource.name,
        resource.position,
        resource.made_at,
        parent=resource.parent,
        aliases=resource.aliases,
        digest=_digest(resource),
    )


def _digest(resource: "Resource") -> str:
    without_secrets = wire.mapped(resource.inputs, lambda part: "SECRET" if wire.is_secret(part) else part)
    without_name = wire.mapped(wire.mapped(without_secrets, without_places), lambda part: _without(resource.name, part))
    text = json.dumps(without_name, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _without(name: str, part: Any) -> Any:
    if not name or not isinstance(part, str):
        return part
    return re.sub(re.escape(name) + _MADE_UP, "NAME", part).replace(name, "NAME")
