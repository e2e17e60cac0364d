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
    # A set of positions in the text, one bit each: those that what came so far of the pattern leads to.
    places: dict[str, int] = {}
    for position, character in enumerate(text):
        places[character] = places.get(character, 0) | 1 << position
    stars, end = places["*"], 1 << len(text)
    row = _closed(1, stars)
    for character in pattern:
        if character == "*":
            row = (end * 2 - 1) & ~((row & -row) - 1)
        else:
            steps = end - 1 & ~stars if character == "?" else places.get(character, 0)
            row = _closed((row & steps) << 1 | row & stars, stars)
        if not row:
            return False
    return bool(row & end)


def _closed(row: int, stars: int) -> int:
    """Positions that are reached without a further character: a `*` of the text may stand for nothing."""
    while (more := row | (row & stars) << 1) != row:
        row = more
    return row
