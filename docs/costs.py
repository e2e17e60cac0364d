"""What settings add to a bill, for the page on stack files: from the prices that `--cost` counts with."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from preflight.cost.prices import HOURS, OWN, Prices, kind_of, read_prices

FILE = Path(__file__).with_name("costs.yaml")
REGION = "eu-west-1"
"""Where the stacks and most examples are."""


def costs() -> dict[str, str]:
    """A sentence or two by setting, `OperationsSettings.dashboard`: what stands, what is billed by use."""
    prices = read_prices(OWN)
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {setting: " ".join(_sentences(row, prices)) for row in rows for setting in row["of"]}


def _sentences(row: Mapping[str, Any], prices: Prices) -> Iterator[str]:
    added = [f"${_month(each['parts'], prices):.2f} for {each['for']}" for each in row.get("adds", ())]
    if added:
        yield f"Costs a month: {', '.join(added)}."
    if "use" in row:
        yield f"Billed by use: {row['use']}."


def _month(parts: Mapping[str, float], prices: Prices) -> Decimal:
    """What parts come to in a month. Raises `TypeError` for one that has no price."""
    return sum((_of(part, Decimal(str(units)), prices) for part, units in parts.items()), Decimal())


def _of(part: str, units: Decimal, prices: Prices) -> Decimal:
    price = prices.of(part, REGION)
    if price is None:
        raise TypeError(f"{FILE.name}: {part} has no price in {REGION}")
    return units * price * (HOURS if kind_of(part).per == "hour" else 1)
