"""What forces the AWS provider to replace a resource, as data: `replaces.json`, which says how it was read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from preflight.protocol import wire
from preflight.protocol.wire import Properties, Value
from preflight.provider.schema import canonical


@dataclass(frozen=True)
class Condition:
    """A property of which some changes force a replacement: what `replaces.json` says of `change`, and when."""

    property: str
    change: str
    at: Mapping[str, Value]
    if_: Mapping[str, list[Value]]
    unless: Mapping[str, list[Value]]

    def holds(self, old: Properties, new: Properties) -> bool:
        """Whether the inputs differ in a way that forces.

        What is not known yet forces where any other value would. Of lists whose length or elements decide, the provider
        decides when it knows them: not in a preview.
        """
        before, after = old.get(self.property), new.get(self.property)
        if before == after or not self._is_on(new):
            return False
        if wire.has_unknown(after):
            return self.change in _OF_ANY_VALUE or (self.change == "set" and not before)
        return _CHANGES[self.change](before, after) and self._is_between(before, after)

    def _is_on(self, new: Properties) -> bool:
        told = {key: [*values, wire.UNKNOWN] for key, values in self.if_.items()}
        return all(new.get(key) in values for key, values in told.items()) and not any(
            new.get(key) in values for key, values in self.unless.items()
        )

    def _is_between(self, before: Value, after: Value) -> bool:
        ends = self.at.get("between")
        return (
            before == self.at.get("from", before)
            and after == self.at.get("to", after)
            and (not ends or (before in ends and after in ends))
        )


@dataclass(frozen=True)
class Replaces:
    """What is known of a type: properties, also nested ones by path, whose every change forces, and conditions.

    `known` is False where nobody asked the provider about the type; `name` is the property that names a resource.
    """

    known: bool
    always: frozenset[str]
    conditions: tuple[Condition, ...]
    deletes_first: bool
    name: str
    renewals: tuple[Mapping[str, Any], ...]

    def renewed(self, changed: frozenset[str], inputs: Properties) -> frozenset[str]:
        """The outputs that an update of these properties makes anew."""
        return frozenset(
            output
            for row in self.renewals
            if ("changes" not in row or changed & {*row["changes"]})
            and all(inputs.get(key) in values for key, values in row.get("if", {}).items())
            for output in row["outputs"]
        )


@cache
def replaces_of(token: str) -> Replaces:
    """What is known of a resource type; of one that is not among the data, that nothing forces."""
    data = _data()
    token = token if token in data["types"] else canonical(token)
    rows = data["conditional"].get(token, ())
    return Replaces(
        known=token in data["types"],
        always=frozenset([*data["types"].get(token, ()), *data["newer"]]),
        conditions=tuple(
            Condition(row["property"], row["change"], row, row.get("if", {}), row.get("unless", {})) for row in rows
        ),
        deletes_first=token in data["deletedFirst"],
        name=data["named"].get(token, "name"),
        renewals=tuple(data["renewed"].get(token, ())),
    )


@cache
def _data() -> dict[str, Any]:
    return json.loads(files("preflight.provider").joinpath("replaces.json").read_text(encoding="utf-8"))


def _some(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]


_OF_ANY_VALUE = ("changed", "given")
_CHANGES = {
    "set": lambda before, after: not before and bool(after),
    "removed": lambda before, after: bool(before) and not after,
    "changed": lambda before, after: before is not None and after is not None,
    "given": lambda _, after: after is not None,
    "resized": lambda before, after: len(_some(before)) != len(_some(after)),
    "fewer": lambda before, after: len(_some(after)) < len(_some(before)),
    "first": lambda before, after: _some(before)[:1] != _some(after)[:1],
    "first-missing": lambda before, after: not all(each in _some(after) for each in _some(before)[:1]),
    "swapped": lambda before, after: (
        len(_some(after)) <= len(_some(before)) and any(each not in _some(after) for each in _some(before))
    ),
    "emptied-or-filled": lambda before, after: bool(_some(before)) != bool(_some(after)),
}
"""What the words of `replaces.json` mean, of the values before and after."""
