"""Options of a policy: what an organisation may ask beyond the pack's own rules."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Kind(enum.StrEnum):
    """What an option takes, by the name that JSON Schema has for it."""

    FLAG = "boolean"
    NUMBER = "integer"
    LIST = "array"
    TEXT = "string"


@dataclass(frozen=True)
class Option:
    """An option, and the id of the fault that it adds or changes.

    What it does stands beside the fault: `OPTIONS` of the fault's module has a function by the option's name that takes
    model, judge and the value given. It is called where that is another than the default. `asked` is what
    editors are told beside, in words of JSON Schema: the engine would end a run for what the pack tells in a finding.
    """

    name: str
    kind: Kind
    default: Any
    fault: str
    help: str
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        """The option in the JSON Schema of its policy's configuration."""
        told: dict[str, Any] = {"type": self.kind.value, "default": self.default, "description": self.help}
        return told | ({"items": {"type": "object"}} if self.kind is Kind.LIST else {})

    @property
    def whole_schema(self) -> dict[str, Any]:
        """The same with all that is asked of its value."""
        return self.schema | dict(self.asked)
