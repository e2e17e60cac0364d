"""What a program says is wrong with its stack's configuration, with the lines of the stack's file."""

from pydantic import TypeAdapter, ValidationError

from preflight.errors import ProgramError
from preflight.program.stack_config import StackConfig

_TOLD = TypeAdapter(tuple[str, list[tuple[list[str | int], str]]])


def refused_configuration(told: bytes, config: StackConfig) -> ProgramError | None:
    """The error that a program's exception describes as a title and `[[key, text], ...]`; None where it does not.

    A key is a full configuration key and the steps below it.
    """
    try:
        title, problems = _TOLD.validate_json(told)
    except ValidationError:
        return None
    placed = [(config.place(key) if key else "", text) for key, text in problems]
    lines = [f"  - {place}: {text}" if place else f"  - {text}" for place, text in placed]
    return ProgramError(
        "\n".join([title, *lines]),
        position=next((place for place, _ in placed if place), ""),
        parts=tuple(ProgramError(text, position=place) for place, text in placed),
    )
