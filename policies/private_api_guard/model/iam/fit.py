"""Whether something of a statement fits a request, which stands for many calls: for all of them, and for any."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..verdict import Verdict, closed, every, opened, some, unknown


@dataclass(frozen=True, slots=True)
class Fit:
    """`always` tells whether it fits whatever the caller does, `ever` whether the caller can make it fit."""

    always: Verdict
    ever: Verdict

    def __invert__(self) -> "Fit":
        """What fits the negation."""
        return Fit(~self.ever, ~self.always)


FITS: Final = Fit(opened(), opened())
FITS_NOT: Final = Fit(closed(), closed())
AS_THE_CALLER_LIKES: Final = Fit(closed(), opened())


def fits(answer: bool) -> Fit:
    """What fits all calls or none."""
    return FITS if answer else FITS_NOT


def not_told(where: str) -> Fit:
    """What can not be known before a property is."""
    return Fit(unknown(where), unknown(where))


def all_fit(parts: Iterable[Fit]) -> Fit:
    """Whether all of some parts fit. What one needs of the caller is taken not to exclude what another needs."""
    found = list(parts)
    return Fit(every(each.always for each in found), every(each.ever for each in found))


def any_fits(parts: Iterable[Fit]) -> Fit:
    """Whether one of some parts fits."""
    found = list(parts)
    return Fit(some(each.always for each in found), some(each.ever for each in found))
