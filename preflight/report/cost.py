"""What a stack costs while nobody calls, as reports have it. Sums of money are texts with two decimals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Literal

from preflight.report.names import READ

Per = Literal["hour", "month"]


@dataclass(frozen=True)
class CostPart:
    """Parts of one kind in one Region that are billed for as long as they stand.

    `count` is how many units of it there are, None where that is not known; `price` that of one unit in an hour or a
    month, and `month` what they come to, None where nobody knows.
    """

    __pydantic_config__: ClassVar = READ

    what: str
    region: str
    count: str | None
    per: Per
    price: str | None = None
    month: str | None = None


@dataclass(frozen=True)
class Cost:
    """What stands, the dearest first, and what is billed by use beside it, in words. `as_of` is the prices' date."""

    __pydantic_config__: ClassVar = READ

    as_of: str
    currency: str
    month: str
    parts: tuple[CostPart, ...] = ()
    by_use: tuple[str, ...] = ()


@dataclass(frozen=True)
class CostChange:
    """Parts of which a change makes more or fewer. Counts and sums are None where there are none, or unknown."""

    what: str
    region: str
    count_before: str | None
    count_after: str | None
    before: str | None
    after: str | None


def cost_of_parts(as_of: str, currency: str, parts: Iterable[CostPart], by_use: Iterable[str]) -> Cost:
    """A cost: equal parts in one, sorted, with their sum."""
    merged: dict[tuple[str, str, str | None, bool], CostPart] = {}
    for part in parts:
        key = (part.what, part.region, part.price, part.count is None)
        other = merged.get(key)
        merged[key] = part if other is None else _added(other, part)
    ordered = sorted(merged.values(), key=lambda part: (-_of(part.month), part.what, part.region))
    month = sum((_of(part.month) for part in ordered), Decimal())
    return Cost(as_of, currency, f"{month:.2f}", tuple(ordered), tuple(sorted(dict.fromkeys(by_use))))


def all_costs(costs: Sequence[Cost]) -> Cost | None:
    """The cost of several stacks in one; None where none has any."""
    if not costs:
        return None
    parts = (part for cost in costs for part in cost.parts)
    return cost_of_parts(costs[0].as_of, costs[0].currency, parts, (use for cost in costs for use in cost.by_use))


def cost_changes(before: Cost, after: Cost) -> tuple[CostChange, ...]:
    """What is other in `after`, the dearest first."""
    was, now = _by_kind(before), _by_kind(after)
    changes = (
        CostChange(*kind, _count(was.get(kind)), _count(now.get(kind)), _month(was.get(kind)), _month(now.get(kind)))
        for kind in dict.fromkeys((*now, *was))
        if was.get(kind) != now.get(kind)
    )
    return tuple(sorted(changes, key=lambda each: (-abs(difference(each)), each.what, each.region)))


def difference(change: CostChange) -> Decimal:
    """What a change adds in a month; negative where it saves."""
    return _of(change.after) - _of(change.before)


def _added(one: CostPart, other: CostPart) -> CostPart:
    count = None if one.count is None else f"{(Decimal(one.count) + _of(other.count)).normalize():f}"
    month = None if one.month is None else f"{_of(one.month) + _of(other.month):.2f}"
    return replace(one, count=count, month=month)


def _by_kind(cost: Cost) -> dict[tuple[str, str], list[CostPart]]:
    found: dict[tuple[str, str], list[CostPart]] = {}
    for part in cost.parts:
        found.setdefault((part.what, part.region), []).append(part)
    return found


def _count(parts: Sequence[CostPart] | None) -> str | None:
    known = [part.count for part in parts or () if part.count is not None]
    return f"{sum(map(Decimal, known), Decimal()).normalize():f}" if known else None


def _month(parts: Sequence[CostPart] | None) -> str | None:
    known = [part.month for part in parts or () if part.month is not None]
    return f"{sum(map(Decimal, known), Decimal()):.2f}" if known else None


def _of(text: str | None) -> Decimal:
    return Decimal(text or 0)
