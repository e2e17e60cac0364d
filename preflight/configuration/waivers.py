"""The waivers of a stack, as its report has them: which of them somebody has to look at."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from preflight.configuration.told import waiver_line
from preflight.packs.judgement import ListedWaiver
from preflight.report.formats.words import count

_NOBODY = "no owner"


@dataclass(frozen=True)
class Wanted:
    """Which waivers are listed: all, or those that end within some days, waive nothing, or have an owner."""

    within: int | None = None
    unused: bool = False
    owner: str = ""

    def chosen(self, waivers: Iterable[ListedWaiver], today: datetime.date) -> list[ListedWaiver]:
        """Those that are wanted; each thing that is asked leaves some out."""
        return [
            each
            for each in waivers
            if (self.within is None or _days(each, today) <= self.within)
            and (not self.unused or each.state == "unused")
            and (not self.owner or each.owner == self.owner)
        ]


def to_json(waivers: Sequence[ListedWaiver], today: datetime.date) -> str:
    """As JSON: each with the days that are left, negative where it has expired, null where its last day is none."""
    told = [{**asdict(each), "days": _left(each, today)} for each in waivers]
    return json.dumps({"waivers": told}, indent=2, ensure_ascii=False) + "\n"


def to_text(waivers: Sequence[ListedWaiver], today: datetime.date) -> str:
    """As text: those of each owner together, the next to end first."""
    return "\n".join(_lines(waivers, today)) + "\n"


def _lines(waivers: Sequence[ListedWaiver], today: datetime.date) -> Iterator[str]:
    yield count(len(waivers), "waiver")
    owners = sorted({each.owner or _NOBODY for each in waivers})
    for owner in owners:
        mine = [each for each in waivers if (each.owner or _NOBODY) == owner]
        yield from ("", owner)
        yield from (
            f"  {waiver_line(each, {'in-force': 'in force'})}"
            for each in sorted(mine, key=lambda each: _days(each, today))
        )


def _left(waiver: ListedWaiver, today: datetime.date) -> int | None:
    try:
        return (datetime.date.fromisoformat(waiver.expires) - today).days
    except ValueError:
        return None


def _days(waiver: ListedWaiver, today: datetime.date) -> int:
    """Days that are left; none of one whose last day is no day."""
    left = _left(waiver, today)
    return 0 if left is None else left
