"""What requests see of a step, as a row of data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from preflight.plan.interruption import Notice
from preflight.plan.step import Planned
from preflight.protocol import wire
from preflight.protocol.wire import Value

Way = Literal["create", "replace", "old first", "delete", "update"]
"""How a resource changes: it is made, and live requests are led there; its replacement is made first, or the old one
goes first; it goes; it stays and changes."""


@dataclass(frozen=True)
class Around:
    """The types of what is not made anew around a resource: what it refers to, what refers to it, parts of its API."""

    refers_to: frozenset[str] = frozenset()
    used_by: frozenset[str] = frozenset()
    of_api: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Effect:
    """What requests through a resource of a type see when it changes in a way, with the page that says so.

    `seen` and `until` may name `{unreachable}`, what API Gateway answers while it reaches nobody, and `{healthy}`, how
    long health checks take. A row holds where one of `changed` changes, if it names some, also below a property, by
    dotted path; where the inputs of before have one of the values of `where`; where a resource of the type `stays` that
    it refers to is not made anew; where one of the types `used_by` is not that refers to it; and where a part of the
    API that is of the type `deployed` is not. The first row that holds counts. It goes without saying where one of the
    types `unless` is noticed by the same requests.
    """

    types: tuple[str, ...]
    way: Way
    notice: Notice
    seen: str
    until: str = ""
    source: str = ""
    changed: frozenset[str] = frozenset()
    where: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    stays: str = ""
    used_by: tuple[str, ...] = ()
    deployed: str = ""
    unless: tuple[str, ...] = ()

    def holds(self, planned: Planned, around: Around) -> bool:
        """Whether the row is about a step."""
        step, before = planned.step, planned.before
        if step.type not in self.types or way_of(planned) != self.way:
            return False
        inputs = wire.in_clear(before.inputs) if before else {}
        return (
            (not self.changed or any(_changes(planned, path) for path in self.changed))
            and all(inputs.get(key) in values for key, values in self.where.items())
            and (not self.stays or self.stays in around.refers_to)
            and (not self.used_by or not around.used_by.isdisjoint(self.used_by))
            and (not self.deployed or self.deployed in around.of_api)
        )


def _changes(planned: Planned, path: str) -> bool:
    key, *below = path.split(".")
    if key not in (*planned.step.changed, *planned.step.forcing):
        return False
    before, after = (wire.in_clear(each.inputs) if each else {} for each in (planned.before, planned.after))
    return not below or _at(before, [key, *below]) != _at(after, [key, *below])


def _at(value: Value, keys: list[str]) -> Value:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def way_of(planned: Planned) -> Way | None:
    """How a step changes what is deployed; None where it does not."""
    step = planned.step
    if step.operation == "replace":
        return "old first" if step.deletes_first else "replace"
    return step.operation if step.operation in ("create", "delete", "update") else None
