"""A plan as reports have it, with its counts as `pulumi preview` prints them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic.alias_generators import to_camel

from preflight.plan.interruption import Interruption
from preflight.plan.step import SIGNS, Operation, Step

_STAYS: tuple[Operation, ...] = ("same", "read")


@dataclass(frozen=True)
class Plan:
    """What an update does with what is deployed.

    `counts` has how many resources of each operation there are, as the CLI counts them; `steps` are those that change
    something, in their order. `notes` are what one has to know of them. `interruptions` is what requests see, None
    where no pack said which go through what is deployed.
    """

    __pydantic_config__: ClassVar = {"alias_generator": to_camel}

    counts: Mapping[Operation, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    interruptions: tuple[Interruption, ...] | None = None


def plan_of(steps: Iterable[Step], notes: Iterable[str] = ()) -> Plan:
    """The plan that has these steps, in an order that is the same in every run: by operation, then by URN."""
    listed = sorted(steps, key=lambda step: (step.operation, step.urn))
    return Plan(
        dict(Counter(step.operation for step in listed if step.is_counted)),
        tuple(step for step in listed if step.operation not in _STAYS),
        tuple(notes),
    )


def count_lines(counts: Mapping[Operation, int]) -> list[str]:
    """The lines below `Resources:` of `pulumi preview`: each kind of change, then all of them and what stays.

    Source: pulumi/pulumi `pkg/backend/display/diff.go` (renderSummaryEvent).
    """
    kinds = {operation: counts[operation] for operation in SIGNS if counts.get(operation)}
    return [
        *(f"{SIGNS[operation]}{many} to {operation}" for operation, many in kinds.items()),
        *filter(None, [". ".join(_summary(kinds.values(), counts.get("same", 0)))]),
    ]


def _summary(changes: Iterable[int], same: int) -> Iterator[str]:
    numbers = [*changes]
    if len(numbers) > 1:
        yield f"{sum(numbers)} changes"
    if same:
        yield f"{same} unchanged"
