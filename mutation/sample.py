"""A sample of defects that is the same wherever it is drawn, and mostly the same after a change of the code."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable

from .defect import Defect


def drawn(defects: Iterable[Defect], size: int, seed: str, counts: Callable[[Defect], bool]) -> list[Defect]:
    """`size` of the defects that count, or all of them if there are fewer.

    Each has a lot of its own, drawn from the seed and from what it is; so another defect elsewhere changes nothing.
    """
    taken: list[Defect] = []
    for _, defect in sorted(_lots(defects, seed), key=lambda lot: lot[0]):
        if len(taken) == size:
            break
        if counts(defect):
            taken.append(defect)
    return taken


def _lots(defects: Iterable[Defect], seed: str) -> list[tuple[str, Defect]]:
    seen: Counter[str] = Counter()
    lots = []
    for defect in defects:
        alike = seen[defect.what]  # the same line may stand twice in a function
        seen[defect.what] += 1
        lots.append((hashlib.sha256(f"{seed}\n{alike}\n{defect.what}".encode()).hexdigest(), defect))
    return lots
