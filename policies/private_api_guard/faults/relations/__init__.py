"""What AWS asks of how resources refer to each other: one only, first this, then that, and both of the same.

Rows are asked by what they are; what is asked of entities that the model puts together (networks, zones, certificates)
has its faults in a table by what it is about.

An apply that AWS refuses stops what is beside it, too: all are asked of every resource of a type, on a path or not.
"""

from collections.abc import Iterator

from ...model.model import Model
from ..fault import Fault, Judge
from . import certificates, first, network, once, same, zones

ROWS = (*once.ROWS, *first.ROWS, *same.ROWS)


def check(model: Model, judge: Judge) -> None:
    """Asks all of them."""
    for kind in (once, first, same, network, zones, certificates):
        kind.check(model, judge)


def types() -> Iterator[tuple[Fault, str]]:
    """The faults of the rows, each with a type that its row is asked of."""
    yield from ((row.fault, row.single.family) for row in once.ROWS)
    yield from ((row.fault, row.shared.family) for row in same.ROWS)
    for row in first.ROWS:
        yield from ((fault, row.precedence.later) for fault in (row.early, row.missing, row.race) if fault)
