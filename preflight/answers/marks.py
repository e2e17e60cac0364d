"""What tells a made-up value from a real one.

A program needs values to go on with: ids to count, addresses to split. A pack must not judge by them. So each is of
a form that nothing real has, and keeps it in whatever text or document a program puts it: then packs are told that it
is not known, as of everything that only the update tells.
"""

import re
from dataclasses import replace
from typing import Any

from preflight.protocol import wire
from preflight.protocol.resource import Provider, Resource
from preflight.protocol.wire import UNKNOWN, Properties, Value

MARK = "3e9c57d1"
"""Hexadecimal digits that made-up ids, ARNs and names have in them. That a real id has them, too, is one chance in 300
million."""

ACCOUNT = "395713957139"
"""The account of who owns what is looked up, if that is not said; the stack's own is another."""

NETWORK = "198.18.0.0/16"
"""Where made-up addresses and networks are: of a range for benchmarks, which is routed nowhere
(https://www.rfc-editor.org/rfc/rfc2544#appendix-C.2.2)."""

NETWORK_6 = "2001:db8::/32"
"""The same of IPv6: a range for documents (https://www.rfc-editor.org/rfc/rfc3849)."""

ZONES = "xyz"
"""The letters of made-up availability zones; AWS has none beyond `f`."""

NUMBERS = range(61_000, 62_000)
"""Made-up numbers: they may be ports, too."""

_MADE_UP = re.compile(
    rf"{MARK}|\b{ACCOUNT}\b|(?<![\d.])198\.18\.\d|\b2001:0?db8:|\b[a-z]{{2}}(?:-[a-z]+)+-\d[{ZONES}]\b|\b[a-z]{{3,5}}\d-az[789]\b",
    re.IGNORECASE,
)


# What is made up within a text, as far as it reaches.
_WHOLE = re.compile(rf"[\w.-]*(?:{_MADE_UP.pattern})[\w.:/-]*", re.IGNORECASE)


def is_made_up(value: Value) -> bool:
    """Whether a text or number is made up, or has something in it that is."""
    if isinstance(value, str):
        return bool(_MADE_UP.search(value))
    return type(value) in (int, float) and NUMBERS.start <= value < NUMBERS.stop


def hidden(value: Value) -> Value:
    """A value whose made-up parts are unknown."""
    return wire.mapped(value, lambda part: UNKNOWN if is_made_up(part) else part)


def has_made_up(value: Value) -> bool:
    """Whether any part of a value is made up."""
    return hidden(value) != value


def as_before(new: Value, old: Value) -> Value:
    """A value whose made-up parts are what they were, where all else of it is as it was.

    So a look-up is taken to return what it did.
    """
    if isinstance(new, dict) and isinstance(old, dict):
        return {key: as_before(value, old[key]) if key in old else value for key, value in new.items()}
    if isinstance(new, list) and isinstance(old, list):
        if new and old and all(map(has_made_up, new)) and len(new) != len(old):
            return old  # a look-up returned more, or fewer, than stand-ins have
        return [as_before(*pair) for pair in zip(new, old, strict=True)] if len(new) == len(old) else new
    if isinstance(new, str) and isinstance(old, str) and is_made_up(new):
        pattern = ".+".join(map(re.escape, _WHOLE.split(new)))
        return old if re.fullmatch(pattern, old, re.DOTALL) else new
    return old if is_made_up(new) and type(old) in (int, float) else new


def shown_to_packs(resource: Resource) -> Resource:
    """A resource as packs see it: what is made up is unknown, and of no other resource."""
    inputs, outputs = _hidden(resource.inputs), _hidden(resource.outputs)
    if inputs is resource.inputs and outputs is resource.outputs:
        return resource
    made_up = [key for key in {**inputs, **outputs} if inputs.get(key) != resource.inputs.get(key)]
    fed: dict[str, Any] = {**dict.fromkeys(made_up, ()), **resource.property_dependencies}
    return replace(
        resource,
        inputs=inputs,
        outputs=outputs,
        property_dependencies=fed,
        provider=_provider(resource.provider),
    )


def _provider(provider: Provider | None) -> Provider | None:
    return replace(provider, properties=_hidden(provider.properties)) if provider else None


def _hidden(properties: Properties) -> Properties:
    found = hidden(properties)
    return properties if found == properties else found
