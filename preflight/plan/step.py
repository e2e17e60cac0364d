"""The steps of a plan."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic.alias_generators import to_camel

from preflight.protocol import urn as urns
from preflight.protocol.resource import Resource

Operation = Literal["same", "create", "update", "delete", "replace", "read", "import"]

SIGNS: dict[Operation, str] = {
    "create": "+ ",
    "update": "~ ",
    "delete": "- ",
    "replace": "+-",
    "import": "= ",
}
"""The changes in the engine's order, with its signs. Source: pulumi/pulumi `pkg/resource/deploy/step.go`."""


@dataclass(frozen=True)
class Step:
    """What becomes of one resource.

    `changed` are the properties that are others, `forcing` those of them, or the options, that force a replacement.
    With `deletes_first` the old one goes before there is a new one; `named` is the property by which somebody named it,
    if that is why. `was` is the URN that it had, where that is another. What is `kept` is deleted from the state alone.
    `position` is `file:line` of what to change.
    """

    __pydantic_config__: ClassVar = {"alias_generator": to_camel}

    operation: Operation
    urn: str
    changed: tuple[str, ...] = ()
    forcing: tuple[str, ...] = ()
    deletes_first: bool = False
    named: str = ""
    kept: bool = False
    was: str = ""
    position: str = ""

    @property
    def type(self) -> str:
        """The resource's type."""
        return urns.type_of(self.urn)

    @property
    def sign(self) -> str:
        """What `pulumi preview` puts before it."""
        return SIGNS.get(self.operation, "  ")

    @property
    def is_counted(self) -> bool:
        """Whether the CLI counts it: not what is only read, and no default provider."""
        return self.operation != "read" and not urns.is_default_provider(self.urn)


@dataclass(frozen=True)
class Planned:
    """A step with the resource before and after it. Those hold values, which reports do not."""

    step: Step
    before: Resource | None = field(default=None, repr=False)
    after: Resource | None = field(default=None, repr=False)
