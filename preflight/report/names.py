"""What fields are called in a report's JSON: `made_at` is `madeAt`."""

from typing import Final


def in_json(name: str) -> str:
    """A field's name there."""
    first, *others = name.split("_")
    return first + "".join(each.title() for each in others)


READ: Final = {"alias_generator": in_json}
"""How a class says that its fields have those names: `__pydantic_config__`."""
