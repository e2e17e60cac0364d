"""What requests see of a step while it is applied, as reports have it."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic.alias_generators import to_camel

from preflight.plan.step import Operation

Notice = Literal["interrupts", "moves", "stops", "unknown", "survives"]
"""What becomes of requests: they fail for a while; they have to be other ones, such as to another URL; the update stops
before anything changes for them; nobody knows; they go on."""


@dataclass(frozen=True)
class Interruption:
    """A step that live requests go through.

    `hop` is what it is on their path, `requests` are those of `api` and `stage` that are concerned (`GET /orders`).
    `seen` is what callers see, or why they see nothing, `until` when that is over; `why` says what keeps the new one
    from being made first. `place` is the step's in the plan, from 1.
    """

    __pydantic_config__: ClassVar = {"alias_generator": to_camel}

    notice: Notice
    urn: str
    operation: Operation
    hop: str
    api: str
    stage: str
    requests: tuple[str, ...]
    seen: str
    until: str = ""
    why: str = ""
    source: str = ""
    place: int = 0
