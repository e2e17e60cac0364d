"""What requests see of a step, as a row of data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from preflight.plan.interruption import Notice
from preflight.plan.step import Planned
from preflight.protocol import wire
from preflight.protocol.wire import Value

Way = Literal["replace", "old first", "delete", "update"]
"""How a resource changes: its replacement is made first, or the old one goes first; it goes; it stays and changes."""


@dataclass(frozen=True)
class Effect:
    """What requests through a resource of a type see when it changes in a way, with the page that says so.

    `seen` and `until` may name `{unreachable}`, what API Gateway answers while it reaches nobody, and `{healthy}`, how
    long health checks take. A row holds where one of `changed` changes, if it names some; where the inputs of before
    have one of the values of `where`; and where a resource of the type `stays` that it refers to is not made anew.
    The first row that holds counts.
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

    def holds(self, planned: Planned, stays: Iterable[str]) -> bool:
        """Whether the row is about a step; `stays` are the types that the resource refers to and that stay."""
        step, before = planned.step, planned.before
        if step.type not in self.types or way_of(planned) != self.way:
            return False
        inputs = wire.in_clear(before.inputs) if before else {}
        return (
            (not self.changed or bool(self.changed & {*step.changed, *step.forcing}))
            and all(inputs.get(key) in values for key, values in self.where.items())
            and (not self.stays or self.stays in stays)
        )


def way_of(planned: Planned) -> Way | None:
    """How a step changes what is deployed; None where it does not."""
    step = planned.step
    if step.operation == "replace":
        return "old first" if step.deletes_first else "replace"
    return step.operation if step.operation in ("delete", "update") else None
