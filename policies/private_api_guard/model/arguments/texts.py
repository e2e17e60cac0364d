"""What a text is."""

import re
from collections.abc import Callable

from .condition import Asked, Condition, Evidence, as_it_is, of


def is_(key: str, *values: str | None) -> Condition:
    """The property is one of some values, among which `None` stands for one that is not set."""

    def told(asked: Asked) -> Evidence:
        text = asked.text(key)
        return () if text.unknown or text.known not in values else (as_it_is(text),)

    return of(key, told)


def is_not(key: str, *values: str) -> Condition:
    """The property is set, and none of some values."""
    return _known(key, lambda text: text not in values)


def like(key: str, pattern: str) -> Condition:
    """The property is a text that is all as a pattern says."""
    return _known(key, lambda text: re.fullmatch(pattern, text) is not None)


def unlike(key: str, pattern: str) -> Condition:
    """The property is a text of another form than a pattern says."""
    return _known(key, lambda text: re.fullmatch(pattern, text) is None)


def longer(key: str, most: int) -> Condition:
    """The property is a text of more characters."""
    return _known(key, lambda text: len(text) > most)


def _known(key: str, test: Callable[[str], bool]) -> Condition:
    def told(asked: Asked) -> Evidence:
        text = asked.text(key)
        return (as_it_is(text),) if text.known and test(text.known) else ()

    return of(key, told)
