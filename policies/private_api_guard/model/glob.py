"""Patterns with `*` and `?`, as policy documents use them, against texts that may themselves stand for many."""

# Past this product of lengths two patterns are taken to have a text in common: no real policy comes near it.
_MOST_STEPS = 400_000


def covers(pattern: str, text: str) -> bool:
    """Whether a pattern matches whatever a text stands for; a `*` in the text stands for anything."""
    here, there, star, mark = 0, 0, -1, 0
    while there < len(text):
        if here < len(pattern) and pattern[here] == "*":
            star, mark = here, there
            here += 1
        elif here < len(pattern) and text[there] != "*" and pattern[here] in ("?", text[there]):
            here, there = here + 1, there + 1
        elif star >= 0:
            mark += 1
            here, there = star + 1, mark
        else:
            return False
    return all(character == "*" for character in pattern[here:])


def overlaps(pattern: str, text: str) -> bool:
    """Whether a pattern matches something of what a text stands for."""
    if covers(pattern, text) or len(pattern) * len(text) > _MOST_STEPS:
        return True
    if "*" not in text:
        return False
    row = _closed({0}, text)
    for character in pattern:
        row = _closed(_step(row, character, text), text)
        if not row:
            return False
    return len(text) in row


def _closed(row: set[int], text: str) -> set[int]:
    """Positions in a text that are reached without a further character: a `*` may stand for nothing."""
    found = set(row)
    for position in sorted(row):
        after = position
        while after < len(text) and text[after] == "*":
            after += 1
            found.add(after)
    return found


def _step(row: set[int], character: str, text: str) -> set[int]:
    """Positions in a text after one more character of the pattern."""
    if character == "*":
        return set(range(min(row), len(text) + 1)) if row else set()
    found: set[int] = set()
    for position in row:
        if position < len(text) and text[position] == "*":
            found.add(position)
        elif position < len(text) and character in ("?", text[position]):
            found.add(position + 1)
    return found
