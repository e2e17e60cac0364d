"""What is in a list or a map."""

import re
from collections.abc import Iterable

from ..values import Value
from .condition import Asked, Condition, Evidence, Read, as_it_is, of


def items_beyond(key: str, least: int, most: int) -> Condition:
    """The list has fewer or more items."""

    def told(asked: Asked) -> Evidence:
        listed = asked.value(key).known
        if not isinstance(listed, list) or least <= len(listed) <= most:
            return ()
        return (f"{asked.values.owner}.{key} has {len(listed)} items; AWS takes {least} to {most}",)

    return of(key, told)


def any_item(key: str, pattern: str) -> Condition:
    """A text of the list is all as a pattern says."""
    return of(key, lambda asked: _first(asked.texts(key), pattern))


def any_name(key: str, pattern: str) -> Condition:
    """A name in the map is all as a pattern says."""

    def told(asked: Asked) -> Evidence:
        entries = asked.mapping(key).known or {}
        found = next((name for name in entries if re.fullmatch(pattern, name)), None)
        return (f"{asked.values.owner}.{key} has {found!r}",) if found is not None else ()

    return of(key, told)


def any_entry(key: str, pattern: str) -> Condition:
    """A value in the map is all as a pattern says."""
    return of(key, lambda asked: _first((asked.mapping(key).known or {}).values(), pattern))


def any_of(key: str, condition: Condition) -> Condition:
    """The condition holds of an object in the list."""

    def told(asked: Asked) -> Evidence:
        return next((evidence for each in asked.blocks(key) if (evidence := condition.told(each))), ())

    return Condition(told, _inside(key, condition))


def all_of(key: str, condition: Condition) -> Condition:
    """The condition holds of every object in the list, which has some."""

    def told(asked: Asked) -> Evidence:
        found = [condition.told(each) for each in asked.blocks(key)]
        return found[0] if found and all(found) else ()

    return Condition(told, _inside(key, condition))


def _first(texts: Iterable[Value[str]], pattern: str) -> Evidence:
    """The first text that is all as a pattern says."""
    found = next((text for text in texts if text.known and re.fullmatch(pattern, text.known)), None)
    return (as_it_is(found),) if found else ()


def _inside(key: str, condition: Condition) -> tuple[Read, ...]:
    return tuple((whose, read if whose else f"{key}.{read}") for whose, read in condition.reads)
