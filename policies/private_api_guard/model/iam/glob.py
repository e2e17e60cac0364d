"""Patterns with `*` and `?`, as policy documents use them, against texts that may themselves stand for many."""

import re
from typing import Final

_ANYTHING: Final = "*"
_STARS: Final = re.compile(r"\*+")


def covers(pattern: str, text: str) -> bool:
    """Whether a pattern matches whatever a text stands for; a `*` in the text stands for anything."""
    return _match(pattern, text, spelt=False)


def overlaps(pattern: str, text: str) -> bool:
    """Whether a pattern matches something of what a text stands for."""
    return _match(pattern, text, spelt=True)


def _match(pattern: str, text: str, *, spelt: bool) -> bool:
    """Whether a pattern leads to the end of a text, of which each `*` is spelt as it pleases, or matched by `*` only.

    Where what came so far of the pattern leads to is a set of positions in the text, one bit each: the time that this
    takes grows with the pattern's length, whatever its stars.
    """
    if pattern in (_ANYTHING, text):
        return True
    places: dict[str, int] = {}
    text = _STARS.sub(_ANYTHING, text)
    for position, character in enumerate(text):
        places[character] = places.get(character, 0) | 1 << position
    end, all_stars = 1 << len(text), places.get(_ANYTHING, 0)
    stars = all_stars if spelt else 0
    # A star of the text may stand for nothing.
    row = 1 | (1 & stars) << 1
    for character in pattern:
        if character == _ANYTHING:
            row = (end * 2 - 1) & ~((row & -row) - 1)
        else:
            steps = end - 1 & ~all_stars if character == "?" else places.get(character, 0)
            row = (row & steps) << 1 | row & stars
            row |= (row & stars) << 1
        if not row:
            return False
    return bool(row & end)
