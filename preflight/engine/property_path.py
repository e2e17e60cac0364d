"""Paths of properties, as `ignore_changes` has them: `a.b`, `a[0].b`, `a["b"]`, `a[*]`.

Source: pulumi/pulumi `sdk/go/common/resource/property_path.go`.
"""

import re
from typing import Any

from preflight.protocol.wire import Properties

_STEP = re.compile(r"""\.?([^.\[\]"]+)|\[(\d+|\*)\]|\.?\[?"((?:[^"\\]|\\.)*)"\]?""")
_GONE = object()


def steps_of(path: str) -> list[str | int]:
    """The keys and places that lead to a property; `*` is any of them."""
    found: list[str | int] = []
    for name, place, quoted in _STEP.findall(path):
        found.append(int(place) if place.isdigit() else name or place or quoted.replace('\\"', '"'))
    return found


def with_old(new: Properties, old: Properties, path: str) -> Properties:
    """The properties with what stands at a path as it was in `old`."""
    return _reset(new, old, steps_of(path))


def _reset(new: Any, old: Any, steps: list[str | int]) -> Any:
    if not steps:
        return new if old is _GONE else old
    step, *rest = steps
    if isinstance(new, dict):
        keys = {*new, *(old if isinstance(old, dict) else ())} if step == "*" else {step}
        for key in keys:
            new = _with(new, key, old.get(key, _GONE) if isinstance(old, dict) else _GONE, rest)
        return new
    if isinstance(new, list):
        places = range(len(new)) if step == "*" else [step] if isinstance(step, int) and step < len(new) else []
        was = old if isinstance(old, list) else []
        return [
            _reset(each, was[place], rest) if place in places and place < len(was) else each
            for place, each in enumerate(new)
        ]
    return new


def _with(new: Properties, key: Any, old: Any, rest: list[str | int]) -> Properties:
    if not rest and old is _GONE:
        return {name: value for name, value in new.items() if name != key}
    if key not in new:
        return new if rest or old is _GONE else {**new, key: old}
    return {**new, key: _reset(new[key], old, rest)}
