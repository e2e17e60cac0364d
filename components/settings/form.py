"""What a text has to look like: a pattern for editors, words for people."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from .base import BrokenRuleError


@dataclass(frozen=True)
class Form:
    """The form of a text, as an annotation of `str`."""

    what: str
    """What the text is, with its article: `a name`."""

    pattern: str
    """A regular expression for the whole text, as Python and JSON schemas both read it; alternatives in brackets."""

    allowed: str
    """What the pattern says, in words or as an example."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's own schema of the text, and then the form."""
        return core_schema.no_info_after_validator_function(self.checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The pattern, for editors."""
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def checked(self, text: str) -> str:
        """The text. Raises BrokenRuleError where it has another form."""
        if re.fullmatch(self.pattern, text) is None:
            raise BrokenRuleError(f"it is not {self.what}", allowed=self.allowed, remedy="correct it")
        return text
