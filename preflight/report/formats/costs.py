"""The words for what a stack costs while nobody calls, and for what a change adds to it."""

from collections.abc import Iterator
from decimal import Decimal

from preflight.report.cost import Cost, CostChange, CostPart, difference
from preflight.report.formats import words
from preflight.report.report import Report

_MORE = "infracost (https://www.infracost.io) tells more, what is billed by use included"


def sections(report: Report) -> list[tuple[str, list[str]]]:
    """What stands and what a change adds, each with its heading; nothing where no cost is told."""
    told = [*_changed(report), *([_standing(report, report.cost)] if report.cost else [])]
    return [(title, lines) for title, lines in told if lines]


def _standing(report: Report, cost: Cost) -> tuple[str, list[str]]:
    """Every part: those of which no price is known are what a reader has to look up."""
    left = report.left_out.get("parts that cost", 0)
    lines = [*(_part(part, cost) for part in cost.parts), *([f"and {left} more"] if left else [])]
    by_use = ["billed by use on top: " + "; ".join(cost.by_use)] if cost.by_use else []
    estimate = f"an estimate: list prices of {cost.as_of}, without tax, discounts and free tiers; {_MORE}"
    return f"Cost while nobody calls: {_money(cost.month, cost)} a month{_but(cost)}", [*lines, *by_use, estimate]


def _but(cost: Cost) -> str:
    """How many parts are not in the sum."""
    without = sum(part.month is None for part in cost.parts)
    return f", and {words.count(without, 'part')} without a price" if without else ""


def _part(part: CostPart, cost: Cost) -> str:
    sum_ = _money(part.month, cost) if part.month else "no price"
    price = f" at {_money(part.price, cost)}{' an hour' if part.per == 'hour' else ''}" if part.price else ""
    return f"{sum_}: {part.what}{_in(part.region)}, {part.count or 'an unknown number'}{price}"


def _in(region: str) -> str:
    return f" in {region}" if region else ""


def _changed(report: Report) -> Iterator[tuple[str, list[str]]]:
    change, cost = report.comparison, report.cost
    if change is None or change.costs is None:
        return
    if not change.costs:
        yield "Cost of the change: none", [f"the same stands as in {change.base}, at the same prices"]
        return
    currency = cost or Cost("", "USD", "")
    added = sum(map(difference, change.costs), Decimal())
    yield f"Cost of the change: {_signed(added, currency)} a month", [_line(each, currency) for each in change.costs]


def _line(change: CostChange, cost: Cost) -> str:
    counts = f"{change.what}{_in(change.region)}, {_number(change.count_before)} -> {_number(change.count_after)}"
    if change.before is None and change.after is None:
        return f"no price: {counts}"
    return f"{_signed(difference(change), cost)}: {counts}"


def _number(count: str | None) -> str:
    return count or "none"


def _signed(amount: Decimal, cost: Cost) -> str:
    return f"{'-' if amount < 0 else '+'}{_money(f'{abs(amount):.2f}', cost)}"


def _money(amount: str, cost: Cost) -> str:
    return f"${amount}" if cost.currency == "USD" else f"{amount} {cost.currency}"
