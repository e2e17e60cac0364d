"""Options of a policy: what an organisation may ask beyond the pack's own rules."""

import enum
from dataclasses import dataclass
from typing import Any


class Kind(enum.StrEnum):
    """What an option takes, by the name that JSON Schema has for it."""

    FLAG = "boolean"
    NUMBER = "integer"
    LIST = "array"


@dataclass(frozen=True)
class Option:
    """An option, and the id of the fault that it adds or changes.

    What it does stands beside the fault: `OPTIONS` of the fault's module has a function by the option's name that takes
    model, judge and the value given. It is called where that is another than the default.
    """

    name: str
    kind: Kind
    default: Any
    fault: str
    help: str

    @property
    def schema(self) -> dict[str, Any]:
        """The option in the JSON Schema of its policy's configuration."""
        return {"type": self.kind.value, "default": self.default, "description": self.help}
