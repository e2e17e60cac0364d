"""What all settings share: strictness, immutability, and how a broken rule is told."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Setting(BaseModel):
    """A frozen object of the stack file. Its keys are written in camelCase; keys that it does not have are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


class BrokenRuleError(ValueError):
    """A rule that a value breaks: what is wrong, what is allowed, what to do. Whoever catches it adds key and value.

    Its text says all three, for programs that make settings by themselves. `key` leads from the object that checks to
    the value at fault, for rules between several values.
    """

    def __init__(
        self, wrong: str, *, allowed: str, remedy: str, key: tuple[str | int, ...] = (), value: Any = None
    ) -> None:
        super().__init__(f"{wrong}. Allowed: {allowed}. Remedy: {remedy}.")
        self.wrong = wrong
        self.allowed = allowed
        self.remedy = remedy
        self.key = key
        self.value = value
